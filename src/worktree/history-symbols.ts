/** Names, and names below module level, that lose their declaration, out of `git log -p -U0`. Lines are looked at as bytes; only those that may declare are decoded. */
import type { InnerEvent, MemberEvent, SymbolEvent } from "../analysis/names/history-data.js";
import { innerNames, opensType } from "../analysis/names/inner-lines.js";
import { declaredMember } from "../analysis/names/member-scanner.js";
import { declaredNames, mayDeclare } from "../analysis/names/scanner.js";
import { type Commit, parseCommit } from "./history-commit.js";
import { kindOf } from "./kinds.js";

/** A longer line is no header, and declares nothing that people name. Bytes. */
const LINE_BYTES_MAX = 4_096;
/** Names that one file may lose in one commit; more is a bundle. */
const NAMES_PER_FILE_MAX = 5_000;
const LINE_BREAK = 10;
const COMMIT_MARK = 1;
const MINUS = 45;
const PLUS = 43;
const LETTER_D = 100;
const AT = 64;
const STAR = 42;
/** Members of types that people name stand no deeper: a type in a namespace in eight blanks a level. */
const MEMBER_INDENT_MAX = 20;

/** A name that went. */
export type NameEvent = SymbolEvent | InnerEvent | MemberEvent;

export interface PatchHistoryReader {
  /** Takes a piece of the output; false when there is no room for more events. */
  push(chunk: Buffer): boolean;
  /** Events by commit, each commit's in the order of its files. */
  finish(): Map<string, NameEvent[]>;
}

/** `room` is told each number of new events and says whether more may follow. */
export function patchHistoryReader(room: (count: number) => boolean): PatchHistoryReader {
  const events = new Map<string, NameEvent[]>();
  let open = true;
  let commit: Commit | null = null;
  /** Path at the parent; null for an added file, and for one whose names nobody looks up. */
  let path: string | null = null;
  let inHeader = false;
  /** Name → declarations that the file gained, less those it lost. */
  const balance = new Map<string, number>();
  /** The same for names below module level. */
  const inner = new Map<string, number>();
  /** The same for what may be members of types. */
  const members = new Map<string, number>();
  /** Whether the lines taken away, and those added, stand within a type. */
  let inType = { before: false, after: false };

  function endFile(): void {
    if (commit !== null && path !== null) {
      record(commit, path, "symbol", balance);
      record(commit, path, "inner", inner);
      record(commit, path, "member", members);
    }
    path = null;
    balance.clear();
    inner.clear();
    members.clear();
  }

  function record({ id, parent, date }: Commit, from: string, kind: NameEvent["kind"], sums: ReadonlyMap<string, number>): void {
    const names = [...sums].filter(([, count]) => count < 0).map(([name]) => name);
    if (names.length === 0 || names.length > NAMES_PER_FILE_MAX) return;
    const list = events.get(id) ?? [];
    events.set(id, list);
    for (const name of names) list.push({ kind, name, path: from, commit: id, parent, date });
    open &&= room(names.length);
  }

  function takeLine(line: Buffer): void {
    const first = line[0];
    if (first === COMMIT_MARK) {
      endFile();
      commit = parseCommit(line.toString("latin1", 1));
    } else if (first === LETTER_D && startsWith(line, "diff --git ")) {
      endFile();
      inHeader = true;
    } else if (inHeader) takeHeader(line, first);
    else if (path !== null && (first === MINUS || first === PLUS)) takeChange(line, first === PLUS);
    else if (first === AT && path !== null) takeHunk(line);
  }

  function takeHeader(line: Buffer, first: number | undefined): void {
    if (first === AT) {
      inHeader = false;
      takeHunk(line);
    } else if (first === MINUS && startsWith(line, "--- ")) path = oldPath(line);
  }

  /** `@@ -1,2 +1,2 @@ export interface KettleOptions {`: git names the last unindented line before the hunk. */
  function takeHunk(line: Buffer): void {
    const end = line.indexOf("@@", 2, "latin1");
    const within = end !== -1 && opensType(line.toString("latin1", end + 3));
    inType = { before: within, after: within };
  }

  function takeChange(line: Buffer, isNew: boolean): void {
    const first = line[1] ?? 0;
    const step = isNew ? 1 : -1;
    if (mayHoldMember(line, first)) {
      const member = declaredMember(line.toString("utf8", 1));
      if (member !== null) add(members, [member], step);
    }
    if (isIndent(first)) {
      if (mayHoldInner(line)) add(inner, innerNames(line.toString("utf8", 1), isNew ? inType.after : inType.before), step);
      return;
    }
    if (!isLetter(first)) return;
    const text = line.toString("utf8", 1);
    const within = opensType(text);
    if (isNew) inType.after = within;
    else inType.before = within;
    if (mayDeclare(first)) add(balance, declaredNames(text), step);
    if (mayHoldInner(line)) add(inner, innerNames(text, within), step);
  }

  const push = lineSplitter(takeLine);
  return {
    push(chunk) {
      push(chunk);
      return open;
    },
    finish() {
      endFile();
      return events;
    },
  };
}

