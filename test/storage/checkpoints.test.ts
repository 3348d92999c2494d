import { describe, expect, it, vi } from "vitest";
import { checkpointsAtRest } from "../../src/storage/checkpoints.js";
import type { Database } from "../../src/storage/open.js";
import { scratchLedger } from "../support/ledger.js";

/** Pages in the log, and how many of them the ledger has. */
function log(db: Database): { log: number; checkpointed: number } {
  const [{ log, checkpointed }] = db.pragma("wal_checkpoint(NOOP)") as [{ log: number; checkpointed: number }];
  return { log, checkpointed };
}

/** Writes about so many pages in one transaction. */
function fill(db: Database, pages: number): void {
  db.exec("CREATE TABLE IF NOT EXISTS Filler (text TEXT)");
  const insert = db.prepare("INSERT INTO Filler VALUES (?)");
  const text = "x".repeat(db.pragma("page_size", { simple: true }) as number);
  db.transaction(() => {
    for (let page = 0; page < pages; page++) insert.run(text);
  })();
}

describe("the write-ahead log", () => {
  it("is not emptied by a commit of usual size, but soon after", async () => {
    const { db } = await scratchLedger();
    fill(db, 1_200);
    const before = log(db);
    expect(before.log - before.checkpointed).toBeGreaterThan(1_200);
    checkpointsAtRest(db, 1).committed();
    await vi.waitFor(() => expect(log(db).checkpointed).toBe(log(db).log));
  });

  it("is emptied by the commit itself when it has grown too long", async () => {
    const { db } = await scratchLedger();
    fill(db, 4_100);
    expect(log(db).checkpointed).toBe(log(db).log);
  });

  it("is left alone while it is short", async () => {
    const { db } = await scratchLedger();
    fill(db, 10);
    const before = log(db);
    const checkpoints = checkpointsAtRest(db, 0);
    checkpoints.committed();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(log(db)).toEqual(before);
  });

  it("is emptied after a transaction of the ledger, and never after it was closed", async () => {
    const ledger = await scratchLedger();
    fill(ledger.db, 1_200);
    ledger.write(() => {});
    await vi.waitFor(() => expect(log(ledger.db).checkpointed).toBe(log(ledger.db).log), { timeout: 10_000 });
    ledger.write(() => {});
    ledger.close();
  });
});
