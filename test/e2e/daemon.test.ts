/** The daemon as users meet it: the built `lockstepd`, its socket, real repositories. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { connectWhenReady, type Daemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { scratchRepository } from "../support/repository.js";

const run = promisify(execFile);
const DAEMON = fileURLToPath(new URL("../../dist/src/daemon.js", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/src/main.cjs", import.meta.url));

const daemons = daemonsOfTest();

/** The kettle before its change, committed. */
const kettle = () => scratchRepository(KETTLE);

/** The whole report, further pages included. */
async function check({ client }: Daemon, root: string) {
  const { answer, next } = await client.call("documentation.check", { root });
  for (let cursor = next; cursor !== null; ) {
    const page = await client.call("documentation.check_page", { root, cursor });
    for (const list of ["findings", "documents", "skipped"]) answer[list].push(...page[list]);
    cursor = page.next;
  }
  return answer;
}
/** What `check --json` printed, without the state it is of. */
function unstamped(printed: string): unknown {
  const { instance: _instance, seq: _seq, as_of: _as_of, ...report } = JSON.parse(printed) as Record<string, unknown>;
  return report;
}
const status = ({ client }: Daemon): Promise<DaemonStatus> => client.call("daemon.status");
const becomesWatched = (daemon: Daemon) =>
  expect.poll(async () => (await status(daemon)).projects[0]?.backend.name, { timeout: 10_000 }).toBe("chokidar");
const references = (report: { findings: { reference: string }[] }) =>
  [...new Set(report.findings.map(({ reference }) => reference))].sort();

/** A repository that takes a while to index. */
function parts() {
  const files: Record<string, string> = { "package.json": '{"name":"parts","version":"1.0.0"}\n' };
  for (let index = 0; index < 600; index++) {
    const tag = `/** Part ${index}.\n * @param name a name\n */\n`;
    files[`src/part${index}.ts`] = `${tag}export function part${index}(name: string) { return name; }\n`;
    if (index % 3 === 0)
      files[`docs/page${index}.md`] = `# Page ${index}\n\nSee [it](../src/part${index}.ts) and \`part${index}()\`.\n`;
  }
  return scratchRepository(files);
}

