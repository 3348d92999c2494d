/** In which state the daemon is, for `status` and for those who must wait. */
import type { Logger } from "pino";

/** Who writes: each finds out for itself when it can again. */
export type TroubleSource = "passes" | "chores";

export interface Life {
  /** `starting: <step>`, `ready`, `degraded: <why>`, `draining`. */
  state(): string;
  isReady(): boolean;
  /** Says what is done now, and logs how long the step before took. */
  step(name: string): void;
  ready(): void;
  drain(): void;
  /** Says what `source` finds wrong with the machine; null when it finds it well again. */
  trouble(source: TroubleSource, what: string | null): void;
  isTroubled(): boolean;
}

export function life(log: Logger, monotonic: () => number): Life {
  let phase: "starting" | "ready" | "draining" = "starting";
  let current = "lock";
  let since = monotonic();
  const troubles = new Map<TroubleSource, string>();
  /** What is wrong, each thing once; null when all is well. */
  const wrong = () => (troubles.size === 0 ? null : [...new Set(troubles.values())].sort().join(", "));

  function finishStep(): void {
    log.info({ step: current, took_ms: Math.round(monotonic() - since) }, "started");
    since = monotonic();
  }

  return {
    state() {
      if (phase === "starting") return `starting: ${current}`;
      if (phase === "ready" && troubles.size > 0) return `degraded: ${wrong()}`;
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
    isTroubled: () => troubles.size > 0,
    trouble(source, what) {
      const before = wrong();
      if (what === null) troubles.delete(source);
      else troubles.set(source, what);
      const trouble = wrong();
      if (trouble === before) return;
      log.warn({ trouble, hint: trouble ? "reading goes on; writing is tried again every second" : "over" }, "state changed");
    },
  };
}
