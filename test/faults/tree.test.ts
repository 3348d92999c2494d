/** Faults 8, 13, 15 and 16: what happens to a tree faster, or otherwise, than one can watch it; met by the built `lockstepd`. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import type { Daemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { driftingRepository, isStopped, sized } from "../support/faults.js";
import { broken } from "../support/oracle.js";
import { page, pagesAndParts } from "../support/parts.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";

const daemons = daemonsOfTest((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
  // What is looked at, and when, is the test's to say.
  home.env.LOCKSTEP_CLOCK__SWEEP = "off";
});
let daemon: Daemon;
beforeEach(async () => {
  daemon = await daemons.start();
});
/** Roots of what the test watches. */
const roots: string[] = [];
afterEach(async () => {
  expect(await broken({ ...daemons, client: daemon.client, roots: roots.splice(0) })).toEqual([]);
});

async function watch(repository: ScratchRepository): Promise<ScratchRepository> {
  await daemon.client.call("projects.add", { dir: repository.root });
  roots.push(repository.root);
  await daemon.client.call("daemon.fresh", { root: repository.root, timeout_ms: 60_000 });
  await expect.poll(async () => (await project())?.backend.name, { timeout: 20_000 }).toBe("chokidar");
  return repository;
}

const project = async () => ((await daemon.client.call("daemon.status")) as DaemonStatus).projects[0];
const poll = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 60_000, interval: 100 });

describe("fault 8: events that are lost", () => {
  it("cost one sweep, and no truth", { timeout: 120_000 }, async () => {
    const repository = await watch(driftingRepository());
    const before = (await project())?.findings ?? 0;
    const at = (name: string) => join(repository.root, name);
    daemon.child.kill("SIGSTOP");
    await isStopped(daemon.child.pid ?? 0);
    // The kernel keeps 16,384 events, and drops what comes after them; two in turn are never taken for one.
    for (let n = 0; n < 9_000; n++) for (const name of ["docs/page4.md", "docs/page5.md"]) writeFileSync(at(name), `${n % 10}`);
    repository.write({ "docs/page6.md": "# Six\n\n[a](lost.md)\n", "docs/page4.md": page(4), "docs/page5.md": page(5) });
    daemon.child.kill("SIGCONT");
    await daemon.client.call("clock.run", { job: "sweep" });
    await poll(async () => (await project())?.findings).toBe(before + 1);
  });
});

describe("fault 13: a root that goes", () => {
  it("by `rm -rf` and comes back is taken over when it stays, and nothing was removed meanwhile", {
    timeout: 120_000,
  }, async () => {
    const repository = await watch(driftingRepository());
    const before = await project();
    rmSync(repository.root, { recursive: true });
    await poll(async () => (await project())?.state).toMatch(/^paused: root missing/);
    expect(await project()).toMatchObject({ files: before?.files, findings: before?.findings });
    mkdirSync(repository.root);
    repository.git("init", "-q", "-b", "main");
    repository.commit("Anew", { "package.json": '{"name":"parts"}\n', ...pagesAndParts(0, 3) });
    await poll(async () => (await project())?.state).toBe("ready");
    await poll(async () => (await project())?.files).toBe(7);
  });

  it("by a rename and comes back is as it was", { timeout: 120_000 }, async () => {
    const { root } = await watch(driftingRepository());
    const before = await project();
    renameSync(root, `${root}-away`);
    await poll(async () => (await project())?.state).toMatch(/^paused: root missing/);
    renameSync(`${root}-away`, root);
    await poll(async () => (await project())?.state).toBe("ready");
    expect(await project()).toMatchObject({ files: before?.files, findings: before?.findings });
  });
});

describe("fault 15: a rebase of very many files", () => {
  it("that is given up halfway, and one that ends, leave no finding of what was between", {
    timeout: sized(180_000, 1_200_000),
  }, async () => {
    const parts = sized(150, 2_500);
    const repository = scratchRepository({
      "package.json": '{"name":"parts"}\n',
      ...pagesAndParts(0, parts),
      "conflict.md": "# One\n",
    });
    repository.git("checkout", "-q", "-b", "side");
    for (let step = 0; step < 5; step++) {
      const pages = Array.from({ length: parts }, (_, n) => [`docs/page${n}.md`, `${page(n)}\nStep ${step}.\n`]);
      repository.commit(`Step ${step}`, Object.fromEntries(pages));
    }
    repository.commit("Conflict", { "conflict.md": "# Side\n" });
    repository.git("checkout", "-q", "main");
    repository.commit("Move", { "conflict.md": "# Main\n", "src/new.ts": "export const fresh = 1;\n" });
    repository.git("checkout", "-q", "side");
    await watch(repository);
    await daemon.client.call("subscribe", { project: repository.root, topics: ["drift.found"] });
    expect(() => repository.git("rebase", "-q", "main")).toThrow();
    repository.git("rebase", "--abort");
    await daemon.client.call("daemon.fresh", { root: repository.root, timeout_ms: 120_000 });
    repository.git("rebase", "-q", "-X", "theirs", "main");
    await daemon.client.call("daemon.fresh", { root: repository.root, timeout_ms: 120_000 });
    // Nothing has drifted before, between or after: whatever was told is of a state that was nobody's.
    repository.write({ "docs/page0.md": "# Page 0\n\n[a](only-this.md)\n" });
    await daemon.client.call("daemon.fresh", { root: repository.root, timeout_ms: 120_000 });
    const { data } = await daemon.client.next(({ topic }) => topic === "drift.found");
    expect(JSON.stringify(data)).toContain("only-this.md");
  });
});

describe("fault 16: an index.lock that somebody left", () => {
  it("is waited for, told of, and waited for no longer", { timeout: 120_000 }, async () => {
    const repository = await watch(driftingRepository());
    const before = (await project())?.findings ?? 0;
    repository.write({ ".git/index.lock": "", "docs/page6.md": "# Six\n\n[a](gone.md)\n" });
    await poll(async () => (await project())?.warning ?? "").toContain("index.lock has been there for more than 10 s");
    await poll(async () => (await project())?.findings).toBe(before + 1);
    repository.remove(".git/index.lock");
    await poll(async () => (await project())?.warning ?? null).toBeNull();
  });
});
