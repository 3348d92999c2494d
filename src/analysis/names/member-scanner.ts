/**
 * Names that one indented source line may declare as a member of a class, interface, type or enum, told from the line alone. Keys of
 * object literals and calls look alike: whoever builds on a name looks at the parsed text first.
 */
import { DECLARATION_LINE_MAX } from "./scanner.js";

const MODIFIERS = new Set(
  ["public", "private", "protected", "static", "readonly", "async", "abstract", "override", "declare"].concat("get", "set"),
);
const STATEMENTS = new Set(
  [
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "return",
    "await",
    "const",
    "let",
    "var",
    "else",
    "function",
    "case",
    "default",
  ].concat([
    "new",
    "typeof",
    "throw",
    "import",
    "export",
    "do",
    "try",
    "yield",
    "delete",
    "void",
    "super",
    "type",
    "interface",
    "class",
  ]),
);

/** The name that `line` may declare as a member: an indented line, or `A.prototype.b =` from column 0; null for every other line. */
export function declaredMember(line: string): string | null {
  if (line.length > DECLARATION_LINE_MAX) return null;
  const start = skipBlanks(line, 0);
  return start === 0 ? prototypeMember(line) : indentedMember(line, start);
}

/** Names that any line of `text` may declare as a member. Linear. */
export function declaredMembersOf(text: string): Set<string> {
  const names = new Set<string>();
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    if (stop - start <= DECLARATION_LINE_MAX) {
      const name = declaredMember(text.slice(start, stop));
      if (name !== null) names.add(name);
    }
    start = stop + 1;
  }
  return names;
}

/** `Kettle.prototype.boil = …`. */
function prototypeMember(line: string): string | null {
  const at = line.indexOf(".prototype.");
  if (at <= 0 || wordEnd(line, 0) !== at) return null;
  const start = at + ".prototype.".length;
  const end = wordEnd(line, start);
  const sign = skipBlanks(line, end);
  return end > start && line[sign] === "=" && line[sign + 1] !== "=" ? line.slice(start, end) : null;
}

function indentedMember(line: string, from: number): string | null {
  let at = from;
  for (;;) {
    if (line[at] === "*") at = skipBlanks(line, at + 1);
    const end = wordEnd(line, at);
    if (end === at) return null;
    const word = line.slice(at, end);
    const next = skipBlanks(line, end);
    // A modifier stands before a name; `get` and `static` may be names themselves.
    const leads = next > end && (wordEnd(line, next) > next || line[next] === "*");
    if (MODIFIERS.has(word) && leads) {
      at = next;
      continue;
    }
    if (STATEMENTS.has(word)) return null;
    return declares(line, next) ? word : null;
  }
}

/** Whether what follows a name at `at` is a type, a parameter list with a body or a type, a value, or the end of an entry. */
function declares(line: string, from: number): boolean {
  let at = from;
  if (line[at] === "?" || line[at] === "!") at = skipBlanks(line, at + 1);
  const sign = line[at];
  if (sign === ":") return line[at + 1] !== ":";
  if (sign === "=") return line[at + 1] !== "=" && line[at + 1] !== ">";
  if (sign === "(" || sign === "<") return isMethod(line, at);
  if (sign === "," || sign === ";") return lastAt(line) === at;
  return false;
}

/** A call ends in `)` or `;`; a method has a body, a type behind its parameters, or parameters on the next lines. */
function isMethod(line: string, from: number): boolean {
  const last = line[lastAt(line)];
  if (last === "{" || last === "}" || last === "(" || last === "<") return true;
  const close = line.lastIndexOf(")");
  const colon = skipBlanks(line, close + 1);
  return close > from && line[colon] === ":";
}

/** Index of the last character that is no white space. */
function lastAt(line: string): number {
  let at = line.length - 1;
  while (at >= 0 && isBlank(line.charCodeAt(at))) at--;
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function wordEnd(line: string, from: number): number {
  let at = from;
  while (at < line.length && isWordCode(line.charCodeAt(at), at > from)) at++;
  return at;
}

function isWordCode(code: number, inside: boolean): boolean {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127) return true;
  return inside && code >= 48 && code <= 57;
}
