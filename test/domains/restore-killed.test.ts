/** Fault 1: a process that puts another ledger in the place of a damaged one is killed at each of its steps. */
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareLedger } from "../../src/domains/ledger.js";
import { readRestored } from "../../src/domains/restore/note.js";
import { rebuildLedger } from "../../src/domains/restore/rebuild.js";
import { restoreLedger } from "../../src/domains/restore/restore.js";
import { backupLedger } from "../../src/storage/backup.js";
import { inspectFile } from "../../src/storage/inspect.js";
import { acquireLock } from "../../src/storage/lock.js";
import { compileLedger } from "../support/compiled.js";
import { damageTable } from "../support/damage.js";
import { addProject, NOON, scratchFolder } from "../support/ledger.js";

const OPTIONS = { version: "0.1.0", clock: () => NOON };
const RESTORE = { ...OPTIONS, file: null, exact: false, reason: "test" };

let compiled: ReturnType<typeof compileLedger>;
beforeAll(() => {
  compiled = compileLedger();
});
afterAll(() => compiled.remove());

/** A damaged ledger with a project that its backup has, and one that only it has. */
async function damagedLedger(): Promise<string> {
  const path = join(scratchFolder(), "ledger.db");
  const { ledger } = await prepareLedger(path, OPTIONS);
  addProject(ledger, "/kettle");
  await backupLedger(ledger.db, NOON - 60_000);
  addProject(ledger, "/toaster");
  ledger.db.pragma("wal_checkpoint(TRUNCATE)");
  ledger.close();
  damageTable(path, "CodeFacts");
  return path;
}

/** Does `work` in a process that is killed before its file number `step` is renamed; gives whether it came to its end before. */
function killedAt(step: number, work: string, path: string): boolean {
  const script = join(compiled.folder, "killed.js");
  writeFileSync(
    script,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    import { restoreLedger } from "./src/domains/restore/restore.js";
    import { rebuildLedger } from "./src/domains/restore/rebuild.js";
    import { acquireLock } from "./src/storage/lock.js";
    const [path, step] = [${JSON.stringify(path)}, ${step}];
    acquireLock(path, { pid: process.pid, instance: "00000000000000bb", version: "0.1.0", socket: null });
    const { renameSync } = fs;
    let renamed = 0;
    fs.renameSync = (...names) => {
      if (renamed++ === step) process.kill(process.pid, "SIGKILL");
      renameSync(...names);
    };
    syncBuiltinESMExports();
    const options = { version: "0.1.0", clock: () => ${NOON} };
    await ${work};`,
  );
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return status === 0;
}

describe("putting another ledger in the place of a damaged one", () => {
  it.each([
    ["restore", `restoreLedger(path, { ...options, file: null, exact: false, reason: "test" })`, true],
    ["rebuild", "rebuildLedger(path, options)", false],
  ])("loses nothing of what people said when %s is killed at any step", { timeout: 120_000 }, async (name, work, isNoted) => {
    let isDone = false;
    for (let step = 0; !isDone; step++) {
      const path = await damagedLedger();
      isDone = killedAt(step, work, path);
      acquireLock(path, { pid: process.pid, instance: "00000000000000aa", version: "0.1.0", socket: null }).release();
      // Either all of it was done, or the damage is still there to be found.
      if (inspectFile(path).faults.length > 0)
        await (name === "restore" ? restoreLedger(path, RESTORE) : rebuildLedger(path, OPTIONS));
      const { ledger } = await prepareLedger(path, OPTIONS);
      expect([step, ledger.documentation.listProjects().map(({ root }) => root)]).toEqual([step, ["/kettle", "/toaster"]]);
      ledger.close();
      expect([step, readRestored(path) !== null]).toEqual([step, isNoted]);
      const left = readdirSync(dirname(path)).filter((file) => !/-shm$|-wal$|\.lock$/.test(file));
      expect([step, left]).toEqual([
        step,
        ["backups", "ledger.damaged-20261121T120000.000Z.db", "ledger.db", ...(isNoted ? ["ledger.db.restored.json"] : [])],
      ]);
    }
  });
});
