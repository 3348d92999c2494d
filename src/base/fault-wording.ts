/** What is wrong with a value that a schema refuses, in our words: every border hands this to its schema. */
import type { z } from "zod";
import { nearestOf } from "./nearest.js";

type RawIssue = z.core.$ZodRawIssue;
type Issue = RawIssue | z.core.$ZodIssue;

/** Of a value, how much a message repeats. */
const SHOWN_LENGTH_MAX = 64;

/**
 * The error map of our schemas: what is expected and what was given, without the key and without a full stop. A schema's own message
 * goes before it. Names no product, so that file, param and option can be named around it.
 */
export function faultWording(issue: RawIssue): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? "this is no key";
  if (issue.code === "unrecognized_keys") return `${issue.keys.map(shownText).join(", ")} is not known here`;
  const expected = `${expectationOf(issue)} is expected`;
  const { input } = issue;
  if (input === undefined) return `${expected}, and nothing is given`;
  const guess = issue.code === "invalid_value" && typeof input === "string" ? nearestOf(input, issue.values.map(String)) : null;
  return `${expected}, not ${givenFor(issue, input)}${guess === null ? "" : ` (did you mean \`${guess}\`?)`}`;
}

/** As the beginning of "… is expected". Without the value, for the parts of a union do not know it. */
function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => `\`${String(value)}\``).join(", ")}`;
    case "too_small":
      return bounded(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
    case "too_big":
      return bounded(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_format":
      return `text of the form ${issue.format}`;
    case "invalid_union":
      return [...new Set(issue.errors.flatMap(([first]) => (first ? [expectationOf(first)] : [])))].join(", or ");
    default:
      return "something else";
  }
}

const TYPES: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "null",
};

function bounded(origin: string, relation: string, bound: number | bigint): string {
  const unit = origin === "string" ? "character" : origin === "array" ? "entry" : null;
  if (unit === null) return `${relation} ${bound}`;
  const units = Number(bound) === 1 ? unit : unit === "entry" ? "entries" : `${unit}s`;
  return `${origin === "string" ? "text" : "a list"} of ${relation} ${bound} ${units}`;
}

/** A length where the length is what is wrong. */
function givenFor(issue: RawIssue, input: unknown): string {
  const isLength =
    (issue.code === "too_small" || issue.code === "too_big") && (typeof input === "string" || Array.isArray(input));
  return isLength ? String(input.length) : shown(input);
}

function shown(value: unknown): string {
  if (typeof value === "string") return shownText(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a map" : String(value);
}

/** Text as it may stand in a message: short, nothing in it that a terminal would act on. */
export function shownText(text: string): string {
  const cut = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
  return `\`${JSON.stringify(cut).slice(1, -1).replaceAll("\u009b", "\\u009b").replaceAll('\\"', '"')}\``;
}
