/** Makes findings of one project known when their documents have been quiet for long enough. */
import type { Logger } from "pino";
import type { Learned } from "./commit.js";
import { type PendingFindings, pendingFindings } from "./pending.js";
import type { JudgedState } from "./project.js";

export interface SettlingOptions {
  /** Whether a pass runs: then it settles when it ends. */
  isPassing(): boolean;
  /** Whether git is at work in the tree, so that what is there now is half of something. */
  gitAtWork(): boolean;
  /** Records documents of which some findings are known from now on. */
  record(documents: JudgedState[]): void;
  /** Recording failed: what memory takes for known is not in the ledger. */
  onFailure(): void;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

export interface FindingSettling {
  isPending(id: string): boolean;
  /** Begins anew with what the ledger has. */
  restore(findings: Iterable<{ path: string; id: string; state: "settled" | "pending" }>, quietMs: number): void;
  /** Takes over what a pass judged. `atOnce`: nobody was editing, everything is known. */
  note(learned: Learned, atOnce: boolean): void;
  /** Sets the timer for what waits; call after each pass. */
  schedule(): void;
  /** Resolves when every finding that is pending now is known or gone. */
  whenSettled(): Promise<void>;
  size(): number;
  stop(): void;
}

/** While git is at work, settling looks again after this time. */
const GIT_AGAIN_MS = 500;

interface QuietWaiter {
  ids: readonly string[];
  done(): void;
}

export function findingSettling(options: SettlingOptions): FindingSettling {
  const { isPassing, gitAtWork, record, onFailure, monotonic, log } = options;
  let pending: PendingFindings = pendingFindings();
  let quietMs = 0;
  /** Documents with a pending finding, as they were last judged. */
  const unsettled = new Map<string, JudgedState>();
  let waiters: QuietWaiter[] = [];
  let timer: NodeJS.Timeout | null = null;

  function stop(): void {
    if (timer) clearTimeout(timer);
    timer = null;
  }

  function schedule(): void {
    stop();
    tellWaiters();
    const due = pending.due(quietMs);
    if (due !== null) timer = setTimeout(settle, Math.max(1, due - monotonic()));
  }

  function settle(): void {
    timer = null;
    if (isPassing()) return;
    if (gitAtWork()) {
      timer = setTimeout(settle, GIT_AGAIN_MS);
      return;
    }
    const paths = new Set(pending.take(monotonic(), quietMs).map(({ path }) => path));
    const documents = [...paths].flatMap((path) => unsettled.get(path) ?? []);
    try {
      if (documents.length > 0) record(documents);
      for (const path of paths) if (!pending.holds(path)) unsettled.delete(path);
    } catch (error) {
      log.error({ err: error, hint: "tried again after the next sweep" }, "settling failed");
      onFailure();
    }
    schedule();
  }

  function tellWaiters(): void {
    const still: QuietWaiter[] = [];
    for (const waiter of waiters) {
      if (waiter.ids.some((id) => pending.isPending(id))) still.push(waiter);
      else waiter.done();
    }
    waiters = still;
  }

  return {
    isPending: (id) => pending.isPending(id),
    restore(findings, quiet) {
      pending = pendingFindings();
      quietMs = quiet;
      unsettled.clear();
      pending.restore(findings, monotonic());
    },
    note({ documents, removed, removed_documents }, atOnce) {
      const gone = [...removed, ...removed_documents].map((path) => ({ path, ids: [] }));
      const judged = documents.map(({ path, findings }) => ({ path, ids: findings.map(({ id }) => id) }));
      pending.judged([...gone, ...judged], monotonic());
      if (atOnce) pending.settleNow();
      for (const { path } of gone) unsettled.delete(path);
      for (const document of documents) {
        if (pending.holds(document.path)) unsettled.set(document.path, document);
        else unsettled.delete(document.path);
      }
    },
    schedule,
    whenSettled() {
      return new Promise((done) => {
        waiters.push({ ids: pending.waiting(), done });
        tellWaiters();
      });
    },
    size: () => pending.size(),
    stop,
  };
}
