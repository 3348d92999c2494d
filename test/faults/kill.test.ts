/** Faults 1, 30 and 31: the built `lockstepd` is killed, told to end, or broken at every named point, and at times that nobody chose. */
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { FAULT_POINTS, type FaultPoint } from "../../src/base/fault-points.js";
import { openReader } from "../../src/domains/ledger.js";
import type { DaemonStatus } from "../../src/domains/method.js";
import { connectWhenReady, type Daemon, killDaemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfFile } from "../support/daemons.js";
import { acknowledgeOne, driftingRepository, fault, isStopped, sized } from "../support/faults.js";
import { authoredRows, broken } from "../support/oracle.js";
import { change, pagesAndParts } from "../support/parts.js";
import { type ScratchRepository, scratchRepository } from "../support/repository.js";

const daemons = daemonsOfFile((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
});
let repository: ScratchRepository;
let changes = 0;
beforeAll(async () => {
  repository = driftingRepository();
  const daemon = await daemons.start();
  await daemon.client.call("projects.add", { dir: repository.root });
  await acknowledgeOne(daemon.client, repository.root);
  await daemon.stop();
});

afterEach(() => daemons.killAll());

/** A daemon that is struck at the first time that it passes `point`, with something to do. */
function strike(point: FaultPoint, action: string): ReturnType<typeof spawnDaemon> {
  change(repository, ++changes);
  const settles = point === "settle.recording" ? { LOCKSTEP_SETTLE_SECONDS: "1" } : {};
  return spawnDaemon({ env: { ...daemons.home.env, ...settles, ...fault(`${point}:${action}`) } });
}

const statusOf = async ({ client }: Daemon): Promise<DaemonStatus> => await client.call("daemon.status");
/** Points that are passed by no start with something to do. */
const APART: readonly FaultPoint[] = ["facts.recording", "chore.begun"];
const isDrain = (point: FaultPoint) => point.startsWith("drain.");
/** Jobs for which a retry was counted. */
function triedAgain(): unknown[] {
  const { db, close } = openReader(daemons.home.ledger);
  const jobs = db
    .prepare("SELECT task_type, retries, crashes FROM Queue WHERE status <> 'completed' AND (retries > 0 OR crashes > 0)")
    .all();
  close();
  return jobs;
}

/** Starts again, asks whether all holds, and ends in good order, so that the next case has no crash behind it. */
async function expectWhole(authored: readonly string[]): Promise<void> {
  const daemon = await daemons.start();
  expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root], authored })).toEqual([]);
  expect(await daemon.stop()).toMatchObject({ code: 0 });
}

describe("fault 1: kill -9", () => {
  it.each(FAULT_POINTS.filter((point) => !APART.includes(point)))("leaves nothing half done at %s", async (point) => {
    const authored = authoredRows(daemons.home.ledger);
    const struck = strike(point, "kill");
    if (isDrain(point)) {
      (await connectWhenReady(daemons.home.socket)).close();
      struck.child.kill("SIGTERM");
    }
    expect(await struck.ended).toMatchObject({ signal: "SIGKILL" });
    await expectWhole(authored);
  });

  it("leaves nothing half done while a first index is recorded", async () => {
    // Fewer are recorded in one transaction with what is judged of them.
    const second = scratchRepository(pagesAndParts(0, 50));
    const struck = await daemons.start({ env: fault("facts.recording:kill") });
    await struck.client.call("projects.add", { dir: second.root }).catch(() => {});
    expect(await struck.ended).toMatchObject({ signal: "SIGKILL" });
    const daemon = await daemons.start();
    expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root, second.root] })).toEqual([]);
    await daemon.client.call("projects.remove", { dir: second.root, yes: true });
    await daemon.stop();
  });

  it("leaves a timed job that waits for passes to be done later, and passes that wait for nobody", async () => {
    const struck = await daemons.start({ env: fault("chore.begun:kill") });
    await struck.client.call("clock.run", { job: "reconcile" }).catch(() => {});
    expect(await struck.ended).toMatchObject({ signal: "SIGKILL" });
    change(repository, ++changes);
    await expectWhole([]);
  });

  it(`leaves nothing half done at random times of an edit storm`, { timeout: sized(120_000, 3_600_000) }, async () => {
    const authored = authoredRows(daemons.home.ledger);
    let seq = 0;
    for (let kills = 1; kills <= sized(6, 200); kills++) {
      const daemon = await daemons.start();
      const over = performance.now() + Math.random() * 1_500;
      while (performance.now() < over) {
        change(repository, ++changes);
        await wait(Math.random() * 100);
      }
      await killDaemon(daemon);
      // Two in a row; a third would lead to safe mode, which is a fault of its own.
      if (kills % 2 === 1) continue;
      const next = await daemons.start();
      const [project] = (await statusOf(next)).projects;
      expect(project?.seq).toBeGreaterThanOrEqual(seq);
      seq = project?.seq ?? 0;
      expect(await broken({ ...daemons, client: next.client, roots: [repository.root], authored })).toEqual([]);
      await next.stop();
    }
  });
});

describe("fault 30: SIGTERM", () => {
  // What a daemon was killed at before is done, and its job gone.
  beforeAll(() => expectWhole([]));

  // Before it listens, a daemon ends of the signal itself, and has touched nothing.
  it.each(FAULT_POINTS.filter((point) => point !== "start.locked" && !APART.includes(point)))(
    "is obeyed at %s, and counts for nothing",
    async (point) => {
      const struck = strike(point, "stop");
      if (isDrain(point)) {
        (await connectWhenReady(daemons.home.socket)).close();
        struck.child.kill("SIGTERM");
      }
      await isStopped(struck.child.pid ?? 0);
      struck.child.kill("SIGTERM");
      struck.child.kill("SIGCONT");
      const { code } = await struck.ended;
      // The second signal ends it at once, unless it comes too late for that.
      expect(isDrain(point) ? [0, 130] : [0]).toContain(code);
      expect(existsSync(`${daemons.home.ledger}.starts.json`)).toBe(false);
      // Whoever is ended at once gives nothing back.
      if (!isDrain(point)) expect(triedAgain()).toEqual([]);
      if (code === 0) expect(existsSync(`${daemons.home.ledger}.clean.json`)).toBe(true);
    },
  );

  it("leaves everything as it should be", () => expectWhole([]));
});

describe("fault 31: a crash loop", () => {
  it("ends in safe mode at the third start after a crash, which answers", async () => {
    for (let starts = 0; starts < 3; starts++) {
      expect(await strike("start.watching", "throw").ended).toMatchObject({ code: 70 });
    }
    const daemon = await daemons.start({ env: fault("start.watching:throw") });
    expect(await statusOf(daemon)).toMatchObject({ state: expect.stringMatching(/^degraded: safe mode after /) });
    expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root] })).toEqual([]);
    await daemon.stop();
  });

  it.each(["pass.begun", "pass.read", "pass.judged", "pass.recording"] as const)(
    "is none when a pass throws at %s: the pass is tried again",
    async (point) => {
      change(repository, ++changes);
      const daemon = await daemons.start({ env: fault(`${point}:throw`) });
      expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root] })).toEqual([]);
      await daemon.stop();
    },
  );
});
