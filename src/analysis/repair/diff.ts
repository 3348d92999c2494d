/** The unified diff that edits make. Pure. */
import type { Edit } from "../model.js";
import { applyEdits, sortedEdits } from "./edits.js";

/** Lines that change, with some around them; each begins with ` `, `-` or `+` and holds its line break, if it has one. */
export interface Hunk {
  old_start: number;
  old_lines: number;
  new_start: number;
  new_lines: number;
  lines: string[];
}

/** Lines shown before and after a change. */
const CONTEXT = 3;

/** A stretch of whole lines, from 0, that edits touch; `to` is exclusive. */
interface Touched {
  from: number;
  to: number;
  edits: Edit[];
}

/** What `edits`, which do not overlap, change in `text`. */
export function hunksOf(text: string, edits: readonly Edit[]): Hunk[] {
  const lines = splitLines(text);
  const hunks: Hunk[] = [];
  let grown = 0;
  for (const group of groupsOf(touchedLines(lines, edits))) {
    const hunk = hunkOf(lines, group, grown);
    grown += hunk.new_lines - hunk.old_lines;
    hunks.push(hunk);
  }
  return hunks;
}

interface Line {
  start: number;
  text: string;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push({ start, text: text.slice(start, end) });
    start = end;
  }
  return lines;
}

function touchedLines(lines: readonly Line[], edits: readonly Edit[]): Touched[] {
  const touched: Touched[] = [];
  let at = 0;
  for (const edit of sortedEdits(edits)) {
    while (at + 1 < lines.length && (lines[at + 1] as Line).start <= edit.start) at++;
    let to = at + 1;
    while (to < lines.length && (lines[to] as Line).start < edit.end) to++;
    const last = touched.at(-1);
    if (last && last.to > at) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else touched.push({ from: at, to, edits: [edit] });
  }
  return touched;
}

/** Stretches whose surroundings meet are shown together. */
function groupsOf(touched: readonly Touched[]): Touched[][] {
  const groups: Touched[][] = [];
  for (const one of touched) {
    const last = groups.at(-1);
    if (last && one.from - (last.at(-1) as Touched).to <= 2 * CONTEXT) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

function hunkOf(lines: readonly Line[], group: readonly Touched[], grown: number): Hunk {
  const from = Math.max(0, (group[0] as Touched).from - CONTEXT);
  const to = Math.min(lines.length, (group.at(-1) as Touched).to + CONTEXT);
  const shown: string[] = [];
  let at = from;
  for (const touched of group) {
    shown.push(...textsOf(lines, at, touched.from).map((text) => ` ${text}`));
    shown.push(...textsOf(lines, touched.from, touched.to).map((text) => `-${text}`));
    shown.push(...editedLines(lines, touched).map((text) => `+${text}`));
    at = touched.to;
  }
  shown.push(...textsOf(lines, at, to).map((text) => ` ${text}`));
  const new_lines = shown.filter((line) => !line.startsWith("-")).length;
  return { old_start: from + 1, old_lines: to - from, new_start: from + 1 + grown, new_lines, lines: shown };
}

function textsOf(lines: readonly Line[], from: number, to: number): string[] {
  return lines.slice(from, to).map(({ text }) => text);
}

function editedLines(lines: readonly Line[], { from, to, edits }: Touched): string[] {
  const base = lines[from]?.start ?? 0;
  const moved = edits.map(({ start, end, text }) => ({ start: start - base, end: end - base, text }));
  return splitLines(applyEdits(textsOf(lines, from, to).join(""), moved)).map(({ text }) => text);
}