/** Rows of the ledger, read beside the running daemon. */
function rows<T>(sql: string): T[] {
  const db = new BetterSqlite3(daemons.home.ledger, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

describe("lockstepd", () => {
  it("gives the further pages of a report although the project changes meanwhile", async () => {
    const { root, write } = parts();
    const daemon = await daemons.start();
    await daemon.client.call("projects.add", { dir: root });
    const first = await daemon.client.call("documentation.check", { root });
    expect(first.next).toEqual(expect.any(String));
    write({ "docs/page0.md": "# Page 0\n\nSee [it](../src/gone.ts).\n" });
    const fresh = await daemon.client.call("documentation.check", { root });
    expect(fresh.seq).toBeGreaterThan(first.seq);
    const page = await daemon.client.call("documentation.check_page", { root, cursor: first.next });
    expect(page).toMatchObject({ seq: first.seq, instance: first.instance });
    // What was held for one question is no answer to another one.
    const other = daemon.client.call("documentation.check_page", { root, all: true, cursor: first.next });
    await expect(other).rejects.toMatchObject({ data: { name: "CONFLICT" } });
  });

  it("starts, says how it is, and stops without a trace of haste", async () => {
    const daemon = await daemons.start();
    expect(lstatSync(daemons.home.socket).mode & 0o777).toBe(0o600);
    expect(lstatSync(dirname(daemons.home.socket)).mode & 0o777).toBe(0o700);
    expect(lstatSync(daemons.home.ledger).mode & 0o777).toBe(0o600);
    expect(await status(daemon)).toMatchObject({
      running: true,
      pid: daemon.child.pid,
      state: "ready",
      projects: [],
      ledger: daemons.home.ledger,
    });
    await daemon.client.call("daemon.stop");
    expect(await daemon.ended).toMatchObject({ code: 0, signal: null });
    expect(existsSync(daemons.home.socket)).toBe(false);
    expect(existsSync(`${daemons.home.ledger}.clean.json`)).toBe(true);
    expect(existsSync(`${daemons.home.ledger}-wal`)).toBe(false);
  });

  it("leaves at once with status 5 when another one runs, and names it", async () => {
    const first = await daemons.start();
    const second = await spawnDaemon(daemons.home).ended;
    expect(second.code).toBe(5);
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    expect(await status(first)).toMatchObject({ state: "ready" });
  });

  it("is exactly one when four start together", async () => {
    const all = Array.from({ length: 4 }, () => spawnDaemon(daemons.home));
    const client = await connectWhenReady(daemons.home.socket);
    const { pid } = await client.call("daemon.status");
    client.close();
    const alive = () => all.filter(({ child }) => child.exitCode === null);
    await expect.poll(() => alive().map(({ child }) => child.pid), { timeout: 20_000 }).toEqual([pid]);
    for (const { child } of alive()) child.kill("SIGTERM");
    expect((await Promise.all(all.map(({ ended }) => ended))).map(({ code }) => code).sort()).toEqual([0, 5, 5, 5]);
  });

  it("takes the place of a dead daemon's socket, and refuses what is no socket", async () => {
    const first = await daemons.start();
    first.child.kill("SIGKILL");
    await first.ended;
    expect(lstatSync(daemons.home.socket).isSocket()).toBe(true);
    const second = await daemons.start();
    await second.stop();
    writeFileSync(daemons.home.socket, "not a socket");
    const third = await spawnDaemon(daemons.home).ended;
    expect(third.code).toBe(5);
    expect(third.stderr).toContain("is not a socket");
    expect(readFileSync(daemons.home.socket, "utf8")).toBe("not a socket");
  });

  it("does not take a socket that somebody answers", async () => {
    mkdirSync(dirname(daemons.home.socket), { recursive: true, mode: 0o700 });
    const other = createServer().listen(daemons.home.socket);
    await once(other, "listening");
    const { code, stderr } = await spawnDaemon(daemons.home).ended;
    expect([code, stderr]).toEqual([5, expect.stringContaining("answers")]);
    other.close();
  });

  it("says which key of the machine's configuration is wrong, with status 2", async () => {
    mkdirSync(join(daemons.home.dir, "config", "lockstep"));
    writeFileSync(join(daemons.home.dir, "config", "lockstep", "config.yaml"), "log:\n  levl: debug\n");
    const { code, stderr } = await spawnDaemon(daemons.home).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/levl.*config\.yaml:2.*level/s);
  });

  it("answers --version and --help, and knows no other words", async () => {
    const said = (word: string) => run(process.execPath, [DAEMON, word], { env: daemons.home.env });
    expect((await said("--version")).stdout).toMatch(/^lockstepd \d+\.\d+\.\d+\n$/);
    expect((await said("--help")).stdout).toContain("lockstep start");
    await expect(said("--verbose")).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--verbose") });
    expect(existsSync(daemons.home.ledger)).toBe(false);
  });

  it("ends with 130 at the second signal", async () => {
    const { child, ended } = await daemons.start();
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(130);
  });
});

describe("a watched project", () => {
  it("is clean while its documents are true, and drifts when the code moves on", async () => {
    const daemon = await daemons.start();
    const { root, commit } = kettle();
    expect(await daemon.client.call("projects.add", { dir: root })).toMatchObject({ root, added: true });
    expect(await daemon.client.call("projects.add", { dir: root })).toMatchObject({ root, added: false });
    expect((await check(daemon, root)).findings).toEqual([]);
    await daemon.client.call("subscribe", { project: root, topics: ["drift.found", "drift.resolved"] });
    commit("Heat", KETTLE_RENAMED);
    const found = await daemon.client.next(({ topic }) => topic === "drift.found");
    expect(found.seq).toBeGreaterThan(0);
    expect(references(await check(daemon, root))).toContain("src/boil.ts");
    commit("Back", { ...KETTLE, "src/heat.ts": null });
    await daemon.client.next(({ topic }) => topic === "drift.resolved");
    expect((await check(daemon, root)).findings).toEqual([]);
  });

  it("answers a check right after an edit, and the same as without a daemon", async () => {
    const daemon = await daemons.start();
    const repository = kettle();
    const { root } = repository;
    await daemon.client.call("projects.add", { dir: root });
    await check(daemon, root);
    for (const changes of [
      KETTLE_RENAMED,
      { "docs/more.md": "See [here](nowhere.md) and `boilWater()`.\n" },
      { "docs/usage.md": null },
    ]) {
      repository.write(changes);
      const asked = await check(daemon, root);
      const alone = await run(process.execPath, [MAIN, "check", root, "--no-daemon", "--format", "json"], {
        env: daemons.home.env,
      }).catch((error: { stdout: string }) => error);
      expect(asked).toEqual(unstamped(alone.stdout));
    }
    repository.commit("All of it");
    const asked = await check(daemon, root);
    const alone = await run(process.execPath, [MAIN, "check", root, "--no-daemon", "--format", "json"], {
      env: daemons.home.env,
    }).catch((error: { stdout: string }) => error);
    expect(asked).toEqual(unstamped(alone.stdout));
  });

  it("holds a new finding back until things are quiet, and `fresh` waits for that", async () => {
    const daemon = await daemons.start();
    const repository = kettle();
    const { root } = repository;
    await daemon.client.call("projects.add", { dir: root });
    await daemon.client.call("daemon.fresh", { root, timeout_ms: 20_000 });
    repository.write(KETTLE_RENAMED);
    expect((await check(daemon, root)).findings.length).toBeGreaterThan(0);
    const between = await status(daemon);
    expect(between.projects[0]).toMatchObject({ findings: 0, drift_detected: false });
    const listed = await daemon.client.call("documentation.findings", { root, states: ["pending"] });
    expect(listed.findings.length).toBeGreaterThan(0);
    const after = (await daemon.client.call("daemon.fresh", { root, timeout_ms: 20_000 })) as DaemonStatus;
    expect(after.projects[0]?.findings).toBe((await check(daemon, root)).findings.length);
    expect(after.projects[0]).toMatchObject({ drift_detected: true, score: (await check(daemon, root)).score });
  });

  it("forgets nothing while its root is away, and goes on when it is back", { timeout: 200_000 }, async () => {
    const daemon = await daemons.start();
    const { root } = kettle();
    await daemon.client.call("projects.add", { dir: root });
    await check(daemon, root);
    const files = (await status(daemon)).projects[0]?.files;
    renameSync(root, `${root}-away`);
    await expect
      .poll(async () => (await status(daemon)).projects[0]?.state, { timeout: 30_000 })
      .toMatch(/^paused: root missing/);
    expect((await status(daemon)).projects[0]?.files).toBe(files);
    renameSync(`${root}-away`, root);
    await expect.poll(async () => (await status(daemon)).projects[0]?.state, { timeout: 30_000 }).toBe("ready");
    expect((await status(daemon)).projects[0]?.files).toBe(files);
    await becomesWatched(daemon);
    writeFileSync(join(root, "README.md"), "[gone](gone.md)\n");
    // A hint that is lost while the watcher comes back costs one sweep at most, and the clock sweeps every minute.
    await expect.poll(async () => (await status(daemon)).projects[0]?.findings, { timeout: 90_000 }).toBe(1);
  });

  it("starts without a root that is away, and watches it when it is back", async () => {
    const first = await daemons.start();
    const { root } = kettle();
    await first.client.call("projects.add", { dir: root });
    await check(first, root);
    await first.stop();
    renameSync(root, `${root}-away`);
    const second = await daemons.start();
    await expect.poll(async () => (await status(second)).projects[0]?.state).toMatch(/^paused: root missing/);
    renameSync(`${root}-away`, root);
    await expect.poll(async () => (await status(second)).projects[0]?.state, { timeout: 30_000 }).toBe("ready");
    await becomesWatched(second);
  });

  it("gives up a project that does not fit into its memory, says what to do, and goes on with the others", {
    timeout: 200_000,
  }, async () => {
    const { root } = kettle();
    const lines = Array.from(
      { length: 150 },
      (_, index) => `The ${index}th part of it is described at length in [its page](${index}.md).\n`,
    );
    const page = `# Page\n\n${lines.join("\n")}`;
    const large = scratchRepository(Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`docs/${index}.md`, page])));
    const daemon = await daemons.start({ env: { NODE_OPTIONS: "--max-old-space-size=64" } });
    await daemon.client.call("projects.add", { dir: root });
    await daemon.client.call("projects.add", { dir: large.root });
    const stateOf = async (of: string) => (await status(daemon)).projects.find((project) => project.root === of)?.state;
    await expect.poll(() => stateOf(large.root), { timeout: 120_000 }).toMatch(/^paused: .*docs\/ with .*`limits.rss`/);
    await expect(check(daemon, large.root)).rejects.toThrow(/needs more memory/);
    expect((await check(daemon, root)).findings).toEqual([]);
    expect(await stateOf(root)).toBe("ready");
  });

  it("keeps its configuration when a new one is wrong, says so to a check, and takes the next good one", async () => {
    const daemon = await daemons.start();
    const repository = kettle();
    const { root } = repository;
    repository.write(KETTLE_RENAMED);
    await daemon.client.call("projects.add", { dir: root });
    const before = await check(daemon, root);
    repository.write({ "lockstep.yaml": "ruels: {}\n" });
    await expect(check(daemon, root)).rejects.toThrow(/ruels.*rules/s);
    repository.write({ "lockstep.yaml": null });
    mkdirSync(join(root, "lockstep.yaml"));
    await expect(check(daemon, root)).rejects.toThrow("lockstep.yaml cannot be read (not_regular: a folder)");
    expect(await status(daemon)).toMatchObject({
      state: "ready",
      projects: [{ state: expect.stringMatching(/^paused: lockstep\.yaml cannot/) }],
    });
    repository.write({ "lockstep.yaml": null });
    repository.write({ "lockstep.yaml": 'rules: { "*": off }\n' });
    expect((await check(daemon, root)).findings).toEqual([]);
    repository.write({ "lockstep.yaml": null });
    expect((await check(daemon, root)).findings).toEqual(before.findings);
  });

  it("cuts its texts into chunks and samples metrics when the clock says so", { timeout: 150_000 }, async () => {
    const daemon = await daemons.start();
    const { root } = kettle();
    await daemon.client.call("projects.add", { dir: root });
    await check(daemon, root);
    await expect
      .poll(async () => (await daemon.client.call("knowledge.search", { root, query: "boilWater" })).hits.length, {
        timeout: 130_000,
        interval: 1_000,
      })
      .toBeGreaterThan(0);
    const { metrics } = await daemon.client.call("operations.metrics", { root: null });
    expect(metrics.map((metric: { metric_type: string }) => metric.metric_type)).toContain("rss_bytes");
  });
});

