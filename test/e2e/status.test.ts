/** What `status` says and waits for, asked of the built `lockstepd`. */
import { renameSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  daemon = await startDaemon(home);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const PAGE = { "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" };
const status = async () => (await daemon.client.call("daemon.status")) as DaemonStatus;
const run = (...words: string[]) => lockstep(home.env, home.dir, ...words);
async function watched(files: Record<string, string> = PAGE) {
  const repository = scratchRepository(files);
  await daemon.client.call("projects.add", { dir: repository.root });
  await daemon.client.call("documentation.check", { root: repository.root });
  return repository;
}

describe("status --fresh", () => {
  it("waits for all projects that can be fresh, and says which cannot and why", async () => {
    const good = await watched();
    const away = await watched();
    const refused = await watched();
    good.write({ "README.md": "[a](a.md)\n\n[b](b.md)\n" });
    refused.write({ "lockstep.yaml": "ruels: {}\n" });
    renameSync(away.root, `${away.root}-away`);
    const asked = await daemon.client.call("daemon.fresh", { timeout_ms: 60_000 });
    expect(asked.projects.find(({ root }: { root: string }) => root === good.root)).toMatchObject({ findings: 2 });
    const reasons = [
      { root: away.root, code: "DIR_MISSING", reason: expect.stringContaining("is paused: root missing") },
      { root: refused.root, code: "CONFIG_UNKNOWN_KEY", reason: expect.stringContaining("lockstep.yaml:1:1") },
    ];
    expect(asked.not_fresh).toHaveLength(2);
    expect(asked.not_fresh).toEqual(expect.arrayContaining(reasons));
    const shown = await run("status", "--fresh", "--timeout", "60");
    expect([shown.status, shown.stdout]).toEqual([0, expect.stringContaining(`not fresh: ${away.root}: The project at`)]);
    for (const { root, code, reason } of reasons) {
      const error = await daemon.client.call("daemon.fresh", { root }).catch((thrown) => thrown);
      expect([error.data.name, error.message]).toEqual([code, reason]);
      expect(await run("status", root, "--fresh")).toMatchObject({
        status: 2,
        stdout: "",
        stderr: expect.stringContaining(code),
      });
    }
    const one = await run("status", good.root, "--fresh", "--timeout", "60");
    expect(one).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining(good.root) });
    // Who asks about one project reads of that one.
    expect(one.stdout).not.toContain(away.root);
    const now = await run("status", good.root);
    expect([now.status, now.stdout.includes(good.root), now.stdout.includes(away.root)]).toEqual([0, true, false]);
    expect(await run("status", "/")).toMatchObject({ status: 2, stderr: expect.stringContaining("UNKNOWN_PROJECT") });
    renameSync(`${away.root}-away`, away.root);
  });

  it.each([
    [["--timeout", "5"], "`--timeout` says how long `--fresh` waits"],
    [["--fresh", "--timeout", "500"], "`--timeout` takes up to 120 seconds, and more than 0, not 500."],
    [["--fresh", "--timeout", "0"], "`--timeout` takes up to 120 seconds"],
  ])("refuses %j as usage", async (words, message) => {
    const ran = await run("status", ...words);
    expect(ran).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(`USAGE: ${message}`) });
  });
});

describe("what was skipped", () => {
  it("is counted as a check lists it, also when nobody has looked yet", async () => {
    const { root, write } = await watched({
      ...PAGE,
      "src/broken.ts": "export function (\n",
      "src/long.ts": `export const long = "${"x".repeat(30_000)}";\n`,
      "docs/nul.md": "a\0b\n",
    });
    const listed = async () => (await daemon.client.call("documentation.check", { root })).answer.skipped.length as number;
    const counted = async () => (await status()).projects[0]?.skipped;
    const files = await listed();
    expect(files).toBeGreaterThanOrEqual(3);
    expect(await counted()).toBe(files);
    await daemon.stop();
    daemon = await startDaemon(home);
    expect(await counted()).toBe(files);
    write({ "lockstep.yaml": "auto_sync: { write: safe }\n" });
    expect(await listed()).toBe(files + 1);
    expect(await counted()).toBe(files + 1);
  });
});
