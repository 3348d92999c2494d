/** A wall clock that a test sets: loaded into a process before its own code, it shifts `Date` by what a file says. Timers are not touched. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const SHIFT = `
import { readFileSync } from "node:fs";
const Real = Date;
let shift = 0;
let readAt = -Infinity;
function now() {
  if (performance.now() - readAt > 20) {
    readAt = performance.now();
    shift = Number(readFileSync(process.env.SHIFT_FILE, "utf8"));
  }
  return Real.now() + shift;
}
globalThis.Date = class Date extends Real {
  constructor(...words) {
    if (words.length === 0) super(now());
    else super(...words);
  }
  static now() {
    return now();
  }
};
`;

export interface ShiftedClock {
  /** What the process is started with. */
  env: NodeJS.ProcessEnv;
  /** Sets it so many milliseconds ahead of the machine's. */
  shift(ms: number): void;
}

/** A clock that is right until it is shifted; what it is set to is kept in `folder`. */
export function shiftedClock(folder: string): ShiftedClock {
  const file = join(folder, "clock-shift");
  const shift = (ms: number) => writeFileSync(file, String(ms));
  shift(0);
  const options = `--import data:text/javascript,${encodeURIComponent(SHIFT)}`;
  return { env: { NODE_OPTIONS: options, SHIFT_FILE: file }, shift };
}
