// Matches one path against one glob, in time linear in the product of their lengths, whatever they hold.
// Regular expressions made of globs are not: `**/a/**/a/**/a/**/a/**/b` against 120 folders named `a` kept one busy for 19 s.

/** A character class: code unit ranges, both ends included. */
interface CharacterClass {
  negated: boolean;
  ranges: [number, number][];
}

const STAR = 0;
const ANY = 1;
type Token = string | typeof STAR | typeof ANY | CharacterClass;

/** What one segment of a glob asks for; `many` is `**`, `never` a class that does not end. */
type Segment =
  | { kind: "literal"; text: string }
  | { kind: "suffix"; text: string }
  | { kind: "tokens"; tokens: Token[] }
  | { kind: "many" }
  | { kind: "never" };

export interface Glob {
  segments: Segment[];
}

/**
 * Reads a glob as git reads the patterns of an ignore file: `*` and `?` stay within a segment, `**` as a whole segment stands for
 * any number of them, `[a-z]` is a class, `\` takes the next character as it is. A class cannot hold a `/`. Never throws.
 */
export function parseGlob(text: string): Glob {
  const segments = splitSegments(text).map(parseSegment);
  // `a/**` is what lies in `a`, not `a` itself.
  if (segments.at(-1)?.kind === "many") segments.push({ kind: "tokens", tokens: [STAR] });
  return { segments };
}

/** Splits at `/`, also at an escaped one. */
function splitSegments(text: string): string[] {
  const segments: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && text[at + 1] !== "/") at++;
    else if (text[at] === "\\" || text[at] === "/") {
      segments.push(text.slice(start, at));
      if (text[at] === "\\") at++;
      start = at + 1;
    }
  }
  segments.push(text.slice(start));
  return segments;
}

function parseSegment(text: string): Segment {
  if (text.length >= 2 && onlyStars(text)) return { kind: "many" };
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === "*") {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (character === "?") tokens.push(ANY);
    else if (character === "[") {
      const found = parseClass(text, at);
      if (found === null) return { kind: "never" };
      tokens.push(found.parsed);
      at = found.end;
    } else if (character === "\\") {
      at++;
      // git: a pattern that ends in a lone backslash matches nothing.
      if (at === text.length) return { kind: "never" };
      tokens.push(text[at] as string);
    } else tokens.push(character);
  }
  return simplest(tokens);
}

function onlyStars(text: string): boolean {
  for (const character of text) if (character !== "*") return false;
  return true;
}

/** Most segments are a plain name or `*.ext`, which need no token by token comparison. */
function simplest(tokens: Token[]): Segment {
  const plain = tokens.filter((token): token is string => typeof token === "string");
  if (plain.length === tokens.length) return { kind: "literal", text: plain.join("") };
  if (plain.length === tokens.length - 1 && tokens[0] === STAR) return { kind: "suffix", text: plain.join("") };
  return { kind: "tokens", tokens };
}

/** ASCII, as in the C locale that git uses. */
const NAMED_CLASSES: Record<string, string> = {
  alnum: "09AZaz",
  alpha: "AZaz",
  blank: "  \t\t",
  cntrl: "\0\x1f\x7f\x7f",
  digit: "09",
  graph: "!~",
  lower: "az",
  print: " ~",
  punct: "!/:@[`{~",
  space: "  \t\r",
  upper: "AZ",
  xdigit: "09AFaf",
};

/** Reads the class that opens at `open`; `end` is the place of its `]`. null when it does not end, or names an unknown class. */
function parseClass(text: string, open: number): { parsed: CharacterClass; end: number } | null {
  let at = open + 1;
  const negated = text[at] === "!" || text[at] === "^";
  if (negated) at++;
  const ranges: [number, number][] = [];
  for (let first = true; ; first = false) {
    if (at >= text.length) return null;
    if (text[at] === "]" && !first) return { parsed: { negated, ranges }, end: at };
    if (text[at] === "[" && text[at + 1] === ":") {
      const close = text.indexOf(":]", at + 2);
      const name = close === -1 ? "" : text.slice(at + 2, close);
      const pairs = NAMED_CLASSES[name];
      if (pairs === undefined) return null;
      for (let pair = 0; pair < pairs.length; pair += 2) ranges.push([pairs.charCodeAt(pair), pairs.charCodeAt(pair + 1)]);
      at = close + 2;
      continue;
    }
    if (text[at] === "\\") at++;
    const from = text.charCodeAt(at++);
    let to = from;
    if (text[at] === "-" && text[at + 1] !== "]" && at + 1 < text.length) {
      at++;
      if (text[at] === "\\") at++;
      to = text.charCodeAt(at++);
    }
    if (Number.isNaN(from) || Number.isNaN(to)) return null;
    ranges.push([from, to]);
  }
}

/** Whether `path`, cut into segments, is what `glob` describes. Only the segments from `start` on count. */
export function globMatches(glob: Glob, path: readonly string[], start = 0, end = path.length): boolean {
  const { segments } = glob;
  let at = start;
  let wanted = 0;
  let resumeAt = -1;
  let resumeWanted = -1;
  while (at < end) {
    const segment = segments[wanted];
    if (segment?.kind === "many") {
      resumeWanted = ++wanted;
      resumeAt = at;
    } else if (segment && segmentMatches(segment, path[at] as string)) {
      at++;
      wanted++;
    } else if (resumeWanted !== -1) {
      // Only the last `**` needs to try again: what stood before it has matched as early as it could.
      wanted = resumeWanted;
      at = ++resumeAt;
    } else return false;
  }
  while (segments[wanted]?.kind === "many") wanted++;
  return wanted === segments.length;
}

/** Whether the last segment alone is what a glob of one segment describes. */
export function globMatchesName(glob: Glob, name: string): boolean {
  const segment = glob.segments[0];
  return segment !== undefined && (segment.kind === "many" || segmentMatches(segment, name));
}

function segmentMatches(segment: Segment, name: string): boolean {
  if (segment.kind === "literal") return name === segment.text;
  if (segment.kind === "suffix") return name.endsWith(segment.text);
  return segment.kind === "tokens" && tokensMatch(segment.tokens, name);
}

function tokensMatch(tokens: readonly Token[], name: string): boolean {
  let at = 0;
  let wanted = 0;
  let resumeAt = -1;
  let resumeWanted = -1;
  while (at < name.length) {
    const token = tokens[wanted];
    if (token === STAR) {
      resumeWanted = ++wanted;
      resumeAt = at;
    } else if (token !== undefined && tokenMatches(token, name, at)) {
      at += token === ANY && isSurrogatePair(name, at) ? 2 : 1;
      wanted++;
    } else if (resumeWanted !== -1) {
      wanted = resumeWanted;
      at = ++resumeAt;
    } else return false;
  }
  while (tokens[wanted] === STAR) wanted++;
  return wanted === tokens.length;
}

function tokenMatches(token: Exclude<Token, typeof STAR>, name: string, at: number): boolean {
  if (token === ANY) return true;
  if (typeof token === "string") return name[at] === token;
  const unit = name.charCodeAt(at);
  return token.ranges.some(([from, to]) => unit >= from && unit <= to) !== token.negated;
}

function isSurrogatePair(text: string, at: number): boolean {
  const unit = text.codePointAt(at);
  return unit !== undefined && unit > 0xffff;
}
