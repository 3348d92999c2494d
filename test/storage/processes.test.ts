import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { acquireLock, readLockInfo } from "../../src/storage/lock.js";
import { compileLedger } from "../support/compiled.js";
import { addProject, scratchFolder, scratchLedger } from "../support/ledger.js";

let compiled: ReturnType<typeof compileLedger>;
beforeAll(() => {
  compiled = compileLedger();
});
afterAll(() => compiled.remove());

const INFO = { pid: process.pid, instance: "00000000000000aa", version: "0.1.0", socket: "/run/lockstep.sock" };

/** A process that runs `script` on the compiled sources; `said` waits for a line of its output. */
function child(script: string): { process: ChildProcess; said(line: string): Promise<void>; ended: Promise<unknown> } {
  const file = join(compiled.folder, `child-${Math.random().toString(36).slice(2)}.js`);
  writeFileSync(file, script);
  const started = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    started.kill("SIGKILL");
    rmSync(file);
  });
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  createInterface({ input: started.stdout }).on("line", (line) => {
    lines.push(line);
    waiting.get(line)?.();
  });
  const said = (line: string) =>
    lines.includes(line) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(line, resolve));
  return { process: started, said, ended: once(started, "exit") };
}

function owner(ledger: string): ReturnType<typeof child> {
  return child(`
    import { acquireLock } from "./src/storage/lock.js";
    acquireLock(${JSON.stringify(ledger)}, { pid: process.pid, instance: "00000000000000bb", version: "9.9.9", socket: null });
    console.log("locked");
    setInterval(() => {}, 1000);`);
}

describe("the lock of a ledger", () => {
  it("is held by one, in this process or another", async () => {
    const ledger = join(scratchFolder(), "ledger.db");
    const first = owner(ledger);
    await first.said("locked");
    const message = expect.stringMatching(
      new RegExp(`in use by process ${first.process.pid} \\(lockstep 9\\.9\\.9, instance 00000000000000bb\\)`),
    );
    expect(() => acquireLock(ledger, INFO)).toThrow(expect.objectContaining({ code: "LOCKED", message }));
    first.process.kill("SIGKILL");
    await first.ended;
    const second = acquireLock(ledger, INFO);
    expect(readLockInfo(ledger)).toEqual(INFO);
    expect(() => acquireLock(ledger, INFO)).toThrow(expect.objectContaining({ code: "LOCKED" }));
    second.release();
  });

  it("is held by a process that is only stopped", async () => {
    const ledger = join(scratchFolder(), "ledger.db");
    const first = owner(ledger);
    await first.said("locked");
    first.process.kill("SIGSTOP");
    expect(() => acquireLock(ledger, INFO)).toThrow(expect.objectContaining({ code: "LOCKED" }));
  });

  it("survives the reading and locking of its neighbours", async () => {
    const ledger = join(scratchFolder(), "ledger.db");
    const lock = acquireLock(ledger, INFO);
    readLockInfo(ledger);
    expect(() => acquireLock(ledger, INFO)).toThrow();
    const rival = child(`
      import { acquireLock } from "./src/storage/lock.js";
      try { acquireLock(${JSON.stringify(ledger)}, { pid: 1, instance: "x", version: "1", socket: null }); console.log("got it"); }
      catch (error) { console.log(error.code); }`);
    await rival.said("LOCKED");
    lock.release();
  });

  it("is free when let go, and says nothing of who held it", () => {
    const ledger = join(scratchFolder(), "ledger.db");
    const lock = acquireLock(ledger, INFO);
    expect(statSync(`${ledger}.lock`).mode & 0o777).toBe(0o600);
    lock.release();
    lock.release();
    expect(existsSync(`${ledger}.lock.json`)).toBe(false);
    acquireLock(ledger, INFO).release();
  });

  it("names no owner when what stands there is not readable", async () => {
    const ledger = join(scratchFolder(), "ledger.db");
    const lock = acquireLock(ledger, INFO);
    writeFileSync(`${ledger}.lock.json`, `{"pid": "1"`);
    expect(() => acquireLock(ledger, INFO)).toThrow(/in use by another process/);
    lock.release();
  });
});

describe("a process killed in the middle of a transaction", () => {
  it("leaves the ledger as it was before, whole", async () => {
    const folder = scratchFolder();
    const ledger = await scratchLedger(folder);
    const project_id = addProject(ledger);
    ledger.close();
    const victim = child(`
      import { openLedger } from "./src/storage/open.js";
      import { openStores } from "./src/domains/ledger.js";
      const ledger = openStores(openLedger(${JSON.stringify(join(folder, "ledger.db"))}, { readonly: false }));
      const add = (key) => ledger.inbox.add({ project_id: ${project_id}, task_type: "file", coalescing_key: key, priority: 3 }, "2026-11-21T12:00:00.000Z");
      ledger.write(() => add("before"));
      ledger.write(() => {
        // Enough to spill into the write-ahead log before the commit.
        ledger.db.pragma("cache_size=10");
        for (let i = 0; i < 20000; i++) add("never " + i);
        console.log("written");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`);
    await victim.said("written");
    expect(statSync(join(folder, "ledger.db-wal")).size).toBeGreaterThan(1_000_000);
    victim.process.kill("SIGKILL");
    await victim.ended;
    const again = await scratchLedger(folder);
    expect(again.db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(again.db.prepare("SELECT coalescing_key FROM Queue").all()).toEqual([{ coalescing_key: "before" }]);
  });
});
