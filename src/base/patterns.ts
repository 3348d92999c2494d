/** Lines of an ignore file, and the patterns of the configuration, which are read alike. */
import { type Glob, globMatches, globMatchesName, parseGlob } from "./glob.js";

/** One line of an ignore file. */
export interface Pattern {
  /** As written, for messages. */
  text: string;
  negated: boolean;
  foldersOnly: boolean;
  /** Counts from the folder of its file; without it the last segment alone counts, at any depth. */
  anchored: boolean;
  glob: Glob;
}

/** Patterns read of one file. The longest list seen in a public template collection has about 1,500 lines. */
const PATTERNS_MAX = 2_000;
/** Length of the longest pattern that is read; a path cannot be longer. */
const PATTERN_LENGTH_MAX = 4_096;

/** Reads the text of an ignore file, by git's rules. What is longer than the bounds is left out. */
export function parsePatterns(text: string): Pattern[] {
  const patterns: Pattern[] = [];
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length && patterns.length < PATTERNS_MAX; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    if (end - start <= PATTERN_LENGTH_MAX) {
      const pattern = parsePattern(text.slice(start, text[end - 1] === "\r" ? end - 1 : end));
      if (pattern) patterns.push(pattern);
    }
    start = end + 1;
  }
  return patterns;
}

/** Reads one line; null for a comment and for an empty one. */
export function parsePattern(line: string): Pattern | null {
  if (line.startsWith("#")) return null;
  const text = withoutTrailingSpaces(line);
  const negated = text.startsWith("!");
  let body = negated ? text.slice(1) : text;
  const foldersOnly = body.endsWith("/");
  if (foldersOnly) body = body.slice(0, -1);
  if (body === "") return null;
  const anchored = body.includes("/");
  return { text, negated, foldersOnly, anchored, glob: parseGlob(body.startsWith("/") ? body.slice(1) : body) };
}

/** Spaces at the end do not count, unless a backslash stands before them. */
function withoutTrailingSpaces(line: string): string {
  let kept = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === " ") continue;
    kept = Math.min(at + 1, line.length);
  }
  return line.slice(0, kept);
}

/** A path, cut into segments, of which those from `start` up to `end` count. */
export interface PathPart {
  segments: readonly string[];
  start: number;
  end: number;
}

/** The last of `patterns` that names the path itself; what lies in a named folder is the caller's to decide. */
export function lastMatch(
  patterns: readonly Pattern[],
  { segments, start, end }: PathPart,
  isFolder: boolean,
): Pattern | undefined {
  const name = segments[end - 1] as string;
  for (let at = patterns.length - 1; at >= 0; at--) {
    const pattern = patterns[at] as Pattern;
    if (pattern.foldersOnly && !isFolder) continue;
    if (pattern.anchored ? globMatches(pattern.glob, segments, start, end) : globMatchesName(pattern.glob, name)) return pattern;
  }
  return undefined;
}

/** Alternatives that braces of one pattern may stand for. */
const ALTERNATIVES_MAX = 64;

/**
 * Makes a test of one pattern of the configuration: the language of ignore files without `!`, and `{a,b}` for alternatives.
 * A pattern that names a folder covers all that lies in it. Returns null when its braces stand for more than 64 alternatives.
 */
export function compilePattern(text: string): ((path: string) => boolean) | null {
  const alternatives = expandBraces(text);
  if (alternatives === null) return null;
  const patterns = alternatives.map(parsePattern).filter((pattern) => pattern !== null);
  return (path) => {
    const segments = path.split("/");
    for (let end = 1; end <= segments.length; end++) {
      if (lastMatch(patterns, { segments, start: 0, end }, end < segments.length)) return true;
    }
    return false;
  };
}

/** `a{b,c}d` → `abd`, `acd`; braces may hold braces. A brace without its partner is an ordinary character. */
function expandBraces(text: string): string[] | null {
  const done: string[] = [];
  const waiting = [text];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const brace = firstBraces(next);
    if (brace === null) done.push(next);
    else for (const option of brace.options) waiting.push(next.slice(0, brace.open) + option + next.slice(brace.close + 1));
    if (done.length + waiting.length > ALTERNATIVES_MAX) return null;
  }
  return done.reverse();
}

/** The first pair of braces that holds a comma, with what stands between the commas. */
function firstBraces(text: string): { open: number; close: number; options: string[] } | null {
  for (let open = text.indexOf("{"); open !== -1; open = text.indexOf("{", open + 1)) {
    let depth = 0;
    let start = open + 1;
    const options: string[] = [];
    for (let at = open; at < text.length; at++) {
      const character = text[at];
      if (character === "\\") at++;
      else if (character === "{") depth++;
      else if (character === "," && depth === 1) {
        options.push(text.slice(start, at));
        start = at + 1;
      } else if (character === "}" && --depth === 0) {
        if (options.length === 0) break;
        return { open, close: at, options: [...options, text.slice(start, at)] };
      }
    }
  }
  return null;
}
