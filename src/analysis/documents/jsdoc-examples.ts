/** Code samples inside JSDoc blocks. */
import type { JsdocFact, Span } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { ContentMap } from "./content-map.js";
import { isJavaScript, readFence } from "./fences.js";

/** A line of a block without its margin, with its place in the file. */
interface Line {
  text: string;
  start: number;
}

interface Sample {
  lang: string;
  meta: string;
  lines: Line[];
}

/** Adds the claims of the fences of JavaScript and TypeScript in a block; one without a language counts inside `@example`. */
export function readExamples(collector: Collector, block: Block, { span, tags }: JsdocFact, text: string): void {
  if (!text.slice(span.start, span.end).includes("```")) return;
  const examples = tags.filter(({ tag }) => tag === "example").map((tag) => tag.span);
  for (const [ordinal, sample] of fencesIn(linesOf(text, span)).entries()) {
    const at = sample.lines[0]?.start ?? span.start;
    const inExample = examples.some(({ start, end }) => at >= start && at < end);
    const lang = sample.lang === "" && inExample ? "ts" : sample.lang;
    if (isJavaScript(lang)) readFence(collector, sampleBlock(block, sample, { lang, ordinal }));
  }
}

function sampleBlock(block: Block, { lines, meta }: Sample, { lang, ordinal }: { lang: string; ordinal: number }): Block {
  const pieces = [];
  let at = 0;
  for (const { text, start } of lines) {
    pieces.push({ at, length: text.length, file: start });
    at += text.length + 1;
  }
  const content = lines.map(({ text }) => text).join("\n");
  return { ...block, kind: "fence", content, map: new ContentMap(pieces), fence: { lang, meta, ordinal } };
}

/** The lines of the comment at `span` between its delimiters. */
function linesOf(text: string, span: Span): Line[] {
  const lines: Line[] = [];
  const end = Math.max(span.start + 3, span.end - 2);
  for (let at = span.start + 3; at < end; ) {
    const feed = text.indexOf("\n", at);
    const stop = feed === -1 || feed > end ? end : feed;
    const start = at === span.start + 3 ? at : marginEnd(text, at, stop);
    const last = stop > start && text[stop - 1] === "\r" ? stop - 1 : stop;
    lines.push({ text: text.slice(start, last), start });
    at = stop + 1;
  }
  return lines;
}

/** Behind the blanks, the asterisk and one blank that a line begins with. */
function marginEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === " " || text[at] === "\t")) at++;
  if (text[at] !== "*" || at >= end) return from;
  at++;
  return at < end && text[at] === " " ? at + 1 : at;
}

/** The stretches between ``` and ```; one that is not closed is none. */
function fencesIn(lines: readonly Line[]): Sample[] {
  const samples: Sample[] = [];
  let open: Sample | null = null;
  for (const line of lines) {
    const trimmed = line.text.trim();
    if (!trimmed.startsWith("```") && !(open === null && isOpenedBehindTag(trimmed))) {
      open?.lines.push(line);
      continue;
    }
    if (open === null) {
      const info = trimmed.slice(trimmed.indexOf("```")).replaceAll("`", "").trim();
      const [lang = "", ...meta] = info.split(" ");
      open = { lang: lang.toLowerCase(), meta: meta.join(" "), lines: [] };
    } else {
      samples.push(open);
      open = null;
    }
  }
  return samples;
}

/** ``@example ```ts``: a fence may open on the line of its tag. */
function isOpenedBehindTag(line: string): boolean {
  const at = line.indexOf("```");
  return at !== -1 && line.startsWith("@example") && line.indexOf("```", at + 3) === -1;
}