describe("a daemon that comes back", () => {
  it("watches its projects again, with everything it knew", async () => {
    const first = await daemons.start();
    const repository = kettle();
    const { root } = repository;
    await first.client.call("projects.add", { dir: root });
    await first.client.call("daemon.fresh", { root, timeout_ms: 20_000 });
    await first.stop();
    repository.write(KETTLE_RENAMED);
    const second = await daemons.start();
    const { findings } = await check(second, root);
    expect(findings.length).toBeGreaterThan(0);
    repository.write({ "docs/more.md": "# More\n\n[gone](gone.md)\n" });
    await expect
      .poll(async () => (await second.client.call("documentation.findings", { root })).findings.length, { timeout: 15_000 })
      .toBe(findings.length + 1);
  });

  it("has lost nothing after kill -9 in the middle of a pass", { timeout: 120_000 }, async () => {
    const repository = parts();
    const { root } = repository;
    for (const wait of [20, 150, 400, 800]) {
      const daemon = await daemons.start();
      await daemon.client.call("projects.add", { dir: root });
      for (let index = 0; index < 5; index++)
        repository.write({ [`docs/page${index * 3}.md`]: `# Page\n\n[gone](../src/gone-${wait}-${index}.ts)\n` });
      await new Promise((resolve) => setTimeout(resolve, wait));
      daemon.child.kill("SIGKILL");
      await daemon.ended;
      expect(rows<{ integrity_check: string }>("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    }
    const last = await daemons.start();
    await last.client.call("daemon.fresh", { root, timeout_ms: 60_000 });
    const { findings, documents } = await check(last, root);
    expect(findings.filter(({ rule }: { rule: string }) => rule === "link/missing-file")).toHaveLength(5);
    const stored = rows<{ id: string }>("SELECT finding_id AS id FROM Findings WHERE state = 'settled' ORDER BY finding_id");
    expect(stored.map(({ id }) => id)).toEqual(findings.map(({ id }: { id: string }) => id).sort());
    const scores = rows<{ path: string; score: number | null }>(
      "SELECT file_path AS path, consistency_score AS score FROM DocumentationSync ORDER BY file_path",
    );
    expect(scores).toEqual(documents.map(({ path, score }: { path: string; score: number | null }) => ({ path, score })));
    expect((await status(last)).queue.dead_letters).toBe(0);
  });

  it("stops in good order in the middle of a first index, gives the work back, and does it at the next start", async () => {
    const { root } = parts();
    for (const wait of [10, 300, 600]) {
      const daemon = await daemons.start();
      await daemon.client.call("projects.add", { dir: root });
      const asked = daemon.client
        .call("documentation.check", { root })
        .catch((error: { data?: { name: string } }) => error.data?.name);
      await new Promise((resolve) => setTimeout(resolve, wait));
      daemon.child.kill("SIGTERM");
      const answer = await asked;
      if (answer?.answer === undefined) expect(["DRAINING", undefined]).toContain(answer);
      expect(await daemon.ended).toMatchObject({ code: 0, signal: null });
      expect(existsSync(`${daemons.home.ledger}.clean.json`)).toBe(true);
      expect(rows("SELECT id FROM Queue WHERE retries > 0 OR status = 'in_progress'")).toEqual([]);
    }
    const last = await daemons.start();
    expect((await check(last, root)).findings).toEqual([]);
  });

  it("writes its log to files that only their owner reads, without contents", async () => {
    const daemon = await daemons.start();
    const { root } = kettle();
    await daemon.client.call("projects.add", { dir: root });
    await check(daemon, root);
    await daemon.stop();
    const folder = join(dirname(daemons.home.ledger), "logs");
    const [name] = readdirSync(folder).filter((file) => file.endsWith(".log"));
    const text = readFileSync(join(folder, name ?? ""), "utf8");
    expect(text).toContain('"msg":"pass done"');
    expect(text).not.toContain("heats to");
    rmSync(folder, { recursive: true });
  });
});
