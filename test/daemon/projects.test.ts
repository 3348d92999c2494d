import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { eventHub } from "../../src/base/events.js";
import { isoTime } from "../../src/base/time.js";
import { grounds } from "../../src/daemon/grounds.js";
import { projectSet } from "../../src/daemon/projects.js";
import { noWatcher } from "../../src/doors/watcher/thread.js";
import { meters } from "../../src/pass/metrics.js";
import { createInProcess } from "../../src/pass/pool.js";
import { openRoot } from "../../src/worktree/guard.js";
import { scratchLedger } from "../support/ledger.js";
import { scratchRepository } from "../support/repository.js";

const log = pino({ level: "silent" });
const monotonic = () => performance.now();

/** Projects of a ledger, and what was done about them in its order. */
async function remembered(count: number) {
  const ledger = await scratchLedger();
  const add = () => {
    const { path, device, inode } = openRoot(scratchRepository({ "docs/a.md": "See [b](b.md).\n" }).root);
    const identity = { root: path, name: "kettle", device, inode, git_common_dir: null };
    return ledger.write(() => ledger.documentation.addProject({ ...identity, now: isoTime(Date.now()) }));
  };
  for (let i = 0; i < count; i++) add();
  const done: string[] = [];
  const still = noWatcher("a test");
  const projects = projectSet({
    ledger,
    instance: "me",
    wake: () => {},
    heap: { begin: () => ({ check: () => {}, end: () => {} }) },
    onTrouble: () => {},
    blocked: () => null,
    events: eventHub(),
    meters: meters(),
    now: Date.now,
    monotonic,
    grounds: grounds({ ledger, analyzer: createInProcess(), machineConfig: "/nonexistent", env: {}, now: Date.now, monotonic }),
    watcher: {
      ...still,
      async arm(plan) {
        done.push("armed");
        return await still.arm(plan);
      },
    },
    lookAtSpools: () => done.push("looked"),
    log,
  });
  onTestFinished(() => projects.close());
  const sweeps = () => ledger.db.prepare("SELECT count(*) FROM Queue WHERE task_type = 'sweep'").pluck().get();
  return { projects, done, sweeps, add };
}

it("looks at the spools once when projects are watched again, after all are armed, and sweeps each", async () => {
  const { projects, done, sweeps } = await remembered(3);
  await projects.restore();
  expect([done, sweeps()]).toEqual([["armed", "armed", "armed", "looked"], 3]);
});

it("looks at the spools when another project is watched, and not when it is watched already", async () => {
  const { projects, done, sweeps, add } = await remembered(0);
  const project_id = add();
  await projects.watch(project_id);
  await projects.watch(project_id);
  expect([done, sweeps()]).toEqual([["armed", "looked"], 1]);
});
