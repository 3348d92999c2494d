import { isAsciiNameCode } from "../../base/characters.js";

/** Whether `text` holds `reference` as a whole word: not as part of a longer name. Case matters. Linear. */
export function holdsReference(text: string, reference: string): boolean {
  if (reference === "") return false;
  const first = isWordPart(reference.charCodeAt(0));
  const last = isWordPart(reference.charCodeAt(reference.length - 1));
  for (let at = text.indexOf(reference); at !== -1; at = text.indexOf(reference, at + 1)) {
    const before = at === 0 ? Number.NaN : text.charCodeAt(at - 1);
    const after = text.charCodeAt(at + reference.length);
    if (!(first && isWordPart(before)) && !(last && isWordPart(after))) return true;
  }
  return false;
}

/** Letters up to Cyrillic: scripts written without blanks do not glue a name to its neighbours. */
function isWordPart(code: number): boolean {
  if (code < 128) {
    return isAsciiNameCode(code);
  }
  return code >= 0xc0 && code <= 0x52f;
}
