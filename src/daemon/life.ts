/** In which state the daemon is, for `status` and for those who must wait. */
import type { Logger } from "pino";

export interface Life {
  /** `starting: <step>`, `ready`, `degraded: <why>`, `draining`. */
  state(): string;
  isReady(): boolean;
  /** Says what is done now, and logs how long the step before took. */
  step(name: string): void;
  ready(): void;
  drain(): void;
  /** Says what is wrong with the machine; null when it is well again. */
  trouble(what: string | null): void;
  isTroubled(): boolean;
}

export function life(log: Logger, monotonic: () => number): Life {
  let phase: "starting" | "ready" | "draining" = "starting";
  let current = "lock";
  let since = monotonic();
  let wrong: string | null = null;

  function finishStep(): void {
    log.info({ step: current, took_ms: Math.round(monotonic() - since) }, "started");
    since = monotonic();
  }

  return {
    state() {
      if (phase === "starting") return `starting: ${current}`;
      if (phase === "ready" && wrong !== null) return `degraded: ${wrong}`;
      return phase;
    },
    isReady: () => phase !== "starting",
    step(name) {
      finishStep();
      current = name;
    },
    ready() {
      finishStep();
      phase = "ready";
    },
    drain() {
      phase = "draining";
    },
    isTroubled: () => wrong !== null,
    trouble(what) {
      if (what !== wrong)
        log.warn(
          { trouble: what, hint: what ? "reading goes on; writing is tried again every second" : "over" },
          "state changed",
        );
      wrong = what;
    },
  };
}
