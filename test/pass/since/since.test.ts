import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { checkOnce } from "../../../src/pass/check.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { type ScratchProject, scratchFolder, scratchProject } from "../../support/project.js";
import { cloneOf, scratchRepository } from "../../support/repository.js";

async function since({ root }: Pick<ScratchProject, "root">, ref: string, cacheDir: string | null = null): Promise<Report> {
  return (await checkOnce(root, { cacheDir, since: ref })).report;
}

const listed = ({ findings }: Report) => findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);

const OLD = { ...KETTLE, "docs/old.md": "# Old\n\nSee [us](gone.md).\n" };

describe("what is new since a ref", () => {
  it("is what the merge base did not have, committed or not", async () => {
    const project = scratchProject(OLD);
    project.git("tag", "start");
    const all = await project.commit({ "NEWS-TO-COME.md": "Nothing yet.\n" }).report();
    expect(listed(all)).toEqual(["docs/old.md:3 link/missing-file"]);
    const none = await since(project, "start");
    expect(none).toMatchObject({
      findings: [],
      since: { ref: "start", known: 1, base: project.git("rev-parse", "start").trim() },
    });
    expect(none.documents.map(({ drift_detected }) => drift_detected)).not.toContain(true);
    expect(none.score).toBe(all.score);
    project.write(KETTLE_RENAMED);
    const edited = await since(project, "start");
    project.commit({});
    const committed = await since(project, "start");
    expect(listed(committed)).toEqual(listed(edited));
    expect(listed(committed)).toContain("README.md:3 script/unknown");
    expect(listed(committed)).not.toContain("docs/old.md:3 link/missing-file");
    expect(listed(await project.report()).sort(byText)).toEqual(
      [...listed(committed), "docs/old.md:3 link/missing-file"].sort(byText),
    );
    expect(listed(await since(project, "HEAD"))).toEqual([]);
  });

  it("compares with the merge base, not with what the ref did since", async () => {
    const project = scratchProject(KETTLE);
    project.git("checkout", "-q", "-b", "topic");
    project.commit({ "docs/usage.md": "# Usage\n\nSee [us](gone.md).\n" });
    project.git("checkout", "-q", "main");
    project.commit({ "docs/usage.md": "# Usage\n\nSee [us](gone.md).\n", "docs/main.md": "[x](gone.md)\n" });
    project.git("checkout", "-q", "topic");
    expect(listed(await since(project, "main"))).toEqual(["docs/usage.md:3 link/missing-file"]);
    project.git("merge", "-q", "-m", "Merge", "main");
    expect(listed(await since(project, "main"))).toEqual([]);
  });

  it("relates a finding in a text that nobody touched to the line that changed", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const { findings } = await since(project, "HEAD~1");
    const related = Object.fromEntries(findings.map(({ rule, reference, related }) => [`${rule} ${reference}`, related]));
    expect(related["script/unknown serve"]).toEqual([{ path: "package.json", line: 7 }]);
    expect(related["link/missing-file src/boil.ts"]).toEqual([{ path: "src/heat.ts", line: 1 }]);
    expect(related["import/missing-export boilWater"]).toEqual([{ path: "src/heat.ts", line: 14 }]);
    project.commit({ "docs/usage.md": "# Usage\n\nSee [us](gone.md).\n" });
    const [written] = (await since(project, "HEAD~1")).findings;
    expect(written).toMatchObject({ path: "docs/usage.md", related: [] });
  });

  it("follows a document to its new name", async () => {
    const project = scratchProject(OLD);
    project.git("mv", "docs/old.md", "docs/older.md");
    expect(listed(await since(project, "HEAD"))).toEqual([]);
    project.commit({});
    expect(listed(await since(project, "HEAD~1"))).toEqual([]);
  });

  it("says of a base what a check of that commit says", { timeout: 120_000 }, async () => {
    const steps = [KETTLE_RENAMED, { "docs/usage.md": null }, { "src/index.ts": "export {};\n" }, { "README.md": "# Kettle\n" }];
    const project = scratchProject(OLD);
    for (const step of steps) project.commit(step);
    for (let back = steps.length; back > 0; back--) {
      const then = scratchProject({});
      project.git("tag", `back-${back}`, `HEAD~${back}`);
      then.git("fetch", "-q", project.root, `refs/tags/back-${back}`);
      then.git("reset", "-q", "--hard", "FETCH_HEAD");
      const before = new Set((await then.report()).findings.map(({ id }) => id));
      const now = await project.report();
      const fresh = await since(project, `HEAD~${back}`);
      expect(fresh.findings.map(({ id }) => id)).toEqual(now.findings.map(({ id }) => id).filter((id) => !before.has(id)));
    }
  });

  it("is remembered by commit", async () => {
    const project = scratchProject(OLD).commit(KETTLE_RENAMED);
    const cacheDir = scratchFolder();
    mkdirSync(join(cacheDir, "since"));
    const first = await since(project, "HEAD~1", cacheDir);
    expect(readdirSync(join(cacheDir, "since"))).toHaveLength(1);
    expect(await since(project, "HEAD~1", cacheDir)).toEqual(first);
    await since(project, "HEAD", cacheDir);
    expect(readdirSync(join(cacheDir, "since"))).toHaveLength(2);
  });

  it("needs a ref, and history enough", async () => {
    const project = scratchProject(KETTLE);
    await expect(since(project, "nowhere")).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining('"nowhere" names no'),
    });
    await expect(since(project, "--all")).rejects.toMatchObject({ code: "USAGE" });
    const plain = scratchProject(KETTLE, { git: false });
    await expect(since(plain, "HEAD")).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringContaining("not under git"),
    });
    const origin = scratchRepository(KETTLE);
    origin.git("checkout", "-q", "-b", "topic");
    for (const n of [1, 2, 3]) origin.commit(`${n}`, { "docs/usage.md": `# ${n}\n` });
    origin.git("checkout", "-q", "main");
    origin.commit("main", { "docs/main.md": "# Main\n" });
    const shallow = cloneOf(origin, "--depth=1", "--no-single-branch", "--branch=topic");
    await expect(since(shallow, "origin/main")).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringContaining("`git fetch --unshallow`, in a workflow `fetch-depth: 0`"),
    });
  });
});

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