/** Whether a line is indented by less than members ever are and goes on with a letter, or puts something on a prototype. */
function mayHoldMember(line: Buffer, first: number): boolean {
  if (!isIndent(first)) return line.includes(".prototype.");
  let at = 1;
  while (at < MEMBER_INDENT_MAX && isIndent(line[at] ?? 0)) at++;
  const code = line[at] ?? 0;
  return isLetter(code) || code === STAR;
}

/**
 * The path of a line `--- a/src/boil.ts`, which ends in a tab when the path holds a blank. null for /dev/null, for names that
 * git must quote, and for files whose names are nobody's: copied in, made, or built (`dist` is often tracked by mistake, and
 * dies as a whole with everything bundled into it).
 */
function oldPath(line: Buffer): string | null {
  if (!startsWith(line, "--- a/")) return null;
  const end = line[line.length - 1] === 9 ? line.length - 1 : line.length;
  const path = line.toString("utf8", 6, end);
  const built = path.startsWith("dist/") || path.includes("/dist/");
  return !built && kindOf(path) === "code" ? path : null;
}

function add(sums: Map<string, number>, names: readonly string[], step: 1 | -1): void {
  for (const name of names) {
    const sum = (sums.get(name) ?? 0) + step;
    if (sum === 0) sums.delete(name);
    else sums.set(name, sum);
  }
}

const BLANK = 32;
const TAB = 9;
const COLON = 58;

function isIndent(code: number): boolean {
  return code === BLANK || code === TAB;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
}

/** A filter on bytes: nothing is declared below module level without one of these. */
function mayHoldInner(line: Buffer): boolean {
  return (
    line.includes(COLON) ||
    line.includes("--", 2, "latin1") ||
    line.includes("env", 1, "latin1") ||
    line.includes("option(") ||
    line.includes("command(")
  );
}

function startsWith(line: Buffer, text: string): boolean {
  return line.length >= text.length && line.toString("latin1", 0, text.length) === text;
}

/** Cuts chunks into lines without their breaks; of a line longer than LINE_BYTES_MAX only the beginning is handed on. */
function lineSplitter(onLine: (line: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer | null = null;
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end !== -1; end = chunk.indexOf(LINE_BREAK, start)) {
      const part = chunk.subarray(start, end);
      const line: Buffer = rest === null ? part : Buffer.concat([rest, part]);
      onLine(line.length > LINE_BYTES_MAX ? line.subarray(0, LINE_BYTES_MAX) : line);
      rest = null;
      start = end + 1;
    }
    if (start === chunk.length) return;
    const tail = chunk.subarray(start);
    if (rest === null) rest = Buffer.from(tail.subarray(0, LINE_BYTES_MAX));
    else if (rest.length < LINE_BYTES_MAX) rest = Buffer.concat([rest, tail]).subarray(0, LINE_BYTES_MAX);
  };
}
