/** Faults 17 and 18: the socket of the built `lockstepd` is flooded, and read by nobody, while an honest client asks. */
import { readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Daemon } from "../support/daemon.js";
import { daemonsOfFile } from "../support/daemons.js";
import { driftingRepository, sized } from "../support/faults.js";
import { broken } from "../support/oracle.js";
import { change } from "../support/parts.js";
import type { ScratchRepository } from "../support/repository.js";
import { type RawClient, rawClient } from "../surface/socket/raw.js";

const daemons = daemonsOfFile((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
});
let repository: ScratchRepository;
let daemon: Daemon;
let changes = 0;
beforeAll(async () => {
  repository = driftingRepository();
  daemon = await daemons.start();
  await daemon.client.call("projects.add", { dir: repository.root });
});
afterEach(async () => {
  change(repository, ++changes);
  expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root] })).toEqual([]);
});

const rss = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.child.pid}/status`, "utf8"))?.[1]) * 1024;

describe("fault 17: a flood", () => {
  it("of connections, requests, bad frames and endless lines is limited, and an honest client is answered meanwhile", async () => {
    const flood: RawClient[] = await Promise.all(Array.from({ length: 500 }, () => rawClient(daemons.home.socket)));
    // Those that were turned away hear why; of the others some are rude.
    const served = flood.slice(0, 60);
    for (const [index, raw] of served.entries()) {
      if (index % 4 === 0) raw.send(Buffer.alloc(2 * 1_048_576, 0x78));
      else if (index % 4 === 1) for (let id = 0; id < 700; id++) raw.request(id, "daemon.status");
      else if (index % 4 === 2)
        for (let id = 0; id < 300; id++) raw.send(`{"jsonrpc":"2.0","id":${id},"method":"no.such"}\n[[[[\n\0\n`);
      else raw.send('{"jsonrpc":"2.0","id":1,');
    }
    for (let asked = 0; asked < 20; asked++) {
      expect(await daemon.client.call("daemon.status")).toMatchObject({ state: "ready" });
      change(repository, ++changes);
    }
    for (const raw of flood) raw.close();
    await expect.poll(async () => await rawAnswers(), { timeout: 20_000 }).toBe(true);
  });
});

/** Whether a new connection is served. */
async function rawAnswers(): Promise<boolean> {
  const raw = await rawClient(daemons.home.socket);
  raw.request(1, "daemon.ping");
  const served = await raw.answer(1).then(
    ({ result }) => result !== undefined,
    () => false,
  );
  raw.close();
  return served;
}

const MIB = 1024 * 1024;

describe("fault 18: a reader that never reads", () => {
  it("costs a bounded amount of memory, and nobody waits for it", async () => {
    const deaf = await Promise.all(Array.from({ length: 10 }, () => rawClient(daemons.home.socket)));
    for (const raw of deaf) {
      raw.request(1, "subscribe", {});
      await raw.answer(1);
      raw.socket.pause();
    }
    const before = rss();
    for (const raw of deaf) for (let id = 2; id < 1_500; id++) raw.request(id, "documentation.check", { root: repository.root });
    for (let n = 0; n < sized(15, 200); n++) {
      change(repository, ++changes);
      expect(await daemon.client.call("daemon.status")).toMatchObject({ running: true });
    }
    await daemon.client.call("daemon.fresh", { root: repository.root, timeout_ms: 60_000 });
    // 4 MiB unsent a connection at most, besides what the work itself takes.
    expect(rss() - before).toBeLessThan(10 * 4 * MIB + 150 * MIB);
    for (const raw of deaf) raw.close();
  });
});
