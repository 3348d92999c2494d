import type { Cli } from "./cli.js";

/** A second signal within this time is the same key press: a shell and npm both hand it on. */
const SAME_PRESS_MS = 500;
const INTERRUPTED = 130;

/** Settles when the user wants an end: SIGINT, SIGTERM, a closed terminal or pipe. A later signal ends the process at once. */
export function interrupted(cli: Pick<Cli, "whenUnread">): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = () => {
      if (first === null) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > SAME_PRESS_MS) process.exit(INTERRUPTED);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    cli.whenUnread(resolve);
  });
}
