/** A file that ends the whole daemon each time it is read: the built `lockstepd`, killed whenever it has that file in hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, spawnDaemon } from "../support/daemon.js";
import { daemonsOfTest } from "../support/daemons.js";
import { scratchRepository } from "../support/repository.js";

/** Instance of the daemon that was killed last. */
let dead = "";
const daemons = daemonsOfTest();

const BOMB = "src/bomb.ts";
/** Takes long enough to read that it can be seen in hand. */
const bomb = Array.from(
  { length: 4_000 },
  (_, index) => `/** Part ${index}. */\nexport function part${index}(a: number) {\n  return a + ${index};\n}\n`,
).join("");
const page = (index: number) => `# Page ${index}\n\nSee [it](../src/gone${index}.ts).\n`;
const pages = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`docs/${index}.md`, page(index)]));
const project = () => scratchRepository({ "package.json": '{"name":"parts"}\n', "src/part.ts": "", ...pages });

/** Kills a daemon once it has a job with one of these keys in hand; gives the keys of all that it had. */
async function killAt({ child, ended }: Pick<Daemon, "child" | "ended">, ...keys: string[]): Promise<string[]> {
  const db = new BetterSqlite3(daemons.home.ledger, { readonly: true });
  const held = db.prepare<[], { key: string; by: string }>(
    "SELECT coalescing_key AS key, leased_by AS by FROM Queue WHERE status = 'in_progress'",
  );
  // Until a new daemon has its ledger open, the leases of the one before are still there.
  const isHeld = () => held.all().some(({ key, by }) => keys.includes(key) && by !== dead);
  try {
    await expect.poll(() => isHeld() && child.kill("SIGKILL"), { timeout: 80_000, interval: 1 }).toBe(true);
    await ended;
    dead = held.all()[0]?.by ?? dead;
    return held.all().map(({ key }) => key);
  } finally {
    db.close();
  }
}

const report = async ({ client }: Daemon, root: string) => (await client.call("documentation.check", { root })).answer;
const stateOf = async ({ client }: Daemon) => ((await client.call("daemon.status")) as DaemonStatus).projects[0];

describe("a file that ends the daemon", () => {
  it("is poisoned when it was alone at two ends, and read again when it changed", { timeout: 200_000 }, async () => {
    const repository = project();
    const { root } = repository;
    const first = await daemons.start();
    await first.client.call("projects.add", { dir: root });
    expect((await report(first, root)).skipped).toEqual([]);
    repository.write({ [BOMB]: bomb, "docs/100.md": page(100) });
    let ends = 0;
    let alone = 0;
    for (let daemon: Parameters<typeof killAt>[0] = first; ; daemon = spawnDaemon(daemons.home)) {
      // A hint that is lost costs a minute: then the sweep has the file in hand.
      const keys = await killAt(daemon, BOMB, ...(ends === 0 ? ["sweep"] : []));
      if (keys.join() === BOMB) alone++;
      expect(++ends).toBeLessThanOrEqual(4);
      if (alone === 2) break;
    }
    const last = await daemons.start();
    expect((await report(last, root)).skipped).toEqual([{ path: BOMB, reason: expect.stringMatching(/^poisoned: /) }]);
    expect((await report(last, root)).findings).toHaveLength(101);
    expect(await stateOf(last)).toMatchObject({ poisoned: 1, poisoned_files: [BOMB], state: "ready" });
    repository.write({ [BOMB]: "export const fuse = 1;\n" });
    expect((await report(last, root)).skipped).toEqual([]);
    expect(await stateOf(last)).toMatchObject({ poisoned: 0, poisoned_files: [] });
  });

  it("is found among all files of a first index, of which none is lost", { timeout: 200_000 }, async () => {
    const repository = project();
    repository.write({ [BOMB]: bomb });
    const { root } = repository;
    const first = await daemons.start();
    await first.client.call("projects.add", { dir: root });
    await killAt(first, "sweep");
    expect((await killAt(spawnDaemon(daemons.home), BOMB)).length).toBeGreaterThan(1);
    expect(await killAt(spawnDaemon(daemons.home), BOMB)).toEqual([BOMB]);
    expect(await killAt(spawnDaemon(daemons.home), BOMB)).toEqual([BOMB]);
    const last = await daemons.start();
    const { findings, skipped } = await report(last, root);
    expect(skipped).toEqual([{ path: BOMB, reason: expect.stringMatching(/^poisoned: /) }]);
    expect(findings).toHaveLength(100);
    expect(await stateOf(last)).toMatchObject({ poisoned: 1, files: 103 });
    expect(((await last.client.call("daemon.status")) as DaemonStatus).queue).toMatchObject({ dead_letters: 0 });
    expect(readFileSync(join(root, BOMB), "utf8")).toBe(bomb);
  });
});
