/** Every migration down and up again, on a ledger that passes, verbs and timed jobs of the built daemon have filled. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openReader, prepareLedger, rollBack, TABLES } from "../../src/domains/ledger.js";
import { inspectFile } from "../../src/storage/inspect.js";
import { loadMigrations } from "../../src/storage/migrations.js";
import type { Database } from "../../src/storage/open.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { scratchProject } from "../support/project.js";
import { lockstep, unstamped } from "../surface/cli/lockstep.js";

const NEWEST = loadMigrations().length;
const BOUND = "# Bound\n\n## Heating\n\n<!-- lockstep: src/heat.ts#heatWater body -->\n\nIt heats.\n";

let home: Home;
let daemon: Daemon | null = null;
beforeEach(() => {
  home = scratchHome();
});
afterEach(async () => {
  await daemon?.stop();
  home.remove();
});

/** Fills every table; gives the project's root. */
async function fill(): Promise<string> {
  const project = scratchProject({
    ...KETTLE,
    "lockstep.yaml": "sync:\n  docs/: bidirectional\nsettle_seconds: 0\n",
    "docs/usage.md": "# Usage\n\nRun `npm run serve`.\n\nThen `boilWater`.\n",
    "bound.md": BOUND,
  });
  const { root } = project;
  const run = (...words: string[]) => lockstep(home.env, root, ...words);
  daemon = await startDaemon(home);
  await daemon.client.call("projects.add", { dir: root });
  await daemon.client.call("documentation.check", { root });
  project.commit(KETTLE_RENAMED);
  project.commit({ "gone.md": "# Gone\n" });
  project.commit({ "gone.md": null });
  const { findings } = JSON.parse((await run("check", "--json")).stdout);
  await run("ack", findings[0].id, "--reason", "known");
  await run("confirm", "bound.md");
  await run("fix", "--yes");
  for (const job of ["chunks", "metrics", "metrics_rollup"]) await daemon.client.call("clock.run", { job });
  // The next one warns of the unclean stop, which is the ledger's log.
  daemon.child.kill("SIGKILL");
  await daemon.ended;
  daemon = await startDaemon(home);
  const { client } = daemon;
  await expect.poll(async () => (await client.call("operations.logs")).logs.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await daemon.stop();
  daemon = null;
  return root;
}

const rowsOf = (db: Database, name: string) => db.prepare(`SELECT * FROM "${name}"`).all();
/** What nobody can compute again, row by row. */
function authored(path: string): Map<string, unknown[]> {
  const { db, close } = openReader(path);
  const names = TABLES.filter(({ origin }) => origin === "authored").map(({ name }) => name);
  const rows = new Map(names.map((name) => [name, rowsOf(db, name)]));
  close();
  return rows;
}

it("goes down to every version and up again, and loses no row of what people said but those it told of", {
  timeout: 300_000,
}, async () => {
  const root = await fill();
  const { db, close } = openReader(home.ledger);
  expect(
    TABLES.filter(({ name }) => db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() === undefined).map(({ name }) => name),
  ).toEqual([]);
  close();
  const before = authored(home.ledger);
  for (let to = NEWEST - 1; to >= 0; to--) {
    const path = join(home.dir, `to-${to}.db`);
    copyFileSync(home.ledger, path);
    const ask = { to, clock: Date.now };
    const told = await rollBack(path, { ...ask, yes: false }).then(
      () => [],
      (error) => error.data.dropped as { name: string }[],
    );
    if (told.length > 0) await rollBack(path, { ...ask, yes: true });
    expect([to, inspectFile(path).faults]).toEqual([to, []]);
    (await prepareLedger(path, { version: "0.1.0", clock: Date.now })).ledger.close();
    expect([to, inspectFile(path).faults]).toEqual([to, []]);
    const after = authored(path);
    const fewer = [...before].filter(([name, rows]) => (after.get(name)?.length ?? 0) < rows.length).map(([name]) => name);
    expect([to, fewer.sort()]).toEqual([to, told.map(({ name }) => name).sort()]);
    for (const [name, rows] of before)
      if (!fewer.includes(name) && name !== "Projects") expect([to, name, after.get(name)]).toEqual([to, name, rows]);
  }
  // A daemon goes on from a ledger of the first version.
  copyFileSync(join(home.dir, "to-1.db"), home.ledger);
  daemon = await startDaemon(home);
  const run = (...words: string[]) => lockstep(home.env, root, ...words);
  expect(unstamped(await run("check", "--json"))).toEqual(unstamped(await run("check", "--json", "--no-daemon")));
});
