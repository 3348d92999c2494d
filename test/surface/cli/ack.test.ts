import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { type Home, scratchHome } from "../../support/home.js";
import { type ScratchProject, scratchProject } from "../../support/project.js";
import { lockstep, unstamped } from "./lockstep.js";

let home: Home;
let project: ScratchProject;
beforeEach(() => {
  home = scratchHome();
  project = scratchProject({ "README.md": "# Kettle\n\nSee [heat](gone.md) and [us](README.md).\n" });
});
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  home.remove();
});

const run = (...words: string[]) => lockstep(home.env, project.root, ...words);
const check = async (...words: string[]) => JSON.parse(unstamped(await run("check", "--json", ...words)).stdout) as Report;

describe("lockstep ack", () => {
  it("accepts a finding without a daemon, and takes that back", { timeout: 60_000 }, async () => {
    const [finding] = (await check()).findings;
    const id = finding?.id ?? "";
    const made = await run("ack", id, "--reason", "moves soon", "--json");
    expect(made.status).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ finding_id: id, reason: "moves soon", acknowledged_by: "cli" });
    expect(await run("check")).toMatchObject({ status: 0 });
    expect((await check()).suppressed).toMatchObject([{ id, suppression: { by: "acknowledgement", reason: "moves soon" } }]);
    // Known for that alone: nobody asked to watch it.
    expect(JSON.parse((await run("projects", "list", "--json")).stdout)).toMatchObject({ projects: [] });
    const listed = await run("documentation", "acknowledgements", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({ acknowledgements: [{ finding_id: id, rule: "link/missing-file" }] });
    const explained = JSON.parse((await run("explain", id, "--json")).stdout) as { finding: object };
    expect(explained.finding).toMatchObject({ verdict: "SUPPRESSED" });
    expect((await run("documentation", "withdraw", id)).stdout).toBe("withdrawn: true\n");
    expect(await run("check")).toMatchObject({ status: 1 });
  });

  it("is heard by the daemon at once, and by a check beside it", { timeout: 60_000 }, async () => {
    await run("start");
    const [finding] = (await check()).findings;
    const id = finding?.id ?? "";
    expect((await run("ack", id, "--reason", "moves soon", "--until", tomorrow())).stdout).toBe(
      `acknowledged link/missing-file in README.md until ${tomorrow()} [${id}]\n`,
    );
    expect(await check()).toMatchObject({ findings: [], suppressed: [{ id }] });
    expect(await check()).toEqual(await check("--no-daemon"));
    const stored = await run("documentation", "findings", "--states", "acknowledged", "--json");
    expect(JSON.parse(stored.stdout)).toMatchObject({ findings: [{ state: "acknowledged", finding: { id } }] });
    await run("documentation", "withdraw", id);
    expect((await check()).findings).toMatchObject([{ id }]);
    expect(await check()).toEqual(await check("--no-daemon"));
  });

  it("is shared with everyone who clones", { timeout: 60_000 }, async () => {
    const [finding] = (await check()).findings;
    const shared = await run("ack", finding?.id ?? "", "--reason", "moves soon", "--until", tomorrow(), "--shared");
    expect(shared.stdout).toContain("written to .lockstep/acks.yaml");
    const text = readFileSync(join(project.root, ".lockstep/acks.yaml"), "utf8");
    expect(text).toContain(`reason: moves soon\n  until: ${tomorrow()}\n`);
    expect(existsSync(home.ledger)).toBe(false);
    expect(await run("check")).toMatchObject({ status: 0 });
  });

  it("refuses what it cannot keep", { timeout: 60_000 }, async () => {
    const refused = async (...words: string[]) => {
      const { status, stderr } = await run("ack", ...words);
      return [status, stderr];
    };
    expect(await refused("0123456789abcdef", "--reason", "x")).toEqual([2, expect.stringContaining("UNKNOWN_FINDING")]);
    expect(await refused("0123456789abcdef")).toEqual([2, expect.stringContaining("wants --reason TEXT")]);
    expect(await refused("a", "--reason", "x", "--until", "soon")).toEqual([2, expect.stringContaining("`soon` is no date")]);
    expect(await refused("a", "--reason", "x", "--until", "2026-02-30")).toEqual([2, expect.stringContaining("is no date")]);
    expect(await refused("a", "--reason", "x", "--until", "2020-01-01")).toEqual([
      2,
      expect.stringContaining("2020-01-01 is over"),
    ]);
  });
});

describe("lockstep check --write-baseline", () => {
  it("begins with what there is, with a daemon and without", { timeout: 60_000 }, async () => {
    expect(await run("check", "--write-baseline")).toMatchObject({
      status: 0,
      stderr: "lockstep: 1 finding written to .lockstep/baseline.json\n",
    });
    await run("start");
    expect(await run("check")).toMatchObject({ status: 0, stdout: expect.stringContaining("1 in the baseline") });
    project.write({ "README.md": "# Kettle\n\nSee [heat](other.md).\n" });
    const now = await check();
    expect(now).toMatchObject({
      findings: [{ reference: "other.md" }],
      baseline: { known: 0, fixed: [{ reference: "gone.md" }] },
    });
    expect(await check("--no-daemon")).toEqual(now);
    const pruned = await run("check", "--prune-baseline");
    expect(pruned.stderr).toBe("lockstep: 1 entry dropped from .lockstep/baseline.json\n");
    expect(readFileSync(join(project.root, ".lockstep/baseline.json"), "utf8")).toBe('{\n  "version": 1,\n  "findings": []\n}\n');
  });
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
