/** A report in pages that fit a frame: findings first, then documents, then what was skipped. */
import type { Report } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import type { Stamped } from "../method.js";

/** Rows of a page at most, and bytes of their JSON; a frame holds 1 MiB, the rest is for everything around them. */
export const PAGE_ROWS_MAX = 500;
const PAGE_BYTES_MAX = 786_432;

/** The parts of a report that can be long. */
export type ReportRows = Pick<Report, "findings" | "suppressed" | "documents" | "skipped"> &
  Required<Pick<Report, "unknown_claims">>;

const LISTS = ["findings", "suppressed", "documents", "skipped", "unknown_claims"] as const;

/** The report with its first rows; `next` asks for the others, null when these are all. */
export function firstPage(stamped: Stamped<Report>): Stamped<Report> & { next: string | null } {
  const { rows, next } = takeRows(stamped, 0);
  const { unknown_claims, ...always } = rows;
  const listed = stamped.answer.unknown_claims === undefined ? always : { ...always, unknown_claims };
  return { ...stamped, answer: { ...stamped.answer, ...listed }, next };
}

/** Reports whose further pages may still be asked for: a project that changes meanwhile is no reason to begin anew. */
const HELD_MAX = 8;
const HELD_MS = 30_000;

export interface HeldReports {
  /** Keeps a report that has more than one page, for a while. `request` is what it was asked for by. */
  hold(request: unknown, stamped: Stamped<Report>): void;
  /** The report that a cursor was made from, if it was asked for by the same; null when it is no longer held. */
  of(request: unknown, cursor: string): Stamped<Report> | null;
}

export function heldReports(): HeldReports {
  const held = new Map<string, Stamped<Report>>();
  const keyOf = (request: unknown, instance: string, seq: string | number) => JSON.stringify([request, instance, String(seq)]);
  return {
    hold(request, stamped) {
      const key = keyOf(request, stamped.instance, stamped.seq);
      held.delete(key);
      held.set(key, stamped);
      for (const oldest of held.keys()) {
        if (held.size <= HELD_MAX) break;
        held.delete(oldest);
      }
      setTimeout(() => {
        if (held.get(key) === stamped) held.delete(key);
      }, HELD_MS).unref();
    },
    of(request, cursor) {
      const [instance = "", seq = ""] = cursor.split(":");
      return held.get(keyOf(request, instance, seq)) ?? null;
    },
  };
}

/** The rows a cursor asks for. Throws CONFLICT when the report is no longer the one that the cursor was made from. */
export function pageAt(stamped: Stamped<Report>, cursor: string): ReportRows & { next: string | null } {
  const [instance, seq, at] = cursor.split(":");
  const start = Number(at);
  if (instance !== stamped.instance || Number(seq) !== stamped.seq || !Number.isSafeInteger(start) || start < 0) {
    throw new LockstepError("CONFLICT", "The project changed since the first page. Ask `documentation.check` again.");
  }
  const { rows, next } = takeRows(stamped, start);
  return { ...rows, next };
}

/** Rows from `start` on, counted through all lists; at least one, so that asking on always ends. */
function takeRows({ instance, seq, answer }: Stamped<Report>, start: number): { rows: ReportRows; next: string | null } {
  const rows: Record<(typeof LISTS)[number], unknown[]> = {
    findings: [],
    suppressed: [],
    documents: [],
    skipped: [],
    unknown_claims: [],
  };
  let at = start;
  let bytes = 0;
  let before = 0;
  for (const list of LISTS) {
    const all: readonly unknown[] = answer[list] ?? [];
    for (; at < before + all.length; at++) {
      const row = all[at - before];
      bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
      const full = at - start >= PAGE_ROWS_MAX || (bytes > PAGE_BYTES_MAX && at > start);
      if (full) return { rows: rows as unknown as ReportRows, next: `${instance}:${seq}:${at}` };
      rows[list].push(row);
    }
    before += all.length;
  }
  // Each list holds the rows of the list of its name.
  return { rows: rows as unknown as ReportRows, next: null };
}
