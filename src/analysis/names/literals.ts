/** Values that are written out: what a default in code and a default in a text can be compared by. */

/** Longer texts are no literals that people write in documents. */
const LENGTH_MAX = 256;

/**
 * One spelling of the literal that `text` is, constant arithmetic folded: numbers, strings in any quotes, `true`, `null`, empty arrays
 * and objects. null for everything else.
 */
export function foldLiteral(text: string): string | null {
  const written = text.trim();
  if (written === "" || written.length > LENGTH_MAX) return null;
  if (WORDS.has(written)) return written;
  const compact = written.replaceAll(" ", "");
  if (compact === "[]" || compact === "{}") return compact;
  const string = stringOf(written);
  if (string !== null) return JSON.stringify(string);
  const number = product(written);
  return number === null ? null : String(number);
}

const WORDS = new Set(["true", "false", "null"]);

/** The content of a string in one pair of quotes, without escapes and placeholders. */
function stringOf(text: string): string | null {
  const quote = text[0];
  if ((quote !== '"' && quote !== "'" && quote !== "`") || text.length < 2 || text.at(-1) !== quote) return null;
  const content = text.slice(1, -1);
  return content.includes(quote) || content.includes("\\") || content.includes("${") ? null : content;
}

/** A number, or numbers joined by `*` and `<<`. */
function product(text: string): number | null {
  if (text.includes("<<")) {
    const [left, right, more] = text.split("<<").map((part) => numberOf(part));
    return left == null || right == null || more !== undefined ? null : left << right;
  }
  const factors = text.split("*").map((part) => numberOf(part));
  return factors.reduce<number | null>((total, factor) => (total === null || factor === null ? null : total * factor), 1);
}

function numberOf(text: string): number | null {
  const digits = text.trim();
  if (digits.length > 40 || !/^-?(\d[\d_]*(\.\d+)?(e-?\d{1,3})?|\.\d+|0x[\da-f_]+)$/i.test(digits)) return null;
  const value = Number(digits.replaceAll("_", ""));
  return Number.isFinite(value) ? value : null;
}
