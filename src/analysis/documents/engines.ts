/** The lowest version of Node.js that a sentence asks for. */

export interface EngineMention {
  /** As written: `20`, `20.10`. */
  version: string;
  /** Where the version stands. */
  start: number;
  end: number;
}

/** Words around the name are read so far. */
const AROUND_MAX = 60;
const LATER = new Set(["later", "newer", "higher", "above", "up", "greater", "upwards", "onwards"]);
/** A sentence with one of these speaks of a part of the project, or of what Node.js itself has. */
const OF_A_FEATURE = new Set(
  "option options feature features flag flags method methods function functions api apis hook plugin syntax supports has provides includes ships added introduced allows can if when example".split(
    " ",
  ),
);

/**
 * Reads "Node.js 20 or newer", "Node >= 20", "Node 20+" in prose. Versions without such a sign are no lower bounds, and sentences that
 * speak of a feature are left out. Linear.
 */
export function readEngines(prose: string): EngineMention[] {
  const mentions: EngineMention[] = [];
  const lower = prose.toLowerCase();
  // A few letters of other scripts grow when lowered, and nothing would stand where it is found.
  if (lower.length !== prose.length) return mentions;
  for (let at = lower.indexOf("node"); at !== -1; at = lower.indexOf("node", at + 4)) {
    if (isLetter(lower[at - 1])) continue;
    const mention = readMention(lower, at);
    if (mention && !speaksOfFeature(lower, mention)) mentions.push(mention);
  }
  return mentions;
}

function readMention(text: string, at: number): EngineMention | null {
  let next = at + "node".length;
  if (text.startsWith(".js", next)) next += 3;
  else if (text.startsWith("js", next)) next += 2;
  next = skipBlanks(text, next);
  for (const word of ["version", "versions", "v"])
    if (text.startsWith(`${word} `, next)) next = skipBlanks(text, next + word.length);
  const sign = ["≥", ">="].find((one) => text.startsWith(one, next));
  if (sign !== undefined) next = skipBlanks(text, next + sign.length);
  if (text[next] === "v") next++;
  const end = versionEnd(text, next);
  if (end === next || isLetter(text[end])) return null;
  const isBound = sign !== undefined || text[end] === "+" || isFollowedByLater(text, end);
  return isBound ? { version: text.slice(next, end), start: next, end } : null;
}

/** "or newer", "and later", "or above". */
function isFollowedByLater(text: string, from: number): boolean {
  const [first, second] = text
    .slice(from, from + 30)
    .trimStart()
    .split(/[\s.,;:)]/, 2);
  return (first === "or" || first === "and") && LATER.has(second ?? "");
}

function speaksOfFeature(text: string, { start, end }: EngineMention): boolean {
  if (isSubject(text, end) || isCase(text, start)) return true;
  const from = Math.max(0, start - AROUND_MAX * 2);
  const before = text.slice(from, start);
  const sentence = Math.max(before.lastIndexOf(". "), before.lastIndexOf("\n\n")) + 1;
  const after = text.slice(end, end + AROUND_MAX);
  const stop = after.indexOf(". ");
  const around = `${before.slice(sentence)} ${stop === -1 ? after : after.slice(0, stop)}`;
  return around.split(/[^a-z]/).some((word) => OF_A_FEATURE.has(word));
}

/** "Node.js 22.21+ and 24+ support …": the versions are who does it. */
function isSubject(text: string, end: number): boolean {
  const words = text
    .slice(end, end + AROUND_MAX)
    .split(/[^a-z]+/)
    .filter((word) => word !== "" && word !== "v" && !JOINS.has(word));
  return ACTS.has(words[0] ?? "");
}

/** "For Node.js 13+, it comes built-in": what holds there, and no demand. */
function isCase(text: string, start: number): boolean {
  const words = text.slice(Math.max(0, start - AROUND_MAX), start).split(/[^a-z]+/);
  const at = words.lastIndexOf("node");
  return at > 0 && CASES.has(words[at - 1] as string);
}

const CASES = new Set(["for", "in", "under"]);
const ACTS = new Set(["support", "have", "provide", "include", "ship", "come", "allow", "offer"]);
const JOINS = new Set(["and", "or", "also", ...LATER]);

/** Where `20`, `20.10` or `20.10.1` ends. */
function versionEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text[at]) || (text[at] === "." && at > from && isDigit(text[at + 1]))) at++;
  return at;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n") at++;
  return at;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[a-z\d_@/-]/.test(character);
}
