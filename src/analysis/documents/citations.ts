import { extensionIn, hasFileExtension, isPathLike } from "./path-shape.js";

/** `path:12`, `path:12-20`, `path:12:5`, `path#L12-L20`. */
export interface Citation {
  target: string;
  from_line: number;
  to_line: number;
}

/** Reads inline code, or a word of prose, as a citation of lines; null when it is none. */
export function readCitation(code: string): Citation | null {
  if (code.length > 256) return null;
  const hash = code.indexOf("#L");
  const colon = code.indexOf(":");
  const cut = hash > 0 ? hash : colon;
  if (cut <= 0) return null;
  const target = code.slice(0, cut);
  const lines =
    hash > 0
      ? /^#L(\d{1,7})(?:-L?(\d{1,7}))?$/.exec(code.slice(cut))
      : /^:(\d{1,7})(?:[-–](\d{1,7})|:\d{1,5})?$/.exec(code.slice(cut));
  if (!lines || !isCitable(target)) return null;
  const from = Number(lines[1]);
  const to = lines[2] === undefined ? from : Number(lines[2]);
  return from > 0 && to >= from ? { target, from_line: from, to_line: to } : null;
}

/** A file with an extension: `localhost:3000` and `node:18` have none, `example.com:80` no file's. */
function isCitable(target: string): boolean {
  return isPathLike(target) && extensionIn(target) !== "" && (hasFileExtension(target) || target.includes("/"));
}

/** `lines 12–20 of ` right before inline code: the numbers and their range in the prose before `end`. */
export function linesBefore(
  prose: string,
  end: number,
): { from_line: number; to_line: number; start: number; end: number } | null {
  const window = prose.slice(Math.max(0, end - 40), end);
  const match = /\blines? (\d{1,7})(?: ?(?:-|–|to) ?(\d{1,7}))? (?:of|in) $/i.exec(window);
  if (!match) return null;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  if (from === 0 || to < from) return null;
  const offset = end - window.length + match.index + match[0].indexOf(match[1] as string);
  const last = match[2] ?? (match[1] as string);
  const length = match[0].lastIndexOf(last) + last.length - match[0].indexOf(match[1] as string);
  return { from_line: from, to_line: to, start: offset, end: offset + length };
}
