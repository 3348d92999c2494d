/** What a daemon makes of file systems that are mounted and unmounted where a project is. */
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { canMount } from "../support/small-disk.js";

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  if (canMount()) daemon = await startDaemon(home, ["unshare", "-Urm"]);
});
afterEach(async () => {
  await daemon?.stop();
  home.remove();
});

/** Runs a command where the daemon is: what it mounts, only the daemon sees. */
function there(...words: string[]): void {
  const place = ["--user", "--mount", "--preserve-credentials", "--target", String(daemon.child.pid)];
  const { status, stderr } = spawnSync("nsenter", [...place, ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

const other = () => scratchRepository({ "README.md": "# Other\n" }).root;
const PAGES = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`docs/${at}.md`, `# Page ${at}\n\n[gone](gone.md)\n`]));
const project = async () => ((await daemon.client.call("daemon.status")) as DaemonStatus).projects[0];

async function watched() {
  const { root } = scratchRepository(PAGES);
  await daemon.client.call("projects.add", { dir: root });
  await daemon.client.call("documentation.check", { root });
  return { root, before: await project() };
}

describe.runIf(canMount())("fault 14: a project whose root becomes another one", () => {
  it.each([
    ["an empty disk", (root: string) => there("mount", "-t", "tmpfs", "tmpfs", root)],
    ["another tree", (root: string) => there("mount", "--bind", other(), root)],
  ])("by %s on it is paused, keeps what it knows, and goes on when that is gone", async (_, mount) => {
    const { root, before } = await watched();
    expect(before).toMatchObject({ files: 150, findings: 150, state: "ready" });
    mount(root);
    await expect(daemon.client.call("documentation.check", { root })).rejects.toThrow("root missing");
    expect(await project()).toMatchObject({ state: expect.stringMatching(/^paused: root missing/), files: 150, findings: 150 });
    there("umount", "--lazy", root);
    await expect.poll(async () => (await project())?.state, { timeout: 60_000, interval: 200 }).toBe("ready");
    expect(await project()).toMatchObject({ files: 150, findings: 150 });
    await expect.poll(async () => (await project())?.backend.name, { timeout: 20_000 }).toBe("chokidar");
  });
});
