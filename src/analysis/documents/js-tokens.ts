import { identifierEnd } from "./identifiers.js";

export interface JsToken {
  kind: "name" | "string" | "template" | "number" | "regex" | "punct";
  /** The token as written; for strings the text between the quotes. */
  text: string;
  start: number;
  end: number;
}

export interface JsTokens {
  tokens: JsToken[];
  /** Index of the partner of each bracket token. */
  partners: Map<number, number>;
  /** Whether every bracket, string, template and comment is closed. */
  balanced: boolean;
}

/** Reads JavaScript or TypeScript into tokens, comments left out, linear in its length. `jsx` reads `<a>…</a>` as elements. */
export function readJsTokens(code: string, options: { jsx: boolean }): JsTokens {
  const first = new Tokenizer(code, options.jsx).read();
  // An element that never closes is no element: `<T,>(x) => …`.
  return options.jsx && !first.balanced ? new Tokenizer(code, false).read() : first;
}

const OPEN = "([{";
const CLOSE = ")]}";
/** After these words an expression begins, so `/` opens a regular expression and `<` an element. */
const BEFORE_EXPRESSION = new Set(
  "return typeof case do else in of instanceof new void delete throw yield await default extends".split(" "),
);
const NESTING_MAX = 1_000;

class Tokenizer {
  private readonly tokens: JsToken[] = [];
  private readonly partners = new Map<number, number>();
  /** What is open: brackets with the index of their token, a template's `${`, the tag or the text of an element. */
  private readonly open: { at: number; kind: string }[] = [];
  private balanced = true;
  private at = 0;

  constructor(
    private readonly code: string,
    private readonly jsx: boolean,
  ) {}

  read(): JsTokens {
    while (this.at < this.code.length) this.step();
    if (this.open.length > 0) this.balanced = false;
    return { tokens: this.tokens, partners: this.partners, balanced: this.balanced };
  }

  private step(): void {
    const around = this.open.at(-1)?.kind;
    if (around === "tag") this.insideTag();
    else if (around === "element") this.insideElement();
    else this.insideCode();
  }

  private insideCode(): void {
    const { code, at } = this;
    const character = code[at] as string;
    if (character === " " || character === "\n" || character === "\t" || character === "\r") this.at++;
    else if (character === "/" && code[at + 1] === "/") this.skipTo(code.indexOf("\n", at), code.length);
    else if (character === "/" && code[at + 1] === "*") this.blockComment();
    else if (character === "#" && code[at + 1] === "!" && at === 0) this.skipTo(code.indexOf("\n", at), code.length);
    else if (character === '"' || character === "'") this.string(character);
    else if (character === "`") this.template(at + 1, at);
    else if (character >= "0" && character <= "9") this.number();
    else if (identifierEnd(code, at) > at) this.push("name", at, identifierEnd(code, at));
    else if (character === "/" && this.expectsExpression()) this.regex();
    else if (this.jsx && character === "<" && this.expectsExpression() && this.opensElement(at)) this.element();
    else if (OPEN.includes(character)) this.openBracket(character);
    else if (CLOSE.includes(character)) this.closeBracket(character);
    else this.punctuation();
  }

  private push(kind: JsToken["kind"], start: number, end: number, text = this.code.slice(start, end)): void {
    this.tokens.push({ kind, text, start, end });
    this.at = end;
  }

  private skipTo(found: number, otherwise: number): void {
    this.at = found === -1 ? otherwise : found;
  }

  private blockComment(): void {
    const close = this.code.indexOf("*/", this.at + 2);
    if (close === -1) this.balanced = false;
    this.at = close === -1 ? this.code.length : close + 2;
  }

  /** A string ends on its line; one that does not is a stray quote. */
  private string(quote: string): void {
    const start = this.at;
    for (let at = start + 1; at < this.code.length; at++) {
      const character = this.code[at];
      if (character === "\\") at++;
      else if (character === quote) {
        this.tokens.push({ kind: "string", text: this.code.slice(start + 1, at), start, end: at + 1 });
        this.at = at + 1;
        return;
      } else if (character === "\n") break;
    }
    this.balanced = false;
    this.at = start + 1;
  }

