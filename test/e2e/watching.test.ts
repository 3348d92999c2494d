/** How a daemon watches when it cannot watch as it would like to: real limits, real daemons. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { canLimitWatches, changeLimits, withLimits } from "../support/few-watches.js";
import { type Home, scratchHome } from "../support/home.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon | null = null;
beforeEach(() => {
  home = scratchHome();
});
afterEach(async () => {
  await daemon?.stop();
  daemon = null;
  home.remove();
});

const page = (index: number) => `# Page ${index}\n`;
const pages = (folder: string, from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/${from + at}.md`, page(from + at)]));
const BROKEN = "# Page\n\n[gone](gone.md)\n";

async function start(repository: ScratchRepository, through: readonly string[] = []): Promise<Daemon> {
  // Nothing but watching and polling finds a change.
  mkdirSync(home.configDir, { recursive: true });
  writeFileSync(join(home.configDir, "config.yaml"), `clock: { sweep: off }\nsettle_seconds: 0\n${config}`);
  daemon = await startDaemon(home, through);
  await daemon.client.call("projects.add", { dir: repository.root });
  await daemon.client.call("documentation.check", { root: repository.root });
  return daemon;
}
let config = "";
beforeEach(() => {
  config = "";
});

const status = async (): Promise<DaemonStatus> => await daemon?.client.call("daemon.status");
const backend = async () => (await status()).projects[0]?.backend;
const findings = async () => (await status()).projects[0]?.findings;
const wait = { timeout: 40_000 };

/** Lines of the log that say how `root` is watched. */
function logged(): { level: number; backend: string }[] {
  const folder = join(dirname(home.ledger), "logs");
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"));
  return lines.map((line) => JSON.parse(line)).filter(({ part, backend }) => part === "watcher" && backend);
}

describe.runIf(canLimitWatches())("fault 7: a machine that has too few watches", () => {
  it("watches folders instead of files, says so, hears of every change, and watches files again when it may", async () => {
    const repository = scratchRepository({ ...pages("docs", 0, 100), ...pages("more", 0, 20) });
    const { root, write } = repository;
    const { client, child } = await start(repository, withLimits({ watches: 40 }));
    const remedy = "raise fs.inotify.max_user_watches (sysctl)";
    expect(await status()).toMatchObject({
      state: "ready",
      projects: [{ backend: { name: "directories", reason: "no inotify watches left", remedy, watches: expect.any(Number) } }],
    });
    write({ "docs/7.md": BROKEN, "new/deep/page.md": BROKEN });
    await expect.poll(findings, wait).toBe(2);
    write({ "new/deep/page.md": "# Mended\n" });
    await expect.poll(findings, wait).toBe(1);

    const shown = await lockstep(home.env, root, "status");
    expect(shown.stdout).toContain(`watched by directories (no inotify watches left: ${remedy})`);
    const examined = JSON.parse((await lockstep(home.env, root, "doctor", "--json")).stdout);
    expect(examined.checks).toContainEqual({
      check: `project ${root}`,
      state: "warning",
      found: "ready, watched by directories (no inotify watches left)",
      remedy,
    });
    expect((await client.call("projects.list")).projects[0].watching).toMatchObject({
      status: "active",
      backend: "directories",
      backend_reason: `no inotify watches left: ${remedy}`,
    });

    changeLimits(child.pid as number, { watches: 100_000 });
    await client.call("daemon.reload");
    await expect.poll(backend, wait).toMatchObject({ name: "chokidar", reason: "default", remedy: null });
    write({ "docs/8.md": BROKEN });
    await expect.poll(findings, wait).toBe(2);
    expect(logged().map((line) => [line.level, line.backend])).toEqual([
      [40, "directories"],
      [30, "chokidar"],
    ]);
  });

  it("goes on in another way when watches run out later, and misses nothing of what changed meanwhile", async () => {
    const repository = scratchRepository(pages("docs", 0, 5));
    await start(repository, withLimits({ watches: 40 }));
    expect(await backend()).toMatchObject({ name: "chokidar", remedy: null });
    const more = {
      ...pages("docs", 5, 100),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`docs/${at}.md`, BROKEN])),
    };
    repository.write(more);
    await expect.poll(backend, wait).toMatchObject({ name: "directories", remedy: expect.stringContaining("max_user_watches") });
    await expect.poll(findings, wait).toBe(10);
    repository.write({ "docs/60.md": BROKEN });
    await expect.poll(findings, wait).toBe(11);
  });

  it("polls when not even the folders can be watched, and says so in its state", async () => {
    const folders = Array.from({ length: 40 }, (_, at) => pages(`docs/${at}`, 0, 1));
    const repository = scratchRepository(Object.assign({}, ...folders));
    await start(repository, withLimits({ watches: 16 }));
    expect(await status()).toMatchObject({
      state: expect.stringMatching(/^degraded: .* is polled, not watched \(no inotify watches left: .*max_user_watches/),
      projects: [{ state: "ready", backend: { name: "poll", watches: 0 } }],
    });
    expect(logged().map((line) => [line.level, line.backend])).toEqual([[40, "poll"]]);
    repository.write({ "docs/3/0.md": BROKEN });
    await expect.poll(findings, wait).toBe(1);
  });

  it("polls when there is no inotify at all, and still answers", async () => {
    const repository = scratchRepository(pages("docs", 0, 3));
    await start(repository, withLimits({ instances: 0 }));
    expect(await backend()).toMatchObject({ name: "poll", remedy: expect.stringContaining("max_user_instances") });
    repository.write({ "docs/0.md": BROKEN });
    await expect.poll(findings, wait).toBe(1);
  });
});

