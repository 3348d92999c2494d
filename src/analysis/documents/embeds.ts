/** Fences that hold a copy of a piece of a file: ```` ```ts file=src/heat.ts#heatWater ````. */
import type { EmbedClaim, Part } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { isPathLike } from "./path-shape.js";
import { isPlaceholderPath } from "./placeholders.js";

/** A longer copy is not compared. UTF-16 units. */
const CONTENT_MAX = 20_000;

/** Adds the claim of a fence whose first line names the piece that it copies. One that is `frozen`, or empty, claims nothing. */
export function addEmbed(collector: Collector, block: Block): void {
  if (!block.info) return;
  if (block.fence?.meta.includes("file=")) addNamed(collector, block, block.info);
  else addTitled(collector, block);
}

function addNamed(collector: Collector, block: Block, info: NonNullable<Block["info"]>): void {
  const meta = block.fence?.meta ?? "";
  if (block.content.length > CONTENT_MAX || block.content.trim() === "") return;
  const word = fileWord(info.text);
  if (word === null || wordsOf(meta).includes("frozen")) return;
  const { target, piece } = readPiece(word.text, block.content);
  if (piece === null || !isPathLike(target) || isPlaceholderPath(target)) return;
  const start = info.start + word.at;
  collector.add(
    block,
    { kind: "embed", target: target.replace(/^\.\//, ""), piece, content: block.content, place: placeOf(block) },
    { span: { start, end: start + word.text.length }, expected: word.text, normalized: word.text, marks: [] },
  );
}

/** A fence whose first line is a comment that holds nothing but a path. */
function addTitled(collector: Collector, block: Block): void {
  const feed = block.content.indexOf("\n");
  if (feed === -1 || feed > 256 || block.content.length > CONTENT_MAX || wordsOf(block.fence?.meta ?? "").includes("frozen"))
    return;
  const target = commentedPath(block.content.slice(0, feed).trim());
  const content = block.content.slice(feed + 1);
  if (target === null || content.trim() === "" || !isPathLike(target) || isPlaceholderPath(target)) return;
  const at = block.content.indexOf(target);
  const span = block.map.span(at, at + target.length);
  if (!span) return;
  const claimed = { target: target.replace(/^\.\//, ""), piece: { part: "file" }, titled: true, content } as const;
  const place = placeOf(block, feed + 1);
  collector.add(block, { kind: "embed", ...claimed, place }, { span, expected: target, normalized: target, marks: [] });
}

const COMMENTS = [
  ["//", ""],
  ["#", ""],
  ["--", ""],
  ["/*", "*/"],
  ["<!--", "-->"],
] as const;

/** The path in `// src/heat.ts`; null for a line that is, or says, anything else. */
function commentedPath(line: string): string | null {
  const comment = COMMENTS.find(([open, close]) => line.startsWith(open) && line.endsWith(close));
  const word = comment ? line.slice(comment[0].length, line.length - comment[1].length).trim() : "";
  return word.includes("/") && !/[\s:]/.test(word) && /\.[a-z]{1,5}$/i.test(word) ? word : null;
}

function wordsOf(meta: string): string[] {
  return meta
    .slice(0, 400)
    .split(/[\s,{}]/)
    .filter((word) => word !== "");
}

/** What follows `file=`, without quotes, and where it begins. */
function fileWord(info: string): { text: string; at: number } | null {
  const key = info.indexOf("file=");
  // `title-file=`, `filename=`: another key.
  if (key === -1 || (key > 0 && !" \t{,".includes(info[key - 1] as string))) return null;
  const quote = info[key + 5];
  const isQuoted = quote === '"' || quote === "'";
  const at = key + 5 + (isQuoted ? 1 : 0);
  let end = at;
  while (end < info.length && (isQuoted ? info[end] !== quote : !" \t,}".includes(info[end] as string))) end++;
  const text = info.slice(at, end);
  return text === "" || text.length > 256 ? null : { text, at };
}

/** `path`, `path#symbol`, `path#region:name`, `path#L3-L9`. */
function readPiece(word: string, content: string): { target: string; piece: Part | null } {
  const hash = word.indexOf("#");
  if (hash === -1) return { target: word, piece: { part: "file" } };
  const target = word.slice(0, hash);
  const name = word.slice(hash + 1);
  if (name.startsWith("region:")) return { target, piece: { part: "region", name: name.slice(7) } };
  const lines = /^L(\d{1,7})(?:-L?(\d{1,7}))?$/.exec(name.slice(0, 24));
  if (lines) {
    const from = Number(lines[1]);
    const to = lines[2] === undefined ? from : Number(lines[2]);
    return { target, piece: from > 0 && to >= from ? { part: "lines", from, to } : null };
  }
  const isName = /^[A-Za-z_$][\w$]{0,100}(\.[A-Za-z_$][\w$]{0,100}){0,3}$/.test(name.slice(0, 250));
  return { target, piece: isName ? { part: "symbol", name, comment: content.trimStart().startsWith("/**") } : null };
}

/** Where the lines of the copy, which begins at `from` in the content, stand in the file. */
function placeOf(block: Block, from = 0): EmbedClaim["place"] {
  const content = block.content.endsWith("\n") ? block.content.slice(0, -1) : block.content;
  const start = block.map.offset(from);
  const last = block.map.offset(content.length - 1);
  const { info } = block;
  if (start === null || last === null || !info) return null;
  return { span: { start, end: last + 1 }, margin: info.margin, break: info.break, marks: info.marks };
}
