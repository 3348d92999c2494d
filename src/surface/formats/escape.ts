/** Makes text from a repository harmless on a terminal. */

/** How a character that would move the cursor, change colours or reorder the line is shown; null when it is shown as it is. */
export function escapeOf(code: number): string | null {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (isInvisible(code) || (code >= 0xd800 && code <= 0xdfff)) return `\\u${code.toString(16).padStart(4, "0")}`;
  return null;
}

/** Line and paragraph separators, marks and controls of writing direction, the byte order mark. */
function isInvisible(code: number): boolean {
  return (
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** Longest text that is shown on one line, in characters. */
const TEXT_LENGTH_MAX = 2_000;

/** One line of text, harmless, and cut when it is very long. Line breaks and tabs are shown as `\n`, `\t`. */
export function escapeText(text: string): string {
  if (text.length > TEXT_LENGTH_MAX) return `${escapeText(text.slice(0, TEXT_LENGTH_MAX))}…`;
  let shown = "";
  for (const character of text) shown += escapeCharacter(character);
  return shown;
}

const NAMED: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  return NAMED[character] ?? escapeOf(character.codePointAt(0) ?? 0) ?? character;
}
