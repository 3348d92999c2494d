/** What may stand in a line of the log: no secret, no file's content, no path of a project but relative to it, nothing without end. */
import { pino } from "pino";

export interface LoggedProject {
  id: number;
  root: string;
}

/** Names under which a secret may be handed in, alone or as the last word of a longer one: `apiKey`, `x-auth-token`. */
const SECRET_NAME = /(^|_)(token|authorization|cookie|password|passwd|secret|key|env)s?$/;
/** In a text: what is sent to authorize, what stands after such a name, and who somebody is in an address. */
const SECRET_TEXTS = [
  /\b(?<before>(?:bearer|basic) +)[\w.~+/=-]{12,}/gi,
  /(?<before>(?:token|authorization|cookie|password|passwd|secret|api[_-]?key)["']?\s*[=:]\s*["']?)(?!\[redacted\])[^\s"',;]+/gi,
  /(?<before>:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g,
];
const REDACTED = "[redacted]";

/** Of a text, what is kept: a stack is longer than a sentence, and a file is longer than a stack. */
const TEXT_LENGTH_MAX = 4_000;
const DEPTH_MAX = 6;
const ENTRIES_MAX = 100;

/** Makes the function that takes the fields of a line to what is written of them. `projects` gives those that are known by now. */
export function logValues(
  projects: () => readonly LoggedProject[],
): (fields: Record<string, unknown>) => Record<string, unknown> {
  function shown(value: unknown, depth: number, roots: readonly LoggedProject[]): unknown {
    if (typeof value === "string") return redactedText(relativeText(bounded(value), roots));
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= DEPTH_MAX) return "[deeper]";
    if (value instanceof Date) return value;
    if (value instanceof Error) return object(pino.stdSerializers.err(value), depth, roots);
    if (Array.isArray(value)) return list(value, depth, roots);
    return object(value, depth, roots);
  }

  function list(values: readonly unknown[], depth: number, roots: readonly LoggedProject[]): unknown[] {
    const left = values.length - ENTRIES_MAX;
    const first = values.slice(0, ENTRIES_MAX).map((value) => shown(value, depth + 1, roots));
    return left > 0 ? [...first, `and ${left} more`] : first;
  }

  function object(value: object, depth: number, roots: readonly LoggedProject[]): Record<string, unknown> {
    const entries = Object.entries(value).slice(0, ENTRIES_MAX);
    return Object.fromEntries(entries.map(([name, inner]) => [name, isSecret(name) ? REDACTED : shown(inner, depth + 1, roots)]));
  }

  return (fields) => object(fields, 0, projects());
}

/** Whether a value of this name is never told. */
export function isSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll("-", "_");
  return SECRET_NAME.test(words.toLowerCase());
}

/** The text without what is a secret by its form. */
export function redactedText(text: string): string {
  return SECRET_TEXTS.reduce((left, form) => left.replace(form, `$<before>${REDACTED}`), text);
}

/** The text with each path of a project as it is within that project: `<project 3>/src/a.ts`. */
export function relativeText(text: string, projects: readonly LoggedProject[]): string {
  if (!text.includes("/")) return text;
  // A project may lie within another one.
  const longest = [...projects].sort((a, b) => b.root.length - a.root.length);
  return longest.reduce((left, { id, root }) => replacedRoot(left, root, `<project ${id}>`), text);
}

function replacedRoot(text: string, root: string, mark: string): string {
  if (root === "/" || !text.includes(root)) return text;
  const parts = text.split(root);
  // `/srv/kettle` is no root of `/srv/kettle-2`, nor of `/mnt/srv/kettle`.
  return parts.reduce((before, after) => {
    const isWhole = !/[\w.-]$/.test(before) && (/^([/\s"'`:;,)\]>]|$)/.test(after) || /^\.(\s|$)/.test(after));
    return `${before}${isWhole ? mark : root}${after}`;
  });
}

function bounded(text: string): string {
  return text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX)}… (${text.length} characters)`;
}
