/** How the process ends: drained by a signal, at once by a second one, or by a bug. */
import type { Logger } from "pino";

export interface ShutdownOptions {
  log: Logger;
  /** Ends everything in good order; may be called once. */
  drain(reason: string): Promise<void>;
  /** Writes out what the log still holds. */
  flush(): void;
}

/** Draining ends here whatever is left: a transaction is whole or never was, so nothing is lost but time. */
const DRAIN_MS_MAX = 4_500;

export const EXIT = { drained: 0, bug: 70, interrupted: 130 } as const;

export interface Shutdown {
  /** Ends the process in good order. */
  stop(reason: string): void;
  /** Ends it at once, as after a bug: the service manager starts it anew. */
  fail(error: unknown): void;
}

/** Takes over signals and uncaught errors. */
export function installShutdown({ log, drain, flush }: ShutdownOptions): Shutdown {
  let draining = false;

  const exit = (code: number): never => {
    flush();
    process.exit(code);
  };

  function stop(reason: string): void {
    if (draining) return;
    draining = true;
    log.info({ reason }, "draining");
    setTimeout(() => {
      log.warn({ hint: "work in flight is taken up again at the next start" }, "draining took too long");
      exit(EXIT.drained);
    }, DRAIN_MS_MAX);
    drain(reason).then(
      () => exit(EXIT.drained),
      (error: unknown) => crash(error),
    );
  }

  function crash(error: unknown): void {
    log.fatal({ err: error }, "bug");
    exit(EXIT.bug);
  }

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (draining) exit(EXIT.interrupted);
      stop(signal);
    });
  }
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  return { stop, fail: crash };
}