  /** Reads template text from `from` up to its end or the next `${`. */
  private template(from: number, start: number): void {
    for (let at = from; at < this.code.length; at++) {
      const character = this.code[at];
      if (character === "\\") at++;
      else if (character === "`") {
        this.push("template", start, at + 1);
        return;
      } else if (character === "$" && this.code[at + 1] === "{") {
        this.push("template", start, at + 2);
        this.nest({ at: -1, kind: "`" });
        return;
      }
    }
    this.balanced = false;
    this.at = this.code.length;
  }

  private number(): void {
    let end = this.at + 1;
    while (end < this.code.length && /[\w.]/.test(this.code[end] as string)) end++;
    this.push("number", this.at, end);
  }

  private regex(): void {
    let inClass = false;
    for (let at = this.at + 1; at < this.code.length && this.code[at] !== "\n"; at++) {
      const character = this.code[at];
      if (character === "\\") at++;
      else if (character === "[") inClass = true;
      else if (character === "]") inClass = false;
      else if (character === "/" && !inClass) {
        this.push("regex", this.at, identifierEnd(this.code, at + 1));
        return;
      }
    }
    this.punctuation();
  }

  private expectsExpression(): boolean {
    const last = this.tokens.at(-1);
    if (!last) return true;
    if (last.kind === "name") return BEFORE_EXPRESSION.has(last.text);
    return last.kind === "punct" && last.text !== ")" && last.text !== "]" && last.text !== "}";
  }

  private openBracket(character: string): void {
    this.nest({ at: this.tokens.length, kind: character });
    this.push("punct", this.at, this.at + 1);
  }

  private closeBracket(character: string): void {
    const top = this.open.at(-1);
    if (character === "}" && top?.kind === "`") {
      this.open.pop();
      this.template(this.at + 1, this.at);
      return;
    }
    if (top && top.kind === OPEN[CLOSE.indexOf(character)]) {
      this.open.pop();
      this.partners.set(top.at, this.tokens.length);
      this.partners.set(this.tokens.length, top.at);
    } else this.balanced = false;
    this.push("punct", this.at, this.at + 1);
  }

  private nest(entry: { at: number; kind: string }): void {
    if (this.open.length >= NESTING_MAX) this.balanced = false;
    else this.open.push(entry);
  }

  private punctuation(): void {
    for (const sign of ["...", "=>", "?.", "??", "&&", "||", "==", "!=", "<=", ">="]) {
      if (this.code.startsWith(sign, this.at)) {
        this.push("punct", this.at, this.at + sign.length);
        return;
      }
    }
    this.push("punct", this.at, this.at + 1);
  }

  // -------------------------------------------------------------- elements: their text is skipped, their `{…}` are read

  private opensElement(at: number): boolean {
    if (this.code[at + 1] === ">") return true;
    const end = identifierEnd(this.code, at + 1);
    // `<T,>(x) => …` and `<T extends U>(x) => …` are type parameters.
    return end > at + 1 && this.code[end] !== "," && !this.code.startsWith(" extends ", end);
  }

  private element(): void {
    const start = this.at;
    let end = start + 1;
    while (end < this.code.length && /[\w.:-]/.test(this.code[end] as string)) end++;
    const first = this.code[start + 1] ?? "";
    this.tokens.push({ kind: "punct", text: "<", start, end: start + 1 });
    // Elements in capitals are components: names of code.
    if (first !== first.toLowerCase() && identifierEnd(this.code, start + 1) === end) this.push("name", start + 1, end);
    this.at = end;
    this.nest({ at: -1, kind: "tag" });
  }

  private insideTag(): void {
    const character = this.code[this.at] as string;
    if (character === "{") this.openBracket(character);
    else if (character === '"' || character === "'") this.skipPast(character);
    else if (this.code.startsWith("/>", this.at)) {
      this.at += 2;
      this.closeElement();
    } else {
      if (character === ">") this.open[this.open.length - 1] = { at: -1, kind: "element" };
      this.at++;
    }
  }

  private insideElement(): void {
    const character = this.code[this.at] as string;
    if (character === "{") this.openBracket(character);
    else if (this.code.startsWith("</", this.at)) {
      this.skipPast(">");
      this.closeElement();
    } else if (character === "<" && this.opensElement(this.at)) this.element();
    else this.at++;
  }

  private skipPast(character: string): void {
    const close = this.code.indexOf(character, this.at + 1);
    this.at = close === -1 ? this.code.length : close + 1;
  }

  /** The element ends as a value ends: what follows it is no expression. */
  private closeElement(): void {
    this.open.pop();
    this.tokens.push({ kind: "punct", text: ")", start: this.at, end: this.at });
  }
}
