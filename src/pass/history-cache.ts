/**
 * The history of a repository, kept between runs that have no ledger. One file a project, one line a commit; what does not
 * read as it was written is ignored, and written anew by the next run.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { HistoryStatus } from "../analysis/model.js";
import { HISTORY_READER, type HistoryData, type HistoryEvent } from "../analysis/names/history-data.js";

/** A larger file is not read. Bytes. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
/** Histories that are kept; the one written longest ago goes. */
const FILES_MAX = 200;
const FORMAT = `lockstep-history-${HISTORY_READER}`;

export interface HistoryCache {
  /** What was saved last; null when there is nothing, or it is damaged. */
  load(): HistoryData | null;
  /** Saves it; a folder that cannot be written to is no error, the next run just reads git again. */
  save(data: HistoryData): void;
}

/** The cache of the project with this git directory and prefix, below `folder`. */
export function historyCache(folder: string, project: { commonDir: string; prefix: string }): HistoryCache {
  const key = createHash("sha256").update(`${project.commonDir}\0${project.prefix}`).digest("hex").slice(0, 32);
  const file = join(folder, `${key}.ndjson`);
  return {
    load() {
      const text = readIfSmall(file);
      return text === null ? null : parseHistory(text);
    },
    save(data) {
      const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(temporary, formatHistory(data), { mode: 0o600, flag: "wx" });
        renameSync(temporary, file);
        dropOldest(folder);
      } catch {
        removeIfThere(temporary);
      }
    },
  };
}

function readIfSmall(file: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(descriptor);
    return size > FILE_BYTES_MAX ? null : readFileSync(descriptor, "utf8");
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never written.
  }
}

function dropOldest(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith(".ndjson") || name.endsWith(".tmp"));
  if (files.length <= FILES_MAX) return;
  const written = files.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { name } of written.slice(FILES_MAX)) removeIfThere(join(folder, name));
}

/** Events of one commit: `f` path, to, similarity · `s` name, path · `e` name, path of an inner name · `k` of a member · `m` path, old, new. */
type Row =
  | ["f", string, string | null, number | null]
  | ["s" | "e" | "k", string, string]
  | ["m", string, string | null, string | null];

/** The history as text: a line for itself, then one for each commit with events. */
export function formatHistory({ head, status, events }: HistoryData): string {
  const lines = [JSON.stringify({ format: FORMAT, head, status, events: events.length })];
  for (let start = 0; start < events.length; ) {
    const { commit, parent, date } = events[start] as HistoryEvent;
    let end = start;
    while (events[end]?.commit === commit) end++;
    lines.push(JSON.stringify([commit, parent, date, events.slice(start, end).map(toRow)]));
    start = end;
  }
  return `${lines.join("\n")}\n`;
}

function toRow(event: HistoryEvent): Row {
  if (event.kind === "file") return ["f", event.path, event.to, event.similarity];
  if (event.kind === "symbol") return ["s", event.name, event.path];
  if (event.kind === "inner") return ["e", event.name, event.path];
  if (event.kind === "member") return ["k", event.name, event.path];
  return ["m", event.path, event.old, event.new];
}

/** Reads what `formatHistory` wrote; null for anything else, a part of it included. */
export function parseHistory(text: string): HistoryData | null {
  try {
    const lines = text.split("\n");
    const header: unknown = JSON.parse(lines[0] ?? "");
    if (!isRecord(header) || header.format !== FORMAT || !isTextOrNull(header.head) || !isStatus(header.status)) return null;
    const events: HistoryEvent[] = [];
    for (const line of lines.slice(1, -1)) readCommit(JSON.parse(line), events);
    return events.length === header.events ? { version: 1, head: header.head, status: header.status, events } : null;
  } catch {
    return null;
  }
}

function readCommit(line: unknown, events: HistoryEvent[]): void {
  if (!Array.isArray(line)) throw damaged();
  const [commit, parent, date, rows] = line as unknown[];
  if (typeof commit !== "string" || !isTextOrNull(parent) || typeof date !== "string" || !Array.isArray(rows)) throw damaged();
  for (const row of rows) events.push(toEvent(row, { commit, parent, date }));
}

function toEvent(row: unknown, common: { commit: string; parent: string | null; date: string }): HistoryEvent {
  if (!Array.isArray(row)) throw damaged();
  const [kind, first, second, third] = row as unknown[];
  if (typeof first !== "string") throw damaged();
  if (kind === "f" && isTextOrNull(second) && (third === null || typeof third === "number")) {
    return { kind: "file", path: first, to: second, similarity: third, ...common };
  }
  if (kind === "s" && typeof second === "string") return { kind: "symbol", name: first, path: second, ...common };
  if (kind === "e" && typeof second === "string") return { kind: "inner", name: first, path: second, ...common };
  if (kind === "k" && typeof second === "string") return { kind: "member", name: first, path: second, ...common };
  if (kind === "m" && isTextOrNull(second) && isTextOrNull(third)) {
    return { kind: "manifest", path: first, old: second, new: third, ...common };
  }
  throw damaged();
}

function damaged(): Error {
  return new Error("not what was written");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

const KINDS: ReadonlySet<unknown> = new Set(["full", "shallow", "partial", "none"] satisfies HistoryStatus["kind"][]);

function isStatus(value: unknown): value is HistoryStatus {
  return isRecord(value) && KINDS.has(value.kind) && typeof value.commits === "number" && typeof value.note === "string";
}
