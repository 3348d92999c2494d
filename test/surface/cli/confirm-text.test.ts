import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { type Home, scratchHome } from "../../support/home.js";
import { type ScratchProject, scratchProject } from "../../support/project.js";
import { lockstep } from "./lockstep.js";

const HEAT = "export function heatWater(litres: number): number {\n  return litres * 2;\n}\n";
const README = "# Kettle\n\n## Heating\n\n<!-- lockstep: src/heat.ts#heatWater body -->\n\nIt heats.\n\n## Other\n";

let home: Home;
let project: ScratchProject;
beforeEach(() => {
  home = scratchHome();
  project = scratchProject({ "README.md": README, "src/heat.ts": HEAT });
  project.commit({ "src/heat.ts": HEAT.replace("* 2", "* 3") });
});
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  home.remove();
});

const run = (...words: string[]) => lockstep(home.env, project.root, ...words);
const check = async (...words: string[]) => {
  const { findings } = JSON.parse((await run("check", "--json", ...words)).stdout) as Report;
  return findings.map(({ rule }) => rule);
};

describe("lockstep confirm", () => {
  it("confirms without a daemon, says what, and takes that back", { timeout: 180_000 }, async () => {
    expect(await check()).toEqual(["freshness/code-moved-on"]);
    const made = await run("confirm", "README.md#heating", "--json");
    expect([made.status, JSON.parse(made.stdout)]).toMatchObject([
      0,
      {
        confirmed: [
          {
            path: "README.md",
            binding: "src/heat.ts#heatWater",
            confirmed_by: "cli",
            fingerprints: { sig: "(litres: number): number" },
          },
        ],
      },
    ]);
    expect(await check()).toEqual([]);
    const listed = await run("documentation", "confirmations", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({ confirmations: [{ path: "README.md" }] });
    const audit = await run("operations", "audit", "--root", ".", "--json");
    expect(audit.stdout).toContain('"documentation.confirm"');
    expect((await run("documentation", "retract", "README.md")).stdout).toBe("retracted: 1\n");
    expect(await check()).toEqual(["freshness/code-moved-on"]);
  });

  it("is heard by the daemon at once, by a check beside it, and outlives a new start", { timeout: 180_000 }, async () => {
    await run("start");
    expect(await check()).toEqual(["freshness/code-moved-on"]);
    expect((await run("confirm", "README.md")).stdout).toBe("confirmed README.md against src/heat.ts#heatWater\n");
    expect(await check()).toEqual([]);
    const told = async (...words: string[]) => {
      const {
        instance: _instance,
        seq: _seq,
        as_of: _as_of,
        ...report
      } = JSON.parse((await run("check", "--json", ...words)).stdout);
      return report;
    };
    expect(await told()).toEqual(await told("--no-daemon"));
    await run("stop");
    expect(await check()).toEqual([]);
    await run("start");
    expect(await check()).toEqual([]);
    project.commit({ "src/heat.ts": HEAT.replace("* 2", "* 4") });
    expect(await check()).toEqual(["freshness/code-moved-on"]);
    expect(await check("--no-daemon")).toEqual(["freshness/code-moved-on"]);
  });

  it("is shared with everyone who clones", { timeout: 180_000 }, async () => {
    const shared = await run("confirm", "README.md#heating", "--shared");
    expect(shared.stdout).toBe("confirmed README.md against src/heat.ts#heatWater, written to .lockstep/confirmed.yaml\n");
    expect(readFileSync(join(project.root, ".lockstep/confirmed.yaml"), "utf8")).toContain("binding: src/heat.ts#heatWater\n");
    expect(existsSync(home.ledger)).toBe(false);
    expect(await check()).toEqual([]);
    await run("start");
    expect(await check()).toEqual([]);
    expect((await run("confirm", "README.md", "--shared")).status).toBe(0);
  });

  it("refuses what it cannot confirm", { timeout: 180_000 }, async () => {
    const refused = async (...words: string[]) => {
      const { status, stderr } = await run("confirm", ...words);
      return [status, stderr];
    };
    const all = async () => [
      await refused("READM.md"),
      await refused("README.md#heatin"),
      await refused("README.md#other"),
      await refused("."),
      await refused("README.md#heatin", "--shared"),
    ];
    const expected = [
      [2, expect.stringContaining("Did you mean README.md?")],
      [2, expect.stringContaining("Did you mean `README.md#heating`?")],
      [2, expect.stringContaining("NO_BINDING: Nothing in README.md#other is bound to code")],
      [2, expect.stringContaining("wants a document")],
      [2, expect.stringContaining("Did you mean `README.md#heating`?")],
    ];
    expect(await all()).toEqual(expected);
    await run("start");
    expect(await all()).toEqual(expected);
  });
});
