const OPENING = new Set(["(", "[", "{", "<"]);
const CLOSING = new Set([")", "]", "}", ">"]);

/** The parts of the type `text` between each `sign` outside brackets and quotes. */
export function splitTopLevel(text: string, sign: "|" | ";"): string[] {
  const signs = topLevel(text, sign);
  return [...signs, text.length].map((end, at) => text.slice(at === 0 ? 0 : (signs[at - 1] as number) + 1, end));
}

/** The offsets of `sign` in the type `text` outside brackets and quotes. `=>` closes no bracket, and is no `>`. */
export function topLevel(text: string, sign: "|" | "&" | ";" | "=>"): number[] {
  const found: number[] = [];
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== "") {
      if (char === "\\") at++;
      else if (char === quote) quote = "";
      continue;
    }
    const isArrow = char === "=" && text[at + 1] === ">";
    if (depth === 0 && (isArrow ? "=>" : char) === sign) found.push(at);
    if (isArrow) at++;
    else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (OPENING.has(char)) depth++;
    else if (CLOSING.has(char)) depth--;
  }
  return found;
}
