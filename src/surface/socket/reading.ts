/** Whether a connection is read: not while anybody has a reason against it. */
import type { Socket } from "node:net";

/** `unsent`: answers wait to be taken. `rate`: the client asks too fast. */
export type Reason = "unsent" | "rate";

export interface Reading {
  readonly stopped: boolean;
  stop(reason: Reason): void;
  /** Reads on unless another reason stands. */
  go(reason: Reason): void;
}

export function reading(socket: Socket, onGo: () => void): Reading {
  const reasons = new Set<Reason>();
  return {
    get stopped() {
      return reasons.size > 0;
    },
    stop(reason) {
      reasons.add(reason);
      socket.pause();
    },
    go(reason) {
      if (!reasons.delete(reason) || reasons.size > 0) return;
      onGo();
      socket.resume();
    },
  };
}
