/** Faults 3 and 4 under a running daemon: its disk gets full, and its ledger is damaged while it works. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { damageTable } from "../support/damage.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";
import { canMount, fill, onFullDisk, onSmallDisk, seenBy } from "../support/small-disk.js";
import { lockstep, unstamped } from "../surface/cli/lockstep.js";

let repository: ScratchRepository;
const daemons = daemonsOfTest();

/** A daemon with a project in which one finding is acknowledged. */
async function busyDaemon(through: string[] = []): Promise<Daemon> {
  const daemon = await daemons.start({ through: through });
  repository = scratchRepository({ "README.md": "# Kettle\n\nSee [boil](src/gone.ts) and [pour](src/pour.ts).\n" });
  await daemon.client.call("projects.add", { dir: repository.root });
  const { answer, findings } = await daemon.client.call("documentation.check", { root: repository.root });
  const [{ id }] = answer?.findings ?? findings;
  await daemon.client.call("documentation.acknowledge", { root: repository.root, id, reason: "known" });
  return daemon;
}

const state = async ({ client }: Daemon) => ((await client.call("daemon.status")) as DaemonStatus).state;
const said = async ({ client }: Daemon) =>
  (await client.call("documentation.acknowledgements", { root: repository.root })).acknowledgements.length;
const run = (...words: string[]) => lockstep(daemons.home.env, repository.root, ...words);

/** Ids of all findings, those that were accepted among them. */
async function found(...words: string[]): Promise<string[]> {
  const { findings, suppressed } = JSON.parse((await run(...words)).stdout) as Record<string, { id: string }[]>;
  return [...(findings ?? []), ...(suppressed ?? [])].map(({ id }) => id).sort();
}

describe("fault 3: a disk that gets full", () => {
  it.skipIf(!canMount())(
    "stops what writes, and nothing else; when there is room again, all that happened meanwhile is found",
    { timeout: 180_000 },
    async () => {
      const daemon = await busyDaemon(onSmallDisk(daemons.home, 128));
      const folder = seenBy(daemon.child.pid ?? 0, dirname(daemons.home.ledger));
      const ballast = () => statSync(join(folder, ".ballast"), { throwIfNoEntry: false })?.size ?? 0;
      await expect.poll(ballast, { timeout: 20_000 }).toBe(32 * 1024 * 1024);
      const makeRoom = fill(join(folder, "filler"));
      const pages = Array.from({ length: 400 }, (_, index) => [
        `docs/${index}.md`,
        `# Page ${index}\n\n[a](../src/a${index}.ts)\n`,
      ]);
      repository.write(Object.fromEntries(pages));
      await expect.poll(() => state(daemon), { timeout: 60_000 }).toBe("degraded: disk");
      expect(ballast()).toBe(0);
      expect(await said(daemon)).toBe(1);
      const refused = await daemon.client.call("documentation.check", { root: repository.root }).catch((error) => error);
      expect([refused.data.name, refused.message]).toEqual(["LEDGER_REFUSED", expect.stringContaining("disk")]);
      makeRoom();
      await expect.poll(() => state(daemon), { timeout: 60_000 }).toBe("ready");
      expect(ballast()).toBe(32 * 1024 * 1024);
      // Only the daemon sees its disk, and on it what was acknowledged.
      const [here, alone] = [await found("check", "--json"), await found("check", "--json", "--no-daemon")];
      expect([here.length, here.join() === alone.join()]).toEqual([402, true]);
      expect(await said(daemon)).toBe(1);
      expect(JSON.parse((await run("queue", "list", "--json")).stdout)).toMatchObject({ dead_letters: 0 });
    },
  );
});

describe("fault 3: a start on a disk that is full", () => {
  it.skipIf(!canMount())("works, at the cost of the ballast", async () => {
    const daemon = await daemons.start({ through: onFullDisk(daemons.home, 64, 32) });
    const folder = seenBy(daemon.child.pid ?? 0, dirname(daemons.home.ledger));
    expect(existsSync(join(folder, ".ballast"))).toBe(false);
    expect(await state(daemon)).toMatch(/^(ready|degraded)/);
    expect((await daemon.stop()).code).toBe(0);
  });

  it.skipIf(!canMount())(
    "is refused with what to do when there is no ballast, and is not tried again by a service manager",
    async () => {
      const { code, stderr } = await spawnDaemon(daemons.home, onFullDisk(daemons.home, 16, 0)).ended;
      expect([code, stderr]).toEqual([
        5,
        expect.stringMatching(/^lockstepd: The disk of the ledger .* is full: .* Make room, and try again\.\n$/),
      ]);
    },
  );
});

describe("fault 4: a ledger that is damaged while its daemon runs", () => {
  it("is not written to any more; what can be read is, status gives the command, and that restores it", {
    timeout: 120_000,
  }, async () => {
    const daemon = await busyDaemon();
    for (const job of ["backup", "checkpoint"]) await daemon.client.call("clock.run", { job });
    // Nothing else writes now: all of it is in the file, nothing in the log.
    await expect.poll(() => state(daemon)).toBe("ready");
    damageTable(daemons.home.ledger, "Findings");
    damageTable(daemons.home.ledger, "Findings_place");
    repository.write({ "other.md": "[b](src/b.ts)\n" });
    const list = () => daemon.client.call("documentation.findings", { root: repository.root }).catch((error) => error);
    await expect.poll(async () => (await list()).data?.name, { timeout: 30_000 }).toBe("LEDGER_DAMAGED");
    expect(await state(daemon)).toBe("degraded: ledger damaged (`lockstep stop`, then `lockstep db restore`)");
    const before = [daemons.home.ledger, `${daemons.home.ledger}-wal`].map((path) => readFileSync(path));
    expect(await said(daemon)).toBe(1);
    const refused = await daemon.client.call("queue.drop", { all: true }).catch((error) => error);
    expect(refused.data.name).toBe("LEDGER_DAMAGED");
    repository.write({ "third.md": "[c](src/c.ts)\n" });
    expect(await run("check", "--json")).toMatchObject({ status: 1 });
    expect([daemons.home.ledger, `${daemons.home.ledger}-wal`].map((path) => readFileSync(path))).toEqual(before);
    expect((await daemon.stop()).code).toBe(0);
    const restored = await run("db", "restore", "--json");
    expect(JSON.parse(restored.stdout)).toMatchObject({ lost: [], backup: expect.stringContaining("backups") });
    const again = await daemons.start();
    expect(await said(again)).toBe(1);
    expect(unstamped(await run("check", "--json"))).toEqual(unstamped(await run("check", "--json", "--no-daemon")));
  });
});
