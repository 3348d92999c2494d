/** The built `lockstepd`, killed again and again. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon | null = null;
beforeEach(() => {
  home = scratchHome();
});
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  await daemon?.stop();
  home.remove();
});

async function start(): Promise<DaemonStatus> {
  daemon = await startDaemon(home);
  return (await daemon.client.call("daemon.status")) as DaemonStatus;
}
async function kill(): Promise<void> {
  daemon?.client.close();
  daemon?.child.kill("SIGKILL");
  await daemon?.ended;
}

it("is in safe mode at the third start after that, answers all the same, and is as always after `lockstep restart`", async () => {
  const { root } = scratchRepository({ "README.md": "See [boil](src/boil.ts).\n", "a.md": "# A\n" });
  expect(await start()).toMatchObject({ state: "ready", safe_mode: null });
  await daemon?.client.call("projects.add", { dir: root });
  for (let kills = 0; kills < 2; kills++) {
    await kill();
    expect(await start()).toMatchObject({ state: "ready", safe_mode: null });
  }
  await kill();
  const safe = await start();
  expect(safe).toMatchObject({ state: expect.stringMatching(/^degraded: safe mode after /), safe_mode: expect.any(String) });
  expect(safe.projects[0]).toMatchObject({ backend: { name: "none", reason: "safe mode" } });
  expect((await daemon?.client.call("documentation.check", { root }))?.answer.findings).toHaveLength(1);
  expect((await lockstep(home.env, home.dir, "start", root)).stdout).toContain("degraded: safe mode after ");
  const told = await lockstep(home.env, home.dir, "status");
  expect([told.status, told.stdout]).toEqual([0, expect.stringContaining("`lockstep restart` ends safe mode")]);
  const restarted = await lockstep(home.env, home.dir, "restart", "--json");
  expect(JSON.parse(restarted.stdout)).toMatchObject({ restarted: true, before: daemon?.child.pid, pid: expect.any(Number) });
  expect(await daemon?.ended).toMatchObject({ code: 0 });
  const after = JSON.parse((await lockstep(home.env, home.dir, "status", "--json")).stdout);
  expect(after).toMatchObject({ state: "ready", safe_mode: null, projects: [{ root, backend: { name: "chokidar" } }] });
});

it("is not in safe mode when a restart comes after its end, nor after ends that were asked for", async () => {
  for (let kills = 0; kills < 3; kills++) {
    await start();
    await kill();
  }
  expect(await lockstep(home.env, home.dir, "restart")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^lockstepd started \(pid \d+\)\n$/),
  });
  for (let stops = 0; stops < 3; stops++) {
    expect(JSON.parse((await lockstep(home.env, home.dir, "status", "--json")).stdout)).toMatchObject({ safe_mode: null });
    expect(await lockstep(home.env, home.dir, "restart")).toMatchObject({ status: 0 });
  }
  daemon = null;
});
