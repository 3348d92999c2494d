/** What may be told beyond this machine's user: no secret, no place of a project, nothing without end. For logs and bundles. */

/** A folder, and what stands for it. */
export interface Place {
  root: string;
  mark: string;
}

/** Names under which a secret may be handed in, alone or as the last word of a longer one: `apiKey`, `x-auth-token`. */
const SECRET_NAME = /(^|_)(token|authorization|cookie|password|passwd|secret|key|env)s?$/;
/** In a text: what is sent to authorize, what stands after such a name, and who somebody is in an address. */
const SECRET_TEXTS = [
  /\b(?<before>(?:bearer|basic) +)[\w.~+/=-]{12,}/gi,
  // A header of these says how, and then what: all of it goes, but for a word that says how.
  /(?<before>(?:authorization|cookie)["']?\s*[=:]\s*["']?(?:(?:bearer|basic|token) +)?)(?!\[redacted\])[^"'\r\n]+/gi,
  /(?<before>(?:token|password|passwd|secret|(?:api|access|private)[_-]?key)["']?\s*[=:]\s*["']?)(?!\[redacted\])(?:(?<=")[^"\r\n]+|(?<=')[^'\r\n]+|[^\s"',;]+)/gi,
  /(?<before>:\/\/)[^\s/@]+(?=@)/g,
  // Tokens that their issuers mark, and keys as they stand in files.
  /(?<before>\b(?:gh[pousr]_|github_pat_|glpat-|npm_|sk-|xox[abeprs]-))[\w-]{16,}/g,
  /(?<before>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]+/g,
];
const REDACTED = "[redacted]";

/** Of a text, what is kept: a stack is longer than a sentence, and a file is longer than a stack. */
const TEXT_LENGTH_MAX = 4_000;
const DEPTH_MAX = 6;
const ENTRIES_MAX = 100;

/** How projects are named where their places are not told. */
export function projectPlaces(projects: readonly { id: number; root: string }[]): Place[] {
  return projects.map(({ id, root }) => ({ root, mark: `<project ${id}>` }));
}

/** The fields as they may be told: plain values, errors among them too. */
export function redactedFields(
  fields: object,
  places: readonly Place[],
  entriesMax: number = ENTRIES_MAX,
): Record<string, unknown> {
  // A place may lie within another one.
  const longest = [...places].sort((a, b) => b.root.length - a.root.length);

  function shown(value: unknown, depth: number): unknown {
    if (typeof value === "string") return shownText(value, longest);
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= DEPTH_MAX) return "[deeper]";
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return list(value, depth);
    return object(value instanceof Error ? errorFields(value) : value, depth);
  }

  function list(values: readonly unknown[], depth: number): unknown[] {
    const left = values.length - entriesMax;
    const first = values.slice(0, entriesMax).map((value) => shown(value, depth + 1));
    return left > 0 ? [...first, `and ${left} more`] : first;
  }

  function object(value: object, depth: number): Record<string, unknown> {
    const entries = Object.entries(value).slice(0, entriesMax);
    return Object.fromEntries(entries.map(([name, inner]) => [name, isSecret(name) ? REDACTED : shown(inner, depth + 1)]));
  }

  return object(fields, 0);
}

/** What an error is made of: most of it is not among its own enumerable properties. */
function errorFields(error: Error): Record<string, unknown> {
  const { message, stack, cause } = error;
  return { ...error, type: error.constructor.name, message, stack, ...(cause === undefined ? {} : { cause }) };
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

/** The text with each path below a place as it is within that place: `<project 3>/src/a.ts`. The longest places come first. */
export function relativeText(text: string, places: readonly Place[]): string {
  if (!text.includes("/")) return text;
  return places.reduce((left, { root, mark }) => replacedRoot(left, root, mark), text);
}

function replacedRoot(text: string, root: string, mark: string): string {
  if (root === "/" || root === "" || !text.includes(root)) return text;
  const parts = text.split(root);
  // `/srv/kettle` is no root of `/srv/kettle-2`, nor of `/mnt/srv/kettle`.
  return parts.reduce((before, after) => {
    const isWhole = !/[\w.-]$/.test(before) && (/^([/\s"'`:;,)\]>]|$)/.test(after) || /^\.(\s|$)/.test(after));
    return `${before}${isWhole ? mark : root}${after}`;
  });
}

/** Cut behind what is told: a secret that a cut went through would not be known by its form. */
function shownText(text: string, places: readonly Place[]): string {
  const told = redactedText(relativeText(text.slice(0, 2 * TEXT_LENGTH_MAX), places));
  return text.length <= TEXT_LENGTH_MAX ? told : `${told.slice(0, TEXT_LENGTH_MAX)}… (${text.length} characters)`;
}
