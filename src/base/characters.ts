/** Kinds of characters, by their UTF-16 unit. */

/** ASCII letters, digits, `_` and `$`. */
export function isAsciiNameCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}
