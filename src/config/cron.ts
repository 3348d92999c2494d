/** Cron expressions as far as the clock takes them: five fields, so never more often than once a minute. */

interface Field {
  name: string;
  min: number;
  max: number;
  /** Names that stand for `min`, `min + 1` and so on. */
  names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", min: 0, max: 59, names: [] },
  { name: "hour", min: 0, max: 23, names: [] },
  { name: "day of the month", min: 1, max: 31, names: [] },
  { name: "month", min: 1, max: 12, names: MONTHS },
  { name: "day of the week", min: 0, max: 7, names: DAYS },
];

const LENGTH_MAX = 128;

/** What is wrong with a schedule; null when nothing is. `off` is a schedule. */
export function scheduleFault(schedule: string): string | null {
  if (schedule === "off") return null;
  if (schedule.length > LENGTH_MAX) return `longer than ${LENGTH_MAX} characters`;
  const fields = schedule.split(" ").filter((field) => field !== "");
  if (fields.length === 6)
    return "six fields run more often than once a minute; write five: minute, hour, day, month, day of the week";
  if (fields.length !== FIELDS.length) return "not `off` and not five fields: minute, hour, day, month, day of the week";
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index] as string;
    if (!text.split(",").every((part) => isPart(part, field))) {
      return `\`${text}\` is no ${field.name} (${field.min} to ${field.max}, \`*\`, \`a-b\`, \`*/n\`, or several with commas)`;
    }
  }
  const [, , days = "*", months = "*"] = fields;
  return comesEver(days, months) ? null : `day ${days} of month ${months} never comes`;
}

/** Days of each month in a leap year. */
const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function comesEver(days: string, months: string): boolean {
  const longest = Math.max(...MONTH_LENGTHS.filter((_, index) => holds(months, index + 1, FIELDS[3] as Field)));
  for (let day = 1; day <= longest; day++) if (holds(days, day, FIELDS[2] as Field)) return true;
  return false;
}

/** Whether `value` is one of those that a field with valid parts names. */
function holds(text: string, value: number, field: Field): boolean {
  return text.split(",").some((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [from, to = from] = range === "*" ? [field.min, field.max] : range.split("-").map((word) => numberOf(word, field) ?? 0);
    return from !== undefined && to !== undefined && value >= from && value <= to && (value - from) % Number(step) === 0;
  });
}

/** `*`, `5`, `mon`, `1-5`, and each but the single value with `/step`. */
function isPart(text: string, field: Field): boolean {
  const [range = "", step, ...more] = text.split("/");
  if (more.length > 0) return false;
  if (step !== undefined && !(isNumber(step) && Number(step) >= 1 && Number(step) <= field.max)) return false;
  if (range === "*") return true;
  const [from = "", to, ...further] = range.split("-");
  if (further.length > 0) return false;
  const first = numberOf(from, field);
  if (first === null) return false;
  if (to === undefined) return step === undefined;
  const last = numberOf(to, field);
  return last !== null && first <= last;
}

function numberOf(text: string, { min, max, names }: Field): number | null {
  const index = names.indexOf(text.toLowerCase());
  if (index !== -1) return min + index;
  return isNumber(text) && Number(text) >= min && Number(text) <= max ? Number(text) : null;
}

function isNumber(text: string): boolean {
  return /^\d{1,2}$/.test(text);
}
