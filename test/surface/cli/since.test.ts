import { afterEach, describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { type Home, scratchHome } from "../../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { scratchProject } from "../../support/project.js";
import { lockstep, unstamped } from "./lockstep.js";

let home: Home;
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  home.remove();
});

describe("lockstep check --since", () => {
  it("answers with a daemon as without it, whatever else is asked", { timeout: 120_000 }, async () => {
    home = scratchHome();
    const project = scratchProject({ ...KETTLE, "docs/old.md": "# Old\n\nSee [us](gone.md) and [x](https://example.com).\n" });
    const run = (...words: string[]) => lockstep(home.env, project.root, ...words);
    const both = async (...words: string[]) => {
      const asked = await run("check", "--json", ...words);
      expect(unstamped(await run("check", "--json", "--no-daemon", ...words))).toEqual(unstamped(asked));
      return { ...asked, report: JSON.parse(asked.stdout || "{}") as Report };
    };
    await run("start");
    expect(await both("--since", "HEAD")).toMatchObject({ status: 0, report: { findings: [], since: { known: 1 } } });
    project.commit(KETTLE_RENAMED);
    const { status, report } = await both("--since", "HEAD~1");
    expect([status, report.findings.length]).toEqual([1, 7]);
    expect((await both("--since", "HEAD~1", "--fail-on", "error")).status).toBe(1);
    expect((await both("--since", "HEAD", "--fail-on", "note")).status).toBe(0);
    expect((await both("--fail-on", "note")).status).toBe(1);
    const { unknown_claims } = (await both("--all")).report;
    expect(unknown_claims).toContainEqual(expect.objectContaining({ path: "README.md", reason: expect.any(String) }));
    expect(unknown_claims).toHaveLength(Object.values(report.unknown).reduce((total, n) => total + n, 0));
    expect((await run("check", "--all", "-q")).stdout).toContain(" unknown ");
    const refused = await both("--since", "nowhere");
    expect(refused).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("names no commit here") });
  });
});
