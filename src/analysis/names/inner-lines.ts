/**
 * Names that one source line may declare below module level: members of types, keys of schemas, options of programs, variables of the
 * environment. Told from the line alone, so it says too much; whoever builds on a name looks at the parsed text first.
 */
import { isAsciiNameCode } from "../../base/characters.js";
import { DECLARATION_LINE_MAX } from "./scanner.js";

/** Names that one line may give. */
const NAMES_PER_LINE_MAX = 40;
const NAME_MAX = 64;

const TYPE_STARTS = new Set(["interface", "type", "class", "enum", "namespace", "module", "global"]);
const MODIFIERS = new Set(["export", "default", "declare", "abstract", "const", "async"]);
const MEMBER_MODIFIERS = new Set(
  "readonly public private protected static abstract override declare accessor get set async".split(" "),
);
/** What a value begins with that declares a key: an object, or a call of a schema library. */
const SCHEMA_VALUES = ["{", "z.", "v.", "t.", "s.", "Type.", "Joi.", "joi."];

/** Whether an unindented line opens a type, whose lines are then members: `export interface KettleOptions {`. */
export function opensType(line: string): boolean {
  let at = 0;
  for (let words = 0; words < 5; words++) {
    const end = nameEnd(line, at);
    const word = line.slice(at, end);
    if (TYPE_STARTS.has(word)) return true;
    if (!MODIFIERS.has(word) || line[end] !== " ") return false;
    at = end + 1;
  }
  return false;
}

/** Names without leading dashes; `inType` says that the line stands within a type. Linear in the line. */
export function innerNames(line: string, inType: boolean): string[] {
  if (line.length > DECLARATION_LINE_MAX) return [];
  const names = new Set<string>();
  if (line.includes("--")) addOptions(line, names);
  if (line.includes("(")) addCalls(line, names);
  if (line.includes("env") || line.includes("ENV")) addCapitals(line, names);
  if (line.includes(":") || inType) addProperties(line, inType, names);
  return [...names];
}

function add(names: Set<string>, name: string): void {
  if (name.length >= 2 && name.length <= NAME_MAX && names.size < NAMES_PER_LINE_MAX) names.add(name);
}

/** `"-q, --quiet"` → quiet. */
function addOptions(line: string, names: Set<string>): void {
  for (let at = line.indexOf("--"); at !== -1; at = line.indexOf("--", at + 2)) {
    if (line[at - 1] === "-") continue;
    const end = wordEnd(line, at + 2);
    const name = line.slice(at + 2, end);
    add(names, name);
    if (name.startsWith("no-")) add(names, name.slice(3));
    at = Math.max(at, end - 2);
  }
}

const CALLS = [".option(", ".options(", ".flag(", ".positional(", ".command(", ".boolean(", ".string(", ".number("];

/** `.option("max-size", …)`, `.command("brew <litres>")` → max-size, brew. */
function addCalls(line: string, names: Set<string>): void {
  for (const call of CALLS) {
    const at = line.indexOf(call);
    const quote = at === -1 ? "" : (line[at + call.length] ?? "");
    if (quote !== '"' && quote !== "'" && quote !== "`") continue;
    const start = at + call.length + 1;
    if (line[start] !== "-") add(names, line.slice(start, wordEnd(line, start)));
  }
}

/** `process.env.KETTLE_TEMP` → KETTLE_TEMP. */
function addCapitals(line: string, names: Set<string>): void {
  for (let at = 0; at < line.length; ) {
    const end = nameEnd(line, at);
    if (end === at) at++;
    else {
      const name = line.slice(at, end);
      if (isCapitals(name)) add(names, name);
      at = end;
    }
  }
}

/** `  quiet?: boolean;`, `  "dry-run": {`, `{ a?: string; b: number }` → quiet, dry-run, a, b. */
function addProperties(line: string, inType: boolean, names: Set<string>): void {
  const statement = line.trimEnd().endsWith(";");
  let opens = true;
  for (let at = 0; at < line.length; ) {
    const character = line[at] as string;
    if (character === " " || character === "\t") at++;
    else if (character === '"' || character === "'" || isNameCode(line.charCodeAt(at))) {
      const read = readName(line, at);
      if (opens && read.name !== "") {
        if (MEMBER_MODIFIERS.has(read.name) && line[read.end] === " " && isNameCode(line.charCodeAt(read.end + 1))) {
          at = read.end + 1;
          continue;
        }
        if (declares(line, read.end, { inType, statement, capitals: isCapitals(read.name) })) add(names, read.name);
      }
      opens = false;
      at = read.end;
    } else {
      opens = character === "{" || character === ";" || character === "," || character === "(" || character === "|";
      if (character === "/" && (line[at + 1] === "/" || line[at + 1] === "*")) return;
      at++;
    }
  }
}

/** Whether what follows a name at `end` makes it a member of a type, or a key of a schema. */
function declares(line: string, end: number, at: { inType: boolean; statement: boolean; capitals: boolean }): boolean {
  const next = line[end] ?? "";
  if ((next === "?" || next === "!") && line[end + 1] === ":") return true;
  if (at.inType) {
    const rest = next === "?" ? (line[end + 1] ?? "") : next;
    if (rest === " ") return line[end + 1] === "=" || line[end + 1] === ":";
    return rest === ":" || rest === "(" || rest === "<" || rest === ";" || rest === "," || rest === "";
  }
  if (next !== ":") return false;
  if (at.statement || at.capitals) return true;
  const value = line.slice(end + 1, end + 12).trimStart();
  return SCHEMA_VALUES.some((start) => value.startsWith(start));
}

/** The name at `at`, quoted or not; empty when it is none. `end` is behind it. */
function readName(line: string, at: number): { name: string; end: number } {
  const quote = line[at];
  if (quote !== '"' && quote !== "'") {
    const end = nameEnd(line, at);
    return { name: line.slice(at, end), end };
  }
  const close = line.indexOf(quote, at + 1);
  if (close === -1) return { name: "", end: line.length };
  const name = line.slice(at + 1, close);
  return { name: wordEnd(name, 0) === name.length ? name : "", end: close + 1 };
}

function isCapitals(name: string): boolean {
  return name.length >= 2 && name === name.toUpperCase() && name !== name.toLowerCase() && !name.startsWith("$");
}

/** End of the identifier at `at`. */
function nameEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && isNameCode(line.charCodeAt(end))) end++;
  return end;
}

/** End of the word of letters, digits, `_` and `-` at `at`. */
function wordEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && (isNameCode(line.charCodeAt(end)) || line[end] === "-")) end++;
  return end;
}

function isNameCode(code: number): boolean {
  return isAsciiNameCode(code) || code > 127;
}
