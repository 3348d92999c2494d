import type { WrittenArgument, WrittenCall } from "../model.js";
import { afterBrackets, identifierEnd } from "./identifiers.js";

const ARGUMENTS_MAX = 30;

/**
 * Reads what follows a name in `code` from `from` on: type arguments, a list in parentheses, then a type. null when nothing is in the
 * parentheses, which only mentions the name, and when something is left out.
 */
export function readCall(code: string, from: number): WrittenCall | null {
  const open = afterBrackets(code, from, "<", ">");
  if (open === -1 || code[open] !== "(") return null;
  const close = afterBrackets(code, open, "(", ")") - 1;
  if (close < open) return null;
  const parts = splitArguments(code.slice(open + 1, close));
  if (parts.length === 0 || parts.length > ARGUMENTS_MAX) return null;
  const written: WrittenArgument[] = [];
  for (const { text, optional } of parts) {
    const argument = readArgument(text);
    if (argument === null) return null;
    written.push(optional ? { ...argument, optional: true } : argument);
  }
  return { arguments: written, returns: readReturns(code.slice(close + 1)) };
}

function readReturns(rest: string): string | null {
  const text = rest.trim();
  const sign = [":", "=>", "->"].find((one) => text.startsWith(one));
  if (sign === undefined) return null;
  const type = text.slice(sign.length).trim().replace(/;$/, "").trim();
  return type === "" ? null : type;
}

interface Part {
  text: string;
  /** Written as `a[, b]`. */
  optional: boolean;
}

const OPENING = "([{<";
const CLOSING = ")]}>";

/** Cuts at the commas that stand in no bracket and no quotes; `[` before a comma marks all that follows as optional. */
function splitArguments(text: string): Part[] {
  const bracketed = text.includes("[,") || text.includes("[ ,");
  const parts: Part[] = [];
  let part = "";
  let depth = 0;
  let optional = false;
  const finish = () => {
    if (part.trim() !== "" || parts.length > 0) parts.push({ text: part.trim(), optional });
    part = "";
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"' || char === "'" || char === "`") {
      const end = text.indexOf(char, at + 1);
      const stop = end === -1 ? text.length - 1 : end;
      part += text.slice(at, stop + 1);
      at = stop;
    } else if (bracketed && (char === "[" || char === "]") && depth === 0) {
      if (
        char === "[" &&
        text
          .slice(at + 1)
          .trimStart()
          .startsWith(",")
      ) {
        finish();
        optional = true;
        at = text.indexOf(",", at);
      }
    } else if (char === "," && depth === 0) {
      finish();
    } else {
      if (OPENING.includes(char)) depth++;
      else if (CLOSING.includes(char) && text[at - 1] !== "=" && text[at - 1] !== "-") depth--;
      part += char;
    }
  }
  finish();
  if (parts.at(-1)?.text === "") parts.pop();
  return parts;
}

/** `a`, `a?`, `a: T`, `a = 1`, `...a`, `[a]`, or a value; null when the text stands for something left out. */
function readArgument(text: string): WrittenArgument | null {
  const value: WrittenArgument = { name: null, type: null, optional: false, rest: false };
  if (text === "" || text.includes("…") || text.endsWith("...")) return null;
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1).trim() : text;
  const rest = inner.startsWith("...");
  const start = rest ? 3 : 0;
  const end = identifierEnd(inner, start);
  const name = end > start ? inner.slice(start, end) : null;
  // `...args` in a call hands on whatever there is.
  if (name === null || LITERALS.has(name)) return rest ? null : value;
  const mark = inner[end] === "?" && inner[end + 1] !== "." ? 1 : 0;
  const tail = inner.slice(end + mark).trimStart();
  const optional = mark === 1 || tail.startsWith("=") || inner !== text;
  if (tail === "" || (tail.startsWith("=") && tail[1] !== ">" && tail[1] !== "=")) return { name, type: null, optional, rest };
  if (tail.startsWith(":")) return { name, type: tail.slice(1).trim(), optional, rest };
  return rest ? null : value;
}

const LITERALS = new Set(["true", "false", "null", "undefined", "this", "new", "async", "await", "function", "typeof", "NaN"]);
