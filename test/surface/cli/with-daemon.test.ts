import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../../src/domains/method.js";
import type { Stamp } from "../../../src/domains/stamp.js";
import { type Home, scratchHome } from "../../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { scratchProject } from "../../support/project.js";
import { lockstep, startLockstep, unstamped } from "./lockstep.js";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let home: Home;
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  home.remove();
});

const run = (cwd: string, ...words: string[]) => lockstep(home.env, cwd, ...words);

describe("lockstep with a daemon", () => {
  it("starts it once, watches projects, answers as without it, and stops it", { timeout: 120_000 }, async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const other = scratchProject({ "README.md": "# Other" });

    const started = await run(project.root, "start", "--json");
    expect(started.status).toBe(0);
    const { pid } = JSON.parse(started.stdout) as { pid: number };
    expect(JSON.parse(started.stdout)).toMatchObject({ started: true, project: { root: project.root, added: true } });
    const again = await run(home.dir, "start", other.root);
    expect(again).toMatchObject({ status: 0 });
    expect(again.stdout).toContain(`lockstepd runs already (pid ${pid})\nwatching ${other.root}\n`);
    expect((await run(project.root, "start")).stdout).toContain(`watching ${project.root}, as before`);

    const asked = await run(project.root, "check", "--json");
    const alone = await run(project.root, "check", "--json", "--no-daemon");
    expect(unstamped(asked)).toEqual(unstamped(alone));
    const { instance, seq, as_of } = JSON.parse(asked.stdout) as Stamp;
    expect([instance, seq]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.any(Number)]);
    expect(as_of).toMatch(TIME);
    expect(JSON.parse(alone.stdout)).toMatchObject({ instance: "", seq: 0, as_of: expect.stringMatching(TIME) });
    expect(asked.status).toBe(1);
    const mine = { ...home.env, LOCKSTEP_RULES: "{link/missing-file: off}" };
    const byMine = await lockstep(mine, project.root, "check", "--json");
    expect(byMine.stderr).toContain("the daemon was started with other LOCKSTEP_ variables");
    const alsoMine = await lockstep(mine, project.root, "check", "--json", "--no-daemon");
    expect(unstamped(byMine).stdout).toBe(unstamped(alsoMine).stdout);
    expect(unstamped(byMine).stdout).not.toBe(unstamped(asked).stdout);
    project.write({ "docs/usage.md": "# Usage\n\nCall `heatWater` with the litres.\n" });
    const both = [await run(project.root, "check", "--json"), await run(project.root, "check", "--json", "--no-daemon")];
    expect(both.map(unstamped)[0]).toEqual(both.map(unstamped)[1]);

    const fresh = await run(home.dir, "status", "--fresh", "--timeout", "60", "--json");
    expect(fresh.status).toBe(0);
    const status = JSON.parse(fresh.stdout) as DaemonStatus;
    expect(status).toMatchObject({ running: true, pid, state: "ready", queue: { dead_letters: 0 } });
    const { findings } = JSON.parse((await run(project.root, "check", "--json")).stdout) as { findings: { id: string }[] };
    expect(status.projects.find((one) => one.root === project.root)).toMatchObject({ state: "ready", findings: findings.length });
    expect((await run(home.dir, "status")).stdout).toContain(project.root);

    const explained = await run(project.root, "explain", findings[0]?.id ?? "", "--json");
    expect(JSON.parse(explained.stdout)).toMatchObject({ finding: { id: findings[0]?.id } });
    const listed = await run(project.root, "documentation", "findings", "--json");
    expect((JSON.parse(listed.stdout) as { findings: unknown[] }).findings).toHaveLength(findings.length);
    expect((await run(home.dir, "logs", "--json")).stdout).toContain('"msg":"ready"');
    expect((await run(home.dir, "logs", "--level", "fatal")).stdout).toBe("");

    expect((await run(home.dir, "stop")).stdout).toBe(`lockstepd stopped (pid ${pid})\n`);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(await run(home.dir, "status", "--json")).toMatchObject({
      status: 4,
      stdout: expect.stringContaining('"running": false'),
    });
    // What it recorded can be read without it.
    const later = await run(project.root, "documentation", "documents", "--json");
    expect(later.status).toBe(0);
    const state = JSON.parse(later.stdout) as Stamp;
    expect(later.stderr).toBe(`lockstep: as of ${state.as_of}, daemon not running\n`);
    expect(state.instance).toBe(instance);
    expect(state.seq).toBeGreaterThanOrEqual(seq);
  });

  it("refuses a folder that is not there as without it, and still tells of a project that is gone", async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE);
    await run(project.root, "start");
    await run(home.dir, "status", "--fresh", "--timeout", "60");
    const sentence = `There is no folder "${home.dir}/missing". Check the spelling; a relative path counts from "${home.dir}".`;
    for (const words of [
      ["check", "missing"],
      ["start", "missing"],
      ["documentation", "documents", "--root", "missing"],
    ]) {
      const ran = await run(home.dir, ...words);
      expect(ran).toEqual({ status: 2, stdout: "", stderr: `lockstep: DIR_MISSING: ${sentence}\n` });
    }
    rmSync(project.root, { recursive: true });
    const remembered = await run(home.dir, "documentation", "documents", "--root", project.root, "--json");
    expect(JSON.parse(remembered.stdout)).toMatchObject({ documents: [{ path: "README.md" }, {}, {}] });
  });

  it("shows changes with `status --watch`, and says when the daemon ends", async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE);
    await run(project.root, "start");
    await run(project.root, "status", "--fresh", "--timeout", "60");
    const watching = startLockstep(home.env, home.dir, "status", "--watch", "--json");
    await watching.says('"findings":0');
    project.commit(KETTLE_RENAMED);
    await watching.says('"drift_detected":true');
    await run(home.dir, "stop");
    const { status, stdout } = await watching.ended;
    expect(status).toBe(4);
    for (const line of stdout.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ running: true });
  });

  it("says why the daemon does not start", async () => {
    home = scratchHome();
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(`${home.dir}/config/lockstep`);
    writeFileSync(`${home.dir}/config/lockstep/config.yaml`, "log:\n  levle: debug\n");
    const ran = await run(home.dir, "start");
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain("level");
  });
});

