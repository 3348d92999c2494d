/** Until when an acknowledgement holds. */
import { LockstepError } from "./errors.js";
import { isoTime } from "./time.js";

const DAY_MS = 86_400_000;
/** What is accepted for longer is a setting: `ignore` of the configuration. */
const DAYS_MAX = 365;
const DAYS_USUAL = 90;

/** The last day of an acknowledgement made at `now`: `until`, `2026-11-21`, or 90 days on. Throws USAGE when it is over or too far. */
export function lastDay(until: string | null, now: number): string {
  const dayIn = (days: number) => isoTime(now + days * DAY_MS).slice(0, 10);
  if (until === null) return dayIn(DAYS_USUAL);
  if (until < dayIn(0)) throw new LockstepError("USAGE", `${until} is over. Name a day from ${dayIn(0)} to ${dayIn(DAYS_MAX)}.`);
  if (until > dayIn(DAYS_MAX)) {
    const message = `${until} is more than ${DAYS_MAX} days from now. Name a day up to ${dayIn(DAYS_MAX)}, or write the finding under \`ignore\` in lockstep.yaml.`;
    throw new LockstepError("USAGE", message);
  }
  return until;
}
