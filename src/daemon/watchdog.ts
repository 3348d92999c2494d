/** Tells the service manager that all is well, for as long as it is: one that hears nothing starts the daemon anew. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Logger } from "pino";

export interface Vitals {
  /** Longest delay of the main thread since the last look, milliseconds. */
  loopDelay(): number;
  /** Whether the watcher answers within `ms`. */
  pingWatcher(ms: number): Promise<boolean>;
  /** Reads something of the ledger; throws when that fails. */
  readLedger(): void;
}

const BEAT_MS = 20_000;
/** A thread that is held up for longer does not do its work. */
const DELAY_MS_MAX = 5_000;
const NS_PER_MS = 1e6;

/** What is wrong; null when all is well. */
export async function ailment({ loopDelay, pingWatcher, readLedger }: Vitals): Promise<string | null> {
  const delay = loopDelay();
  if (delay >= DELAY_MS_MAX) return `the main thread was held up for ${Math.round(delay)} ms`;
  if (!(await pingWatcher(DELAY_MS_MAX))) return "the watcher does not answer";
  try {
    readLedger();
  } catch (error) {
    return `the ledger cannot be read (${(error as Error).message})`;
  }
  return null;
}

export interface WatchdogOptions extends Omit<Vitals, "loopDelay"> {
  env: NodeJS.ProcessEnv;
  onWell(): void;
  log: Logger;
}

/** Time between two beats, ms: three before the manager loses its patience; null when it does not watch this process. */
export function beatOf({ WATCHDOG_USEC, WATCHDOG_PID }: NodeJS.ProcessEnv, pid: number): number | null {
  const patience = Number(WATCHDOG_USEC) / 1_000;
  if (!(patience > 0) || (WATCHDOG_PID && Number(WATCHDOG_PID) !== pid)) return null;
  return Math.min(BEAT_MS, Math.max(1, Math.floor(patience / 3)));
}

/** Starts the beats, where a manager waits for them; returns the function that ends them. */
export function startWatchdog({ env, onWell, log, ...vitals }: WatchdogOptions): () => void {
  const beat = beatOf(env, process.pid);
  if (beat === null) return () => {};
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  const loopDelay = () => {
    const { max } = delays;
    delays.reset();
    return max / NS_PER_MS;
  };
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    const wrong = await ailment({ ...vitals, loopDelay });
    looking = false;
    if (wrong === null) onWell();
    else log.error({ reason: wrong, hint: "the service manager starts it anew when this goes on" }, "not well");
  }, beat);
  timer.unref();
  return () => {
    clearInterval(timer);
    delays.disable();
  };
}
