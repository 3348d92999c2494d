/** What git hooks told, read by the built `lockstepd`: at once, or when it is back. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon;
let repository: ScratchRepository;
beforeEach(async () => {
  home = scratchHome();
  // Only the watcher is left to look.
  home.env.LOCKSTEP_CLOCK__SWEEP = "off";
  repository = scratchRepository({ "README.md": "# Kettle\n" });
  expect(await lockstep(home.env, repository.root, "git-hooks", "install")).toMatchObject({ status: 0 });
  daemon = await startDaemon(home);
  await daemon.client.call("projects.add", { dir: repository.root });
  await expect.poll(async () => (await project())?.state, { timeout: 20_000 }).toBe("ready");
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const project = async () => (await daemon.client.call("daemon.status")).projects[0];
const spool = () => join(repository.root, ".git/lockstep/spool/.main");
const isTaken = () => expect.poll(() => readdirSync(dirname(spool())), { timeout: 20_000 }).toEqual([]);
function logged(): string {
  const logs = join(dirname(home.ledger), "logs");
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("");
}

describe("fault 32: the spool of a watched project", () => {
  it("is read when a hook writes to it, and nothing of it is run", async () => {
    repository.commit("More", { "a.md": "# A\n" });
    await isTaken();
    appendFileSync(spool(), `1700000000 post-commit - - -\n$(touch ${repository.root}/run)\n../../../etc/passwd\n`);
    await isTaken();
    await expect.poll(logged, { timeout: 20_000 }).toContain('"malformed":2');
    expect(existsSync(join(repository.root, "run"))).toBe(false);
  });

  it("is read when the daemon is back, also what it had in hand when it ended", async () => {
    await daemon.stop();
    repository.commit("While it was away", { "a.md": "See [b](b.md).\n" });
    expect(readFileSync(spool(), "utf8")).toMatch(/^\d+ post-commit - - -\n$/);
    writeFileSync(`${spool()}.reading`, readFileSync(spool()));
    daemon = await startDaemon(home);
    await isTaken();
    await expect.poll(async () => (await project())?.findings, { timeout: 20_000 }).toBe(1);
  });

  it("costs one look at everything when it is full of noise, and is refused when it is a link", async () => {
    writeFileSync(spool(), "noise\n".repeat(2_000_000));
    await isTaken();
    expect(logged()).toContain("spool too large");
    const elsewhere = join(home.dir, "elsewhere");
    mkdirSync(elsewhere);
    rmSync(dirname(spool()), { recursive: true });
    symlinkSync(elsewhere, dirname(spool()));
    writeFileSync(spool(), "1700000000 post-commit - - -\n");
    await daemon.stop();
    daemon = await startDaemon(home);
    await expect.poll(logged, { timeout: 20_000 }).toContain("spool refused");
    expect(readFileSync(join(elsewhere, ".main"), "utf8")).toBe("1700000000 post-commit - - -\n");
    expect(await project()).toMatchObject({ state: "ready" });
  });
});