describe("lockstep start", () => {
  it("leaves no daemon behind that it started for a project that is refused, and one that ran before alone", async () => {
    home = scratchHome();
    const { root } = scratchProject({ ...KETTLE, "lockstep.yaml": "ruels: {}\n" });
    const ran = await run(root, "start");
    expect(ran).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("CONFIG_UNKNOWN_KEY") });
    expect((await run(home.dir, "status")).status).toBe(4);
    await run(home.dir, "start");
    expect((await run(root, "start")).status).toBe(2);
    expect((await run(home.dir, "status")).status).toBe(0);
  });
});

describe("lockstep start --foreground", () => {
  it("reports, tells each change, and ends its daemon on Ctrl-C", async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE);
    const running = startLockstep(home.env, project.root, "start", "--foreground");
    await running.says("nothing drifted in 3 documents");
    await running.says("Ctrl-C stops");
    project.commit(KETTLE_RENAMED);
    await running.says("+ docs/usage.md:3:7 ");
    project.write({ "docs/usage.md": "# Usage\n\nCall `heatWater` with the litres.\n" });
    await running.says("- docs/usage.md:3:7 ");
    // A terminal and npm both hand the signal on.
    running.child.kill("SIGINT");
    running.child.kill("SIGINT");
    const { status, stderr } = await running.ended;
    expect(status).toBe(0);
    expect(stderr).toContain("lockstep: stopped");
    expect((await run(home.dir, "status")).status).toBe(4);
  });

  it("follows a daemon that runs already, and leaves it running", async () => {
    home = scratchHome();
    const first = scratchProject({ "README.md": "# First" });
    const second = scratchProject({ "README.md": "[a](gone.md)" });
    await run(first.root, "start");
    const running = startLockstep(home.env, home.dir, "start", "--foreground", second.root);
    await running.says("README.md:1:5 error link/missing-file");
    await running.says("Ctrl-C stops");
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ status: 0 });
    const status = JSON.parse((await run(home.dir, "status", "--json")).stdout) as DaemonStatus;
    expect(status.projects.map((project) => project.root).sort()).toEqual([first.root, second.root].sort());
  });

  it("ends its daemon also when nobody reads any more", async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE);
    const running = startLockstep(home.env, project.root, "start", "--foreground");
    await running.says("Ctrl-C stops");
    running.child.stdout.destroy();
    project.commit(KETTLE_RENAMED);
    expect((await running.ended).stderr).toContain("lockstep: stopped");
    expect((await run(home.dir, "status")).status).toBe(4);
  });

  it("ends the daemon it started when the project is refused", async () => {
    home = scratchHome();
    const project = scratchProject({ ...KETTLE, "lockstep.yaml": "ruels: {}\n" });
    const ran = await run(project.root, "start", "--foreground");
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain("CONFIG_UNKNOWN_KEY: `ruels` is not a setting (lockstep.yaml:1:1). Did you mean `rules`?");
    expect((await run(home.dir, "status")).status).toBe(4);
  });

  it("says that the daemon ended, with exit status 4", async () => {
    home = scratchHome();
    const project = scratchProject(KETTLE);
    const running = startLockstep(home.env, project.root, "start", "--foreground");
    await running.says("Ctrl-C stops");
    await run(home.dir, "stop");
    expect(await running.ended).toMatchObject({ status: 4 });
  });
});
