/** Texts cut into the stretches that search finds: documents by heading, code by declaration. Pure: text in, spans out. */
import type { DocumentTraits, Fact, Span } from "../../analysis/model.js";
import { baseName } from "../../base/paths.js";
import { LineIndex } from "../../base/positions.js";
import { countTokens, isSpace, splitByBudget, trimBlank } from "./split.js";

/** A stretch of a text with what it is about. */
export interface Chunk {
  text: string;
  span: Span;
  /** Line it begins in, from 1. */
  line: number;
  /** Headings it stands under, outermost first; empty in code. */
  heading_path: string[];
  /** Its heading, or the names it declares; the file's name where it has neither. */
  name: string;
  /** Estimate, see `countTokens`. */
  token_count: number;
}

/** Neighbouring stretches of code are put together up to this size: a constant alone says little. */
const TOGETHER_TOKENS = 64;
/** Names of a chunk that are kept. */
const NAMES_MAX = 32;

/** A stretch before it is cut to size. */
interface Stretch extends Span {
  heading_path: string[];
  names: string[];
}

/** The sections of a document, long ones in several chunks; all of a file of which no sections are known is one section. */
export function chunkDocument(path: string, text: string, document: DocumentTraits | null): Chunk[] {
  const lines = new LineIndex(text);
  const sections = document?.sections ?? [];
  const starts = sections.map((section, i) => (i === 0 ? 0 : lines.startOf(section.line)));
  const stretches = sections.map(({ headings }, i): Stretch => {
    const name = headings.at(-1);
    return {
      start: starts[i] ?? 0,
      end: starts[i + 1] ?? text.length,
      heading_path: headings,
      names: name === undefined ? [] : [name],
    };
  });
  if (stretches.length === 0) stretches.push({ start: 0, end: text.length, heading_path: [], names: [] });
  return stretches.flatMap((stretch) => toChunks(path, lines, stretch, []));
}

/** Each declaration with the comment above it, and what stands between them; small neighbours together, large ones in several chunks. */
export function chunkCode(path: string, text: string, facts: readonly Fact[]): Chunk[] {
  const lines = new LineIndex(text);
  const members = membersOf(facts);
  return putTogether(text, declarationsAndGaps(text, facts)).flatMap((stretch) => toChunks(path, lines, stretch, members));
}

function toChunks(path: string, lines: LineIndex, stretch: Stretch, members: readonly Named[]): Chunk[] {
  const pieces = splitByBudget(lines.text, stretch);
  return pieces.map((span): Chunk => {
    const inside = pieces.length > 1 ? members.filter(({ start }) => start >= span.start && start < span.end) : [];
    const names = [...new Set([...stretch.names, ...inside.map(({ name }) => name)])].slice(0, NAMES_MAX);
    return {
      text: lines.text.slice(span.start, span.end),
      span,
      line: lines.positionOf(span.start).line,
      heading_path: stretch.heading_path,
      name: names.length > 0 ? names.join(" ") : baseName(path),
      token_count: countTokens(lines.text, span),
    };
  });
}

// ---------------------------------------------------------------- code

interface Named extends Span {
  name: string;
}

function membersOf(facts: readonly Fact[]): Named[] {
  return facts.flatMap((fact) => (fact.kind === "member" ? [{ ...fact.span, name: fact.name }] : []));
}

/** The whole text in order: stretches of declarations, and of what stands between them. */
function declarationsAndGaps(text: string, facts: readonly Fact[]): Stretch[] {
  const declarations = facts.flatMap((fact) => (fact.kind === "declaration" ? [{ ...fact.span, name: fact.name }] : []));
  declarations.sort((a, b) => a.start - b.start || b.end - a.end);
  const stretches: Stretch[] = [];
  let end = 0;
  for (const declaration of declarations) {
    const last = stretches.at(-1);
    if (declaration.start < end) {
      // It stands in, or in the same statement as, the one before.
      if (last && declaration.end > last.end) last.end = end = declaration.end;
      continue;
    }
    const start = withComment(text, end, declaration.start);
    addGap(text, stretches, { start: end, end: start });
    end = withPunctuation(text, declaration.end);
    stretches.push({ start, end, heading_path: [], names: [declaration.name] });
  }
  addGap(text, stretches, { start: end, end: text.length });
  return stretches;
}

/** A gap of signs alone belongs to what it follows. */
function addGap(text: string, stretches: Stretch[], gap: Span): void {
  const span = trimBlank(text, gap);
  if (span.start === span.end) return;
  const last = stretches.at(-1);
  if (last && !hasWord(text, span)) last.end = span.end;
  else stretches.push({ ...span, heading_path: [], names: [] });
}

/** Where a declaration begins when its modifiers and the comment right above it are counted in; not before `floor`. */
function withComment(text: string, floor: number, start: number): number {
  let first = Math.max(floor, text.lastIndexOf("\n", start - 1) + 1);
  for (;;) {
    const before = text.slice(floor, first).trimEnd();
    const line = before.slice(before.lastIndexOf("\n") + 1).trimStart();
    let comment = -1;
    if (before.endsWith("*/")) comment = before.lastIndexOf("/*");
    else if (line.startsWith("//")) comment = before.lastIndexOf("\n") + 1;
    if (comment === -1 || hasEmptyLine(text.slice(floor + before.length, first))) return first;
    first = floor + comment;
    if (before.endsWith("*/")) return Math.max(floor, text.lastIndexOf("\n", first - 1) + 1);
  }
}

function hasEmptyLine(gap: string): boolean {
  return gap.indexOf("\n") !== gap.lastIndexOf("\n");
}

/** The end of the line, when only signs follow: `;`, `)`, `,`. */
function withPunctuation(text: string, end: number): number {
  const feed = text.indexOf("\n", end);
  const lineEnd = feed === -1 ? text.length : feed;
  return hasWord(text, { start: end, end: lineEnd }) ? end : lineEnd;
}

/** Whether more than ASCII signs and white space stands there. */
function hasWord(text: string, { start, end }: Span): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const isSign =
      (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) || (code >= 123 && code <= 126);
    if (!isSign && !isSpace(code)) return true;
  }
  return false;
}

function putTogether(text: string, stretches: readonly Stretch[]): Stretch[] {
  const together: Stretch[] = [];
  for (const stretch of stretches) {
    const last = together.at(-1);
    if (last && countTokens(text, { start: last.start, end: stretch.end }) <= TOGETHER_TOKENS) {
      last.end = stretch.end;
      last.names.push(...stretch.names);
    } else {
      together.push({ ...stretch, names: [...stretch.names] });
    }
  }
  return together;
}
