import { tokenHash } from "../tokens.js";
import { TOKEN_MAX } from "./limits.js";

/** Hashes of the identifier-like tokens of any text: letters, digits, `_` and `$`, not starting with a digit. */
export function textWords(text: string): Uint32Array {
  return hashesOf(tokensOf(text));
}

/**
 * Sorted, distinct hashes of the keys of a set or map, which are distinct themselves: 2.5 times as fast as over any iterable, where
 * the hashes of identifiers are a twentieth of reading a file.
 */
export function hashesOf(tokens: ReadonlySet<string> | ReadonlyMap<string, unknown>): Uint32Array {
  const hashes = new Uint32Array(tokens.size);
  let count = 0;
  // In a set, the key is the value.
  tokens.forEach((_value: unknown, token: string) => {
    hashes[count++] = tokenHash(token);
  });
  hashes.sort();
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (at === 0 || hashes[at] !== hashes[at - 1]) hashes[kept++] = hashes[at] as number;
  }
  return kept === count ? hashes : hashes.slice(0, kept);
}

function tokensOf(text: string): Set<string> {
  const tokens = new Set<string>();
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isWordCode(text.charCodeAt(at))) {
      if (start === -1) start = at;
      continue;
    }
    if (start !== -1 && at - start <= TOKEN_MAX && !isDigit(text.charCodeAt(start))) tokens.add(text.slice(start, at));
    start = -1;
  }
  addOptionTokens(text, tokens);
  return tokens;
}

/** `--dry-run` is a token of its own beside its words. */
function addOptionTokens(text: string, tokens: Set<string>): void {
  for (let at = text.indexOf("--"); at !== -1; at = text.indexOf("--", at)) {
    let end = at + 2;
    while (end - at <= TOKEN_MAX && isDashed(text.charCodeAt(end))) end++;
    const token = text.slice(at, end);
    if (text[at - 1] !== "-" && isNameLike(token) && !token.endsWith("-")) tokens.add(token);
    at = end;
  }
}

/** Whether a whole string is one name, as dispatch tables, event names and options hold them: `boil`, `--quiet`, `dry-run`. */
export function isNameLike(text: string): boolean {
  if (text.length === 0 || text.length > TOKEN_MAX) return false;
  const start = text.startsWith("--") ? 2 : 0;
  if (start === text.length || text.charCodeAt(start) === HYPHEN || isDigit(text.charCodeAt(start))) return false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code) && code !== HYPHEN) return false;
  }
  return true;
}

/** The name of the file that a whole string names: `state.json`, `.kettle/state.json`; null for module specifiers and other strings. */
export function fileNameOf(text: string): string | null {
  if (text.length > TOKEN_MAX || text.startsWith("./") || text.startsWith("../")) return null;
  const name = text.slice(text.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || dot < name.length - EXTENSION_MAX - 1 || !isNameLike(name.slice(dot + 1))) return null;
  for (let at = 0; at < text.length; at++) if (!isPathCode(text.charCodeAt(at))) return null;
  return name;
}

/** Letters of a file's extension. */
const EXTENSION_MAX = 5;

/** What a whole string names: itself when it is a name, or a file. */
export function namedBy(text: string): string | null {
  return isNameLike(text) ? text : fileNameOf(text);
}

/** Finds the next `quote` that opens a whole string of one `wanted` name in `text`. */
export function quotedNameFinder(text: string, quote: string, wanted: (name: string) => boolean): (from: number) => number {
  const code = quote.charCodeAt(0);
  return (from) => {
    for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
      let end = at + 1;
      while (end - at <= TOKEN_MAX && isPathCode(text.charCodeAt(end))) end++;
      if (text.charCodeAt(end) !== code || end === at + 1) continue;
      const name = namedBy(text.slice(at + 1, end));
      if (name !== null && wanted(name)) return at;
    }
    return Number.POSITIVE_INFINITY;
  };
}

const HYPHEN = 45;
const DOT = 46;
const SLASH = 47;

function isPathCode(code: number): boolean {
  return code === HYPHEN || code === DOT || code === SLASH || isWordCode(code);
}

function isDashed(code: number): boolean {
  return code === HYPHEN || isWordCode(code);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII letters, digits, `_`, `$`; beyond ASCII everything that is a letter or digit of some script. */
function isWordCode(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95 || code === 36;
  if (Number.isNaN(code)) return false;
  return /[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(code));
}
