/** Places at which a test ends, stops or breaks a daemon: `LOCKSTEP_FAULT=<point>:<action>[@<n>]`, and only where NODE_ENV is `test`. */

/** In the order in which a daemon passes them. */
export const FAULT_POINTS = [
  "start.locked",
  "start.listening",
  "start.ledger",
  "start.watching",
  "start.ready",
  "pass.begun",
  "facts.recording",
  "pass.read",
  "pass.judged",
  "pass.recording",
  "pass.recorded",
  "settle.recording",
  "chore.begun",
  "drain.begun",
  "drain.worked",
  "drain.closed",
  "drain.marked",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** `kill` as `kill -9` does, `stop` until SIGCONT, `throw` an error that nobody knows. */
const ACTIONS = ["kill", "stop", "throw"] as const;
type Action = (typeof ACTIONS)[number];

interface Fault {
  point: FaultPoint;
  action: Action;
  /** At which time that the point is passed, 1 for the first. */
  nth: number;
}

/** What the variable says; null outside of tests, and without it. Throws when it names a point or an action that there is not. */
export function readFault({ NODE_ENV, LOCKSTEP_FAULT }: NodeJS.ProcessEnv): Fault | null {
  if (NODE_ENV !== "test" || LOCKSTEP_FAULT === undefined) return null;
  const [, name, word, nth = "1"] = /^([a-z.]+):([a-z]+)(?:@([1-9]\d{0,5}))?$/.exec(LOCKSTEP_FAULT) ?? [];
  const point = FAULT_POINTS.find((known) => known === name);
  const action = ACTIONS.find((known) => known === word);
  if (point && action) return { point, action, nth: Number(nth) };
  const known = `a point is one of ${FAULT_POINTS.join(", ")}; an action is ${ACTIONS.join(", ")}`;
  throw new Error(`LOCKSTEP_FAULT is no <point>:<action>[@<n>]: ${known}.`);
}

const armed = readFault(process.env);
let passed = 0;

/** Called at a place that a test may want to break; does nothing outside of tests. */
export const faultPoint: (point: FaultPoint) => void = armed === null ? () => {} : (point) => strike(armed, point);

/** Signals reach a process a moment after they were sent to itself, ms. */
const SIGNAL_MS = 50;

function strike({ point, action, nth }: Fault, here: FaultPoint): void {
  if (here !== point || ++passed !== nth) return;
  if (action === "throw") throw new Error(`fault at ${point}`);
  process.kill(process.pid, action === "kill" ? "SIGKILL" : "SIGSTOP");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SIGNAL_MS);
}
