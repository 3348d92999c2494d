/** In which state the daemon is, for `status` and for those who must wait. */
import type { Logger } from "pino";

/** Who writes: each finds out for itself when it can again. `disk` and `ledger` are what nobody can write to. */
export type TroubleSource = "passes" | "chores" | "disk" | "ledger";

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
  /** Called whenever somebody finds something wrong, also when it is known. */
  onTrouble(listener: (what: string) => void): void;
  /** Why nothing may be added to the ledger; null when it may. */
  blocked(): string | null;
}

export function life(log: Logger, monotonic: () => number): Life {
  let phase: "starting" | "ready" | "draining" = "starting";
  let current = "lock";
  let since = monotonic();
  let listener: (what: string) => void = () => {};
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
    blocked: () => troubles.get("ledger") ?? troubles.get("disk") ?? null,
    isTroubled: () => troubles.size > 0,
    onTrouble(added) {
      listener = added;
    },
    trouble(source, what) {
      const before = wrong();
      if (what === null) troubles.delete(source);
      else troubles.set(source, what);
      if (what !== null) listener(what);
      const trouble = wrong();
      if (trouble === before) return;
      log.warn({ trouble, hint: trouble ? "reading goes on; writing is tried again every second" : "over" }, "state changed");
    },
  };
}
