/** Faults 2, 5, 26 and 29: the built `lockstepd` is stopped, copied while it writes, doubled, and its wall clock set. */
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openReader, prepareLedger } from "../../src/domains/ledger.js";
import type { DaemonStatus } from "../../src/domains/method.js";
import { inspectFile } from "../../src/storage/inspect.js";
import { connectWhenReady, type Daemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { flip } from "../support/damage.js";
import { acknowledgeOne, driftingRepository, isStopped, sized } from "../support/faults.js";
import { authoredRows, broken } from "../support/oracle.js";
import { change } from "../support/parts.js";
import type { ScratchRepository } from "../support/repository.js";
import { type ShiftedClock, shiftedClock } from "../support/shifted-clock.js";

const daemons = daemonsOfTest((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
});
let clock: ShiftedClock;
let daemon: Daemon;
let repository: ScratchRepository;
let authored: string[];
beforeEach(async () => {
  clock = shiftedClock(daemons.home.dir);
  daemon = await daemons.start({ env: clock.env });
  repository = driftingRepository();
  await daemon.client.call("projects.add", { dir: repository.root });
  await acknowledgeOne(daemon.client, repository.root);
  authored = authoredRows(daemons.home.ledger);
});
afterEach(async () => {
  expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root], authored })).toEqual([]);
});

const status = async (): Promise<DaemonStatus> => await daemon.client.call("daemon.status");
const pause = async () => {
  daemon.child.kill("SIGSTOP");
  await isStopped(daemon.child.pid ?? 0);
};
/** Lines of the log that hold `text`. */
function logged(text: string): string[] {
  const logs = join(dirname(daemons.home.ledger), "logs");
  return readdirSync(logs)
    .flatMap((name) => readFileSync(join(logs, name), "utf8").split("\n"))
    .filter((line) => line.includes(text));
}
/** Waits until a change is judged by watching alone. */
async function judgesByItself(n: number): Promise<void> {
  const before = (await status()).seq;
  change(repository, n);
  await expect.poll(async () => (await status()).seq, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before);
}

describe("fault 2: power that is lost", () => {
  it("leaves whole passes, a prefix of them", { timeout: sized(120_000, 600_000) }, async () => {
    const copy = join(daemons.home.dir, "copy.db");
    for (let n = 0; n < sized(12, 75); n++) {
      for (let edits = 0; edits < 3; edits++) {
        change(repository, n * 3 + edits);
        await wait(Math.random() * 250);
      }
      await pause();
      const seq = seqOf(daemons.home.ledger);
      copyFileSync(daemons.home.ledger, copy);
      copyFileSync(`${daemons.home.ledger}-wal`, `${copy}-wal`);
      daemon.child.kill("SIGCONT");
      const { size } = statSync(`${copy}-wal`);
      if (n % 2 === 0) truncateSync(`${copy}-wal`, Math.floor(Math.random() * size));
      else flip(`${copy}-wal`, Math.floor(size / 2), size);
      const { ledger } = await prepareLedger(copy, { version: "0.1.0", clock: Date.now });
      const torn = ledger.db
        .prepare(`SELECT file_path FROM DocumentationSync AS document WHERE (weight_drift > 0) <> EXISTS (
          SELECT 1 FROM Findings WHERE path = file_path AND project_id = document.project_id AND state = 'settled' AND weight > 0)`)
        .all();
      ledger.close();
      expect([torn, inspectFile(copy).faults]).toEqual([[], []]);
      expect(seqOf(copy)).toBeLessThanOrEqual(seq);
    }
  });

  function seqOf(path: string): number {
    const { documentation, close } = openReader(path);
    const seq = documentation.findState({ project_id: null })?.seq ?? 0;
    close();
    return seq;
  }
});

describe("fault 5: a wall clock that is set", () => {
  const DAY_MS = 86_400_000;

  it("by a day, there and back, loses no job, and doubles none", { timeout: 180_000 }, async () => {
    await judgesByItself(1);
    for (const [n, days] of [1, 0].entries()) {
      clock.shift(days * DAY_MS);
      await expect.poll(() => logged("wall clock moved by").length, { timeout: 30_000 }).toBe(n + 1);
      await judgesByItself(n + 2);
      const late = rows<{ task_type: string }>(
        "SELECT task_type FROM Queue WHERE status = 'pending' AND available_at > ?",
        new Date(Date.now() + days * DAY_MS + 3_610_000).toISOString(),
      );
      expect(late).toEqual([]);
      const doubled = rows(
        "SELECT task_type FROM Queue WHERE status = 'pending' GROUP BY 1 HAVING count(*) > 1 AND task_type <> 'file'",
      );
      expect(doubled).toEqual([]);
      expect(await daemon.client.call("clock.run", { job: "metrics" })).toMatchObject({ outcome: "done" });
    }
  });

  function rows<T>(sql: string, ...values: string[]): T[] {
    const { db, close } = openReader(daemons.home.ledger);
    const found = db.prepare<string[], T>(sql).all(...values);
    close();
    return found;
  }
});

describe("fault 26: several daemons", () => {
  it("are one: the others leave at once, also while that one is stopped", { timeout: 120_000 }, async () => {
    await pause();
    const { code, stderr } = await spawnDaemon(daemons.home).ended;
    expect([code, stderr]).toEqual([5, expect.stringContaining(`process ${daemon.child.pid}`)]);
    daemon.child.kill("SIGCONT");
    expect(await status()).toMatchObject({ state: "ready" });
    await daemon.stop();
    const all = Array.from({ length: 10 }, () => spawnDaemon(daemons.home));
    const client = await connectWhenReady(daemons.home.socket);
    const { pid } = await client.call("daemon.status");
    client.close();
    const others = all.filter(({ child }) => child.pid !== pid);
    expect((await Promise.all(others.map(({ ended }) => ended))).map(({ code }) => code)).toEqual(Array(9).fill(5));
    const [owner] = all.filter(({ child }) => child.pid === pid);
    owner?.child.kill("SIGKILL");
    await owner?.ended;
    // What a killed one leaves, socket and lock, keeps nobody out.
    expect(existsSync(daemons.home.socket)).toBe(true);
    daemon = await daemons.start();
  });
});

describe("fault 29: a sleep", () => {
  it("is followed by one look at everything, and subscribers go on", { timeout: sized(120_000, 900_000) }, async () => {
    await judgesByItself(1);
    await daemon.client.call("subscribe", { project: repository.root, topics: ["drift.found"] });
    await pause();
    change(repository, 2);
    await wait(sized(17_000, 600_000));
    daemon.child.kill("SIGCONT");
    await expect.poll(() => logged("stood still for").length, { timeout: 30_000 }).toBe(1);
    const { data } = await daemon.client.next(({ topic }) => topic === "drift.found");
    expect(JSON.stringify(data)).toContain("nowhere2");
    await wait(6_000);
    expect(logged("looking at everything again")).toHaveLength(1);
  });
});
