import { EventEmitter, once } from "node:events";
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { DEFAULTS } from "../../src/config/defaults.js";
import { startTimedJobs } from "../../src/daemon/jobs.js";
import { spools } from "../../src/daemon/spools.js";
import { SPOOL_BYTES_MAX, spoolOf } from "../../src/doors/spool.js";
import { meters } from "../../src/pass/metrics.js";
import { findRepository } from "../../src/worktree/repository.js";
import { scratchLedger } from "../support/ledger.js";
import { scratchRepository } from "../support/repository.js";
import { scratchSession } from "../support/session.js";

const log = pino({ level: "silent" });
const LINE = "1700000000 post-merge - - 0\n";

async function watched() {
  const { root } = scratchRepository({ "docs/a.md": "See [b](b.md).\n" });
  const scratch = await scratchSession(root);
  const path = spoolOf(findRepository(root) as NonNullable<ReturnType<typeof findRepository>>);
  mkdirSync(dirname(path), { recursive: true });
  const counted = meters();
  const look = spools({ sessions: () => [scratch.session], meters: counted, log });
  const jobs = () => {
    const rows = scratch.ledger.db.prepare("SELECT task_type, priority, payload FROM Queue WHERE status = 'pending'").all();
    return rows as { task_type: string; priority: number; payload: string }[];
  };
  const figures = () => counted.take().map(({ metric_type, metric_value }) => [metric_type, metric_value]);
  return { ...scratch, path, look, jobs, figures };
}

it("makes one job of all that hooks told, which looks at everything", async () => {
  const { path, look, jobs, figures, work, session } = await watched();
  appendFileSync(path, `${LINE.repeat(3)}noise\n`);
  look();
  look();
  expect(jobs()).toEqual([{ task_type: "git", priority: 4, payload: "{}" }]);
  expect(figures()).toEqual([
    ["spool_lines_count", 3],
    ["spool_malformed_count", 1],
  ]);
  await work();
  expect([session.recorder.summary.documents, jobs()]).toEqual([1, []]);
});

it("sweeps once when there is too much, and queues nothing for noise alone", async () => {
  const { path, look, jobs } = await watched();
  appendFileSync(path, "noise\n");
  look();
  expect(jobs()).toEqual([]);
  appendFileSync(path, Buffer.alloc(SPOOL_BYTES_MAX + 1, "x"));
  look();
  expect(jobs()).toMatchObject([{ task_type: "sweep" }]);
});

it("has a job of git that a daemon died of read file by file, as a sweep is", async () => {
  const { path, look, jobs, work, crash } = await watched();
  appendFileSync(path, LINE);
  look();
  crash();
  await work();
  expect(jobs().map(({ task_type }) => task_type)).toEqual(["git", "file"]);
  await work();
  await work();
  expect(jobs()).toEqual([]);
});

it("is looked at by the clock", async () => {
  const looks = new EventEmitter();
  const { clock } = startTimedJobs({
    // Every second, which a configuration cannot say.
    config: { ...DEFAULTS, clock: { ...DEFAULTS.clock, sweep: "* * * * * *" } },
    ledger: await scratchLedger(),
    // No project: only what the tick itself does.
    projects: { all: () => [] } as never,
    grounds: {} as never,
    lookAtSpools: () => looks.emit("looked"),
    wake: () => {},
    blocked: () => null,
    now: Date.now,
    log,
  });
  onTestFinished(() => clock.stop());
  await once(looks, "looked");
});
