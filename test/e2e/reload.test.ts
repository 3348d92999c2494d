/** Configuration that changes while the built `lockstepd` runs, and its clock does not sweep. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

const PAGE = { "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" };
const OFF = 'rules: { "link/*": off }\n';

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  home.env.LOCKSTEP_CLOCK__SWEEP = "off";
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
  mkdirSync(home.configDir);
  daemon = await startDaemon(home);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const machine = (text: string) => writeFileSync(join(home.configDir, "config.yaml"), text);
const status = async (root: string) =>
  ((await daemon.client.call("daemon.status")) as DaemonStatus).projects.find((project) => project.root === root);
const findings = (root: string) => expect.poll(async () => (await status(root))?.findings, { timeout: 20_000 });
const state = (root: string) => expect.poll(async () => (await status(root))?.state, { timeout: 20_000 });
async function watched(files: Record<string, string> = {}): Promise<string> {
  const { root } = scratchRepository({ ...PAGE, ...files });
  await daemon.client.call("projects.add", { dir: root });
  await findings(root).toBe(1);
  return root;
}

describe("configuration files", () => {
  it("of one working copy alone, and of the machine, are noticed by themselves", async () => {
    const root = await watched();
    mkdirSync(join(root, ".lockstep"));
    writeFileSync(join(root, ".lockstep/local.yaml"), OFF);
    await findings(root).toBe(0);
    writeFileSync(join(root, ".lockstep/local.yaml"), "");
    await findings(root).toBe(1);
    machine(OFF);
    await findings(root).toBe(0);
    machine("ruels: {}\n");
    await state(root).toMatch(/^paused: .*config\.yaml:1:1/);
    machine("");
    await findings(root).toBe(1);
    await state(root).toBe("ready");
  });

  it("are read anew when told so, and what changed is swept", async () => {
    const root = await watched();
    const other = await watched();
    const idle = await lockstep(home.env, home.dir, "reload", "--json");
    expect([idle.status, JSON.parse(idle.stdout)]).toMatchObject([0, { projects: [], restart: [] }]);
    mkdirSync(join(root, ".lockstep"));
    // Otherwise it may notice by itself before it is told.
    daemon.child.kill("SIGSTOP");
    writeFileSync(join(root, ".lockstep/local.yaml"), OFF);
    const told = daemon.client.call("daemon.reload");
    daemon.child.kill("SIGCONT");
    expect(await told).toMatchObject({ projects: [root], restart: [] });
    await findings(root).toBe(0);
    machine("pool: { threads: 1 }\nlog: { level: debug }\n");
    const ran = await lockstep(home.env, home.dir, "reload");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toContain("from the next start on: pool.threads, log.level");
    expect((await status(other))?.findings).toBe(1);
  });

  it("stay as they were, all of them, when one is refused", async () => {
    const root = await watched();
    const other = await watched();
    for (const [where, text] of [
      [root, OFF],
      [other, "\n  ruels: {}\n"],
    ] as const) {
      mkdirSync(join(where, ".lockstep"));
      writeFileSync(join(where, ".lockstep/local.yaml"), text);
    }
    const ran = await lockstep(home.env, home.dir, "reload");
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain(`CONFIG_UNKNOWN_KEY: In ${other}: \`ruels\` is not a setting (.lockstep/local.yaml:2:3)`);
    machine("rules: { x: }\n");
    daemon.child.kill("SIGHUP");
    const logs = join(dirname(home.ledger), "logs");
    const said = () =>
      readdirSync(logs)
        .map((name) => readFileSync(join(logs, name), "utf8"))
        .join("");
    await expect.poll(said, { timeout: 20_000 }).toMatch(/"reason":"[^\n]*config\.yaml:1:[^\n]*"msg":"configuration refused"/);
  });
});
