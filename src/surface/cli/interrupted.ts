/** A second signal within this time is the same key press: a shell and npm both hand it on. */
const SAME_PRESS_MS = 500;
const INTERRUPTED = 130;

/** Settles at the first SIGINT or SIGTERM; a later one ends the process at once. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = () => {
      if (first === null) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > SAME_PRESS_MS) process.exit(INTERRUPTED);
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
