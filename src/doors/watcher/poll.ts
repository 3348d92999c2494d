import type { WatchBackend } from "./backend.js";

/**
 * Watches nothing: what is armed with it is swept by the main thread every 2 to 30 s (`daemon/rounds.ts`), which has to sweep anyhow when
 * this thread is away.
 */
export function pollBackend(): WatchBackend {
  return {
    name: "poll",
    async arm() {},
    async disarm() {},
    onHint() {},
    onFault() {},
    cost: () => ({ watches: 0 }),
  };
}
