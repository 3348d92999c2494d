/**
 * Names that one source line declares at module level, told from the line alone: fast enough for every line of a history.
 * It may be wrong inside comments and template strings; whoever builds on a name looks at the parsed text first.
 */

/** Lines longer than this are generated; their names are nobody's. UTF-16 units. */
export const DECLARATION_LINE_MAX = 2_000;
/** Names one destructuring line may declare. */
const NAMES_PER_LINE_MAX = 100;

const MODIFIERS = new Set(["export", "default", "declare", "async", "abstract"]);
const VARIABLES = new Set(["const", "let", "var", "using"]);

/** Names declared on `line`, which must start in column 0; empty for every other line. */
export function declaredNames(line: string): string[] {
  if (line.length > DECLARATION_LINE_MAX || !isIdentifierStart(line.charCodeAt(0))) return [];
  const cursor = new Cursor(line);
  let word = cursor.word();
  if (word === "module" || word === "exports") {
    const assigned = exportsAssignment(word, cursor);
    if (assigned !== undefined) return assigned;
  }
  let modified = false;
  while (MODIFIERS.has(word)) {
    modified = true;
    if (!cursor.blanks()) return [];
    word = cursor.word();
  }
  if (VARIABLES.has(word)) return variables(word, cursor);
  const name = named(word, cursor, modified);
  return name === null ? [] : [name];
}

/** Names that any unindented line of `text` declares. Linear. */
export function declaredNamesOf(text: string): Set<string> {
  const names = new Set<string>();
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    if (mayDeclare(text.charCodeAt(start)) && stop - start <= DECLARATION_LINE_MAX) {
      for (const name of declaredNames(text.slice(start, stop))) names.add(name);
    }
    start = stop + 1;
  }
  return names;
}

const FIRST_LETTERS = new Set([..."acdefilmntuv"].map((letter) => letter.charCodeAt(0)));

/** Whether a line whose first character has this code can declare anything: a filter for callers that hold bytes. */
export function mayDeclare(code: number): boolean {
  return FIRST_LETTERS.has(code);
}

/** `exports.x =`, `module.exports.x =`; undefined when the line is something else that starts with these words. */
function exportsAssignment(word: string, cursor: Cursor): string[] | undefined {
  if (word === "module") {
    if (!cursor.take(".")) return undefined;
    if (cursor.word() !== "exports") return [];
  }
  if (!cursor.take(".")) return word === "module" ? [] : undefined;
  const name = cursor.word();
  cursor.blanks();
  return name !== "" && cursor.take("=") && cursor.next() !== "=" ? [name] : [];
}

/** The name of a function, class, type, enum or namespace. */
function named(word: string, cursor: Cursor, modified: boolean): string | null {
  if (word === "function") {
    const blank = cursor.blanks();
    const star = cursor.take("*");
    if (!blank && !star) return null;
    cursor.blanks();
    return nameOrNull(cursor.word());
  }
  if (!cursor.blanks()) return null;
  if (word === "class" || word === "enum") {
    const name = cursor.word();
    return name === "extends" && word === "class" && cursor.next() !== "{" ? null : nameOrNull(name);
  }
  if (word === "type") return typeAlias(cursor);
  if (word === "interface" || word === "namespace" || word === "module") {
    const name = nameOrNull(cursor.word());
    // `type`, `interface` and their likes are also plain names: `namespace = 3`.
    const rest = cursor.next();
    return name !== null &&
      (modified || rest === "" || rest === "{" || rest === " " || rest === "<" || rest === "." || rest === "\r")
      ? name
      : null;
  }
  return null;
}

function typeAlias(cursor: Cursor): string | null {
  const name = nameOrNull(cursor.word());
  cursor.blanks();
  const rest = cursor.next();
  return name !== null && (rest === "=" || rest === "<" || rest === "" || rest === "\r") ? name : null;
}

/** `const a = …`, `let a, b;`, `const { a, b: c } = …`, `const enum E`. */
function variables(word: string, cursor: Cursor): string[] {
  const blank = cursor.blanks();
  const bracket = cursor.next();
  if (bracket === "{" || bracket === "[") return word === "using" ? [] : pattern(cursor);
  if (!blank) return [];
  const names: string[] = [];
  let name = cursor.word();
  if (word === "const" && name === "enum" && cursor.blanks() && isIdentifierStart(cursor.code())) return [cursor.word()];
  while (name !== "" && names.length < NAMES_PER_LINE_MAX) {
    names.push(name);
    cursor.blanks();
    if (!cursor.take(",")) break;
    cursor.blanks();
    name = cursor.word();
  }
  // `using` and `let` are names too: only a declarator may follow them.
  const rest = cursor.next();
  const known = rest === "" || rest === "=" || rest === ":" || rest === ";" || rest === "!" || rest === "\r" || rest === "/";
  return known || word === "const" || word === "var" ? names : [];
}

/** Local names of a destructuring pattern that closes on this line. */
function pattern(cursor: Cursor): string[] {
  const names: string[] = [];
  let depth = 0;
  // A name stands before `,`, `}`, `]`, `=` or after `:`; a default is skipped up to the next separator of its level.
  let inDefault = -1;
  let pending = "";
  const settle = () => {
    if (pending !== "" && names.length < NAMES_PER_LINE_MAX) names.push(pending);
    pending = "";
  };
  for (let at = cursor.next(); at !== ""; at = cursor.next()) {
    if (isIdentifierStart(cursor.code())) {
      const name = cursor.word();
      if (inDefault === -1) pending = name;
      continue;
    }
    cursor.skip();
    if (at === "{" || at === "[" || at === "(") {
      depth++;
      if (inDefault === -1) pending = "";
    } else if (at === "}" || at === "]" || at === ")") {
      if (inDefault === -1) settle();
      depth--;
      if (inDefault > depth) inDefault = -1;
      if (depth === 0) return names;
    } else if (at === ",") {
      if (inDefault === -1) settle();
      else if (inDefault === depth) inDefault = -1;
    } else if (at === ":" && inDefault === -1) pending = "";
    else if (at === "=" && inDefault === -1) {
      settle();
      inDefault = depth;
    } else if (at === '"' || at === "'" || at === "`") return [];
  }
  return [];
}

function nameOrNull(word: string): string | null {
  return word === "" ? null : word;
}

function isIdentifierStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127;
}

/** Reads a line from left to right. */
class Cursor {
  private at = 0;
  constructor(private readonly line: string) {}

  next(): string {
    return this.line.charAt(this.at);
  }

  code(): number {
    return this.at < this.line.length ? this.line.charCodeAt(this.at) : 0;
  }

  skip(): void {
    this.at++;
  }

  take(character: string): boolean {
    if (this.line[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** Skips blanks and tabs; whether there were any. */
  blanks(): boolean {
    const start = this.at;
    while (this.line[this.at] === " " || this.line[this.at] === "\t") this.at++;
    return this.at > start;
  }

  /** The identifier here; empty when there is none. */
  word(): string {
    const start = this.at;
    if (!isIdentifierStart(this.code())) return "";
    while (this.at < this.line.length && isIdentifierPart(this.line.charCodeAt(this.at))) this.at++;
    return this.line.slice(start, this.at);
  }
}

function isIdentifierPart(code: number): boolean {
  return isIdentifierStart(code) || (code >= 48 && code <= 57);
}
