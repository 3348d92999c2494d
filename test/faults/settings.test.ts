/** Faults 19 and 20: configuration that is half written, and files that may not be read or written; met by the built `lockstepd`. */
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/base/package.js";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { driftingRepository } from "../support/faults.js";
import { broken } from "../support/oracle.js";
import { change } from "../support/parts.js";
import type { ScratchRepository } from "../support/repository.js";
import { canMount } from "../support/small-disk.js";

const daemons = daemonsOfTest((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
});
let daemon: Daemon;
let repository: ScratchRepository;
let changes = 0;

async function begin(through: readonly string[] = []): Promise<void> {
  repository = driftingRepository();
  daemon = await daemons.start({ through });
  await daemon.client.call("projects.add", { dir: repository.root });
}
const ends = async () => expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root] })).toEqual([]);
const report = async () => (await daemon.client.call("documentation.check", { root: repository.root })).answer;
const ids = async () => ((await report()).findings as { id: string }[]).map(({ id }) => id).sort();
const project = async () => ((await daemon.client.call("daemon.status")) as DaemonStatus).projects[0];

describe("fault 19: a configuration that is half written", () => {
  afterEach(ends);

  it("never holds: the one before does, until the new one is whole", async () => {
    await begin();
    const before = await ids();
    const text = 'rules: { "link/missing-file": off, "path/removed": off }\nclasses: { "docs/**": reference }\n';
    writeFileSync(join(repository.root, "lockstep.yaml"), "");
    for (const byte of text) {
      appendFileSync(join(repository.root, "lockstep.yaml"), byte);
      await wait(8);
    }
    expect((await project())?.state).toMatch(/^(ready|paused: )/);
    expect((await ids()).length).toBeLessThan(before.length);
    const bombs = {
      "is cut off": 'rules: { "link/missing-file": ',
      "is a bomb of aliases": `a: &a [x, x]\n${Array.from({ length: 60 }, (_, n) => `a${n}: &b${n} [*${n === 0 ? "a" : `b${n - 1}`}, *${n === 0 ? "a" : `b${n - 1}`}]`).join("\n")}\n`,
      "is too large": `# ${"x".repeat(300_000)}\n`,
    };
    for (const [what, bomb] of Object.entries(bombs)) {
      repository.write({ "lockstep.yaml": bomb });
      await expect(ids(), what).rejects.toThrow(/lockstep\.yaml/);
      expect((await project())?.state).toMatch(/^paused: .*lockstep\.yaml/);
    }
    repository.write({ "lockstep.yaml": null });
    expect(await ids()).toEqual(before);
  });
});

/** Words that run a command with `folder` read-only, for it alone. */
const readOnly = (folder: string) => [
  "unshare",
  "-Urm",
  "sh",
  "-c",
  'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
  folder,
];

describe("fault 20: a file system that is read-only", () => {
  it.skipIf(!canMount())("below the state is refused, with what to do", async () => {
    const state = dirname(daemons.home.env.XDG_STATE_HOME as string);
    const { code, stderr } = await spawnDaemon(daemons.home, readOnly(join(state, "state"))).ended;
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^lockstepd: .*(state|ledger).*\n$/)]);
    expect(readdirSync(join(state, "state"))).toEqual([]);
  });

  it.skipIf(!canMount())("below a repository makes no difference", async () => {
    repository = driftingRepository();
    daemon = await daemons.start({ through: readOnly(repository.root) });
    await daemon.client.call("projects.add", { dir: repository.root });
    await report();
    change(repository, ++changes);
    await ends();
  });
});

/** Modes do not hold root up: then the daemon is run as somebody else. */
const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;
const asNobody = isRoot ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : [];
const canLoseRights =
  !isRoot ||
  spawnSync(asNobody[0] ?? "", [...asNobody.slice(1), process.execPath, join(packageRoot, "dist/src/daemon.js"), "--version"])
    .status === 0;

/** Gives all that there is to `user`. */
function own(user: number): void {
  spawnSync("chown", ["-R", String(user), daemons.home.dir, repository.root]);
}

describe("fault 20: rights that are lost", () => {
  it.skipIf(!canLoseRights)("make files and folders unread and counted, and what is read again is judged as before", async () => {
    repository = driftingRepository();
    if (isRoot) own(NOBODY);
    daemon = await daemons.start({ through: asNobody });
    await daemon.client.call("projects.add", { dir: repository.root });
    const before = await ids();
    const lost = ["docs/page1.md", "src/part4.ts"].map((path) => join(repository.root, path));
    const folder = join(repository.root, "src");
    for (const path of lost) chmodSync(path, 0);
    const { skipped } = await report();
    expect(skipped.map(({ path, reason }: { path: string; reason: string }) => `${path} ${reason}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^docs\/page1\.md unreadable/),
        expect.stringMatching(/^src\/part4\.ts unreadable/),
      ]),
    );
    chmodSync(folder, 0);
    await report();
    const files = (await project())?.files;
    chmodSync(folder, 0o755);
    for (const path of lost) chmodSync(path, 0o644);
    expect(await ids()).toEqual(before);
    expect((await project())?.files).toBe(files);
    await daemon.stop();
    // The oracle is not nobody, whose repository git would not read for it.
    if (isRoot) own(0);
    daemon = await daemons.start();
    await ends();
  });
});
