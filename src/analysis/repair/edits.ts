/** From a finding to the edits that mend it, and from edits to the mended text. Pure. */
import type { Claim, Edit } from "../model.js";

/** The edits that write `replacement` wherever the claim stands, each as short as whole words allow. */
export function editsOf({ span, occurrences, reference }: Claim, replacement: string): Edit[] {
  return [span, ...occurrences].map(({ start, end }) => narrowed({ start, end, text: replacement }, reference));
}

/** Leaves alone what `before`, the text of the edit's span, begins and ends with already, up to the edge of a word. */
function narrowed({ start, end, text }: Edit, before: string): Edit {
  if (end - start !== before.length) return { start, end, text };
  const head = sharedHead(before, text);
  const tail = sharedTail(before.slice(head), text.slice(head));
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

/** Length of what both begin with, cut back so that no word is split. */
function sharedHead(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  while (length > 0 && isWord(a[length - 1]) && (isWord(a[length]) || isWord(b[length]))) length--;
  return length;
}

function sharedTail(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  while (length > 0 && isWord(a[a.length - length]) && (isWord(a[a.length - length - 1]) || isWord(b[b.length - length - 1]))) {
    length--;
  }
  return length;
}

/** Everything beyond ASCII counts as part of a word, so that no character is split either. */
function isWord(unit: string | undefined): boolean {
  if (unit === undefined) return false;
  const code = unit.charCodeAt(0);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code > 127;
}

/** Reading order. */
export function sortedEdits<E extends { start: number; end: number }>(edits: readonly E[]): E[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether two edits touch the same characters; two that do nothing but insert at one place count too. */
export function overlap(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}

/** `text` after `edits`, which do not overlap. */
export function applyEdits(text: string, edits: readonly Pick<Edit, "start" | "end" | "text">[]): string {
  let result = "";
  let at = 0;
  for (const edit of sortedEdits(edits)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Whether an offset lies between the halves of one character, where no edit may begin or end. */
export function splitsCharacter(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const split = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return split || (before === 13 && after === 10);
}
