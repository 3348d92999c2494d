/** Faults 2 and 4: the files of a ledger are damaged while its daemon is away; the built `lockstepd` finds out and goes on. */
import { existsSync, readdirSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { inspectFile } from "../../src/storage/inspect.js";
import type { Daemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { damageTable, flip } from "../support/damage.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";
import { lockstep, unstamped } from "../surface/cli/lockstep.js";

let repository: ScratchRepository;
const daemons = daemonsOfTest((home) => {
  // A daemon that starts makes up for a backup at a time that nobody can tell.
  home.env.LOCKSTEP_CLOCK__BACKUP = "off";
});

const PAGE = { "README.md": "# Kettle\n\nSee [boil](src/gone.ts) and [pour](src/pour.ts).\n" };

async function check({ client }: Daemon): Promise<string[]> {
  const { answer, findings } = await client.call("documentation.check", { root: repository.root });
  return ((answer?.findings ?? findings) as { id: string }[]).map(({ id }) => id).sort();
}

const said = async ({ client }: Daemon): Promise<string[]> => {
  const { acknowledgements } = await client.call("documentation.acknowledgements", { root: repository.root });
  return (acknowledgements as { finding_id: string }[]).map(({ finding_id }) => finding_id);
};

/** A daemon with a project, a backup, and an acknowledgement that came after it. Gives the ids of the two findings. */
async function busyDaemon(): Promise<{ daemon: Daemon; ids: string[] }> {
  const daemon = await daemons.start();
  repository = scratchRepository(PAGE);
  await daemon.client.call("projects.add", { dir: repository.root });
  const ids = await check(daemon);
  expect(ids).toHaveLength(2);
  await daemon.client.call("db.backup");
  await daemon.client.call("documentation.acknowledge", { root: repository.root, id: ids[0], reason: "known" });
  return { daemon, ids };
}

/** The oracle: what the ledger says is what a check of the tree says, and its file is whole. */
async function expectTrue(daemon: Daemon): Promise<void> {
  const run = (...words: string[]) => lockstep(daemons.home.env, repository.root, ...words);
  expect(unstamped(await run("check", "--json"))).toEqual(unstamped(await run("check", "--json", "--no-daemon")));
  await daemon.stop();
  expect(inspectFile(daemons.home.ledger).faults).toEqual([]);
}

const status = async ({ client }: Daemon) => (await client.call("daemon.status")) as DaemonStatus;

describe("fault 4: a ledger that was damaged while no daemon ran", () => {
  it.each([
    ["in the middle, in a table of files", () => damageTable(daemons.home.ledger, "Files")],
    ["in the middle, in an index", () => damageTable(daemons.home.ledger, "Findings_place")],
    ["in the header", () => flip(daemons.home.ledger, 0, 100)],
    ["in the header, where its version stands", () => flip(daemons.home.ledger, 60, 4)],
    ["in the header, where it says whose it is", () => flip(daemons.home.ledger, 68, 4)],
    ["in its whole first page", () => flip(daemons.home.ledger, 0, 4_096)],
  ])("is restored by itself when it is damaged %s", async (_where, damage) => {
    const { daemon, ids } = await busyDaemon();
    await daemon.stop();
    damage();
    const again = await daemons.start();
    const { restored } = await status(again);
    expect(restored).toMatchObject({ backup: expect.stringContaining("backups"), damaged: expect.stringContaining("damaged-") });
    expect(existsSync(restored?.damaged ?? "")).toBe(true);
    expect(await said(again)).toEqual([ids[0]]);
    expect(restored?.lost).toEqual([]);
    await expectTrue(again);
  });

  it("is restored by itself when its second half is gone, and it is said what is lost", async () => {
    const { daemon } = await busyDaemon();
    await daemon.stop();
    truncateSync(daemons.home.ledger, 40_960);
    const again = await daemons.start();
    expect((await status(again)).restored?.lost).not.toEqual([]);
    await expectTrue(again);
  });

  it("is told of in status until somebody has seen it", async () => {
    const { daemon } = await busyDaemon();
    await daemon.stop();
    damageTable(daemons.home.ledger, "Files");
    const again = await daemons.start();
    const run = (...words: string[]) => lockstep(daemons.home.env, daemons.home.dir, ...words);
    expect((await run("status")).stdout).toContain("ledger was damaged; restored from the backup of ");
    await again.stop();
    const third = await daemons.start();
    expect((await status(third)).restored).not.toBeNull();
    expect(JSON.parse((await run("db", "acknowledge", "--json")).stdout)).toMatchObject({ acknowledged: true });
    await expect.poll(async () => (await status(third)).restored, { timeout: 10_000 }).toBeNull();
  });

  it("is begun anew when there is no backup, and what people said is saved", async () => {
    const daemon = await daemons.start();
    repository = scratchRepository(PAGE);
    await daemon.client.call("projects.add", { dir: repository.root });
    const [id] = await check(daemon);
    await daemon.client.call("documentation.acknowledge", { root: repository.root, id, reason: "known" });
    await daemon.stop();
    damageTable(daemons.home.ledger, "CodeFacts");
    const again = await daemons.start();
    expect((await status(again)).restored).toMatchObject({ backup: null, lost: [] });
    expect(await said(again)).toEqual([id]);
    await expectTrue(again);
  });
});

describe("fault 4: a write-ahead log that was damaged after a kill", () => {
  it.each([
    ["in the middle", (wal: string) => flip(wal, Math.floor(statSync(wal).size / 2), 64)],
    ["in its header", (wal: string) => flip(wal, 0, 32)],
    ["at its end, cut off within a frame", (wal: string) => truncateSync(wal, statSync(wal).size - 1_000)],
  ])("leaves a whole ledger when it is damaged %s", async (_where, damage) => {
    const { daemon } = await busyDaemon();
    daemon.child.kill("SIGKILL");
    await daemon.ended;
    damage(`${daemons.home.ledger}-wal`);
    const again = await daemons.start();
    // The project may have been in the part of the log that is gone.
    await again.client.call("projects.add", { dir: repository.root });
    await expectTrue(again);
    const left = readdirSync(dirname(daemons.home.ledger));
    expect(left.filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});
