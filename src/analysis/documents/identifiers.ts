/** End of the identifier at `at`; `at` itself when none begins there. */
export function identifierEnd(text: string, at: number): number {
  if (!isIdentifierStart(text, at)) return at;
  let end = at + 1;
  while (end < text.length && (isIdentifierStart(text, end) || isDigit(text, end))) end++;
  return end;
}

function isIdentifierStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
  return code >= 170 && /\p{ID_Start}/u.test(text[at] as string);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The offset after the bracket pair that begins at `at`; `at` when none does, -1 when it is not closed. */
export function afterBrackets(code: string, at: number, open: string, close: string): number {
  if (code[at] !== open) return at;
  let depth = 0;
  for (let i = at; i < code.length; i++) {
    if (code[i] === open) depth++;
    else if (code[i] === close && code[i - 1] !== "=" && --depth === 0) return i + 1;
  }
  return -1;
}