const canLimitDescriptors = spawnSync("prlimit", ["--version"]).status === 0;

describe.runIf(canLimitDescriptors)("fault 6: a daemon that has no file descriptors left", () => {
  it("blames neither the project nor its rights, still answers, and goes on when it has some again", async () => {
    const repository = scratchRepository(pages("docs", 0, 3));
    const { root } = repository;
    const { client, child } = await start(repository);
    const limit = (most: number) => spawnSync("prlimit", ["--pid", String(child.pid), `--nofile=${most}:`]);
    // The lowest number that is free may lie below others that are open.
    limit(3);
    const asked = client.call("documentation.check", { root });
    await expect(asked).rejects.toThrow("file descriptors");
    expect(await status()).toMatchObject({ state: "degraded: file descriptors", projects: [{ state: "ready" }] });
    // What looks after memory and disk every second came by.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await status()).toMatchObject({ memory: { rss: expect.any(Number) } });
    await expect(client.call("projects.add", { dir: home.dir })).rejects.toThrow(/EMFILE.*raise `ulimit -n`/);
    limit(1_024);
    repository.write({ "docs/0.md": BROKEN });
    await expect.poll(async () => (await client.call("documentation.check", { root })).answer.findings.length, wait).toBe(1);
    await expect.poll(async () => (await status()).state, wait).toBe("ready");
  });
});

describe("watch.backend", () => {
  it.each(["directories", "poll"])("%s is obeyed, and is no trouble", async (name) => {
    const repository = scratchRepository(pages("docs", 0, 3));
    config = `watch: { backend: ${name} }\n`;
    await start(repository);
    expect(await status()).toMatchObject({
      state: "ready",
      projects: [{ backend: { name, reason: "watch.backend", remedy: null } }],
    });
    repository.write({ "docs/0.md": BROKEN });
    await expect.poll(findings, wait).toBe(1);
  });

  it("is taken up by a reload, and refused in a repository", async () => {
    const repository = scratchRepository(pages("docs", 0, 3));
    const { client } = await start(repository);
    expect(await backend()).toMatchObject({ name: "chokidar" });
    writeFileSync(join(home.configDir, "config.yaml"), "watch: { backend: directories }\n");
    await client.call("daemon.reload");
    await expect.poll(backend, wait).toMatchObject({ name: "directories" });
    repository.write({ "lockstep.yaml": "watch: { backend: chokidar }\n" });
    const refused = await lockstep(home.env, repository.root, "check", "--no-daemon");
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining("`watch.backend` cannot be set by a repository"),
    ]);
  });
});
