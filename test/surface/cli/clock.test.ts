/** `lockstep clock …` and `lockstep queue …`, as typed, with the built daemon. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../../src/config/defaults.js";
import { type Daemon, startDaemon } from "../../support/daemon.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

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

const run = (...words: string[]) => lockstep(home.env, home.dir, ...words);

interface Listed {
  job: string;
  schedule: string | null;
  next: string | null;
  last: string | null;
  outcome: string | null;
  last_success: string | null;
}
const listed = async (): Promise<Listed[]> => JSON.parse((await run("clock", "list", "--json")).stdout).jobs;

describe("lockstep clock", () => {
  it("lists every job with its next run, has each done, and remembers how that went", async () => {
    const { root } = scratchRepository({ "README.md": "[boil](src/gone.ts)\n" });
    await daemon.client.call("projects.add", { dir: root });
    const jobs = await listed();
    expect(jobs.map(({ job, schedule }) => [job, schedule])).toEqual(Object.entries(DEFAULTS.clock));
    for (const { next } of jobs) expect(Date.parse(next ?? "")).not.toBeNaN();
    for (const { job } of jobs) {
      const ran = await run("clock", "run", job, "--json");
      expect([job, ran.stderr, JSON.parse(ran.stdout).outcome]).toEqual([job, "", "done"]);
    }
    for (const { job, outcome, last, last_success } of await listed()) {
      expect([job, outcome]).toEqual([job, "done"]);
      expect(Date.parse(last_success ?? "")).toBeGreaterThanOrEqual(Date.parse(last ?? ""));
    }
    expect(JSON.parse((await run("db", "status", "--json")).stdout).backups).toBe(1);
    await daemon.stop();
    const without = await listed();
    expect(without.map(({ job, schedule, outcome }) => [job, schedule, outcome])).toContainEqual(["backup", null, "done"]);
    daemon = await startDaemon(home);
    expect((await listed()).find(({ job }) => job === "verify")).toMatchObject({ outcome: "done" });
  });

  it("takes a name with dashes, and says which jobs there are", async () => {
    expect((await run("clock", "run", "metrics-rollup")).status).toBe(0);
    const wrong = await run("clock", "run", "backups");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("is no timed job. There are: sweep, metrics,")]);
  });
});
