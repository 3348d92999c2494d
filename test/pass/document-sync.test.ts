import { describe, expect, it } from "vitest";
import { checkOnce } from "../../src/pass/check.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { type ScratchProject, scratchProject } from "../support/project.js";
import { scratchSession } from "../support/session.js";

const config = (type: string) => ({ "lockstep.yaml": `sync:\n  docs/: ${type}\nsettle_seconds: 0\n` });

/** A document that names a script and a function, and a README that goes its usual way. */
const files = (type: string) => ({
  ...KETTLE,
  ...config(type),
  "docs/usage.md": "# Usage\n\nRun `npm run serve`.\n\nThen `boilWater`.\n",
});

/** `path:line rule fix` of what a daemon has of the document. */
async function known(
  project: ScratchProject,
  ask: () => Promise<void>,
  ledger: Awaited<ReturnType<typeof scratchSession>>["ledger"],
  project_id: number,
) {
  await ask();
  const request = { project_id, under: "", states: ["settled", "pending"] as const, limit: 100, offset: 0 };
  const found = ledger.documentation.listFindings(request).map(({ finding }) => finding);
  const { report } = await checkOnce(project.root, {
    cacheDir: null,
    env: {},
    agreements: async () => ledger.documentation.loadAgreed({ project_id }),
  });
  expect(report.findings.map((one) => one.id).sort()).toEqual(found.map((one) => one.id).sort());
  expect(report.findings.map((one) => [one.path, one.line, one.verdict, one.fix])).toEqual(
    expect.arrayContaining(found.map((one) => [one.path, one.line, one.verdict, one.fix])),
  );
  return report.findings
    .filter(({ path, related }) => path === "docs/usage.md" || related.some((one) => one.path === "docs/usage.md"))
    .map(({ path, line, rule, fix, verdict }) => `${path}:${line} ${rule} ${fix} ${verdict}`);
}

async function watched(type: string) {
  const project = scratchProject(files(type));
  const { sweep, ledger, project_id } = await scratchSession(project.root);
  await sweep();
  return { project, ledger, project_id, look: () => known(project, sweep, ledger, project_id) };
}

describe("a document that goes by the code", () => {
  it("has its findings at its claims, with safe fixes, and says so in the ledger", async () => {
    const { project, look, ledger, project_id } = await watched("code_to_docs");
    project.commit(KETTLE_RENAMED);
    expect(await look()).toEqual(["docs/usage.md:3 script/unknown safe DRIFT", "docs/usage.md:5 symbol/renamed safe DRIFT"]);
    const [document] = ledger.documentation.listDocuments({ project_id, under: "docs/", limit: 5, offset: 0 });
    expect(document).toMatchObject({ sync_type: "code_to_docs", auto_sync_enabled: true });
    expect(ledger.documentation.loadAgreed({ project_id }).size).toBe(0);
  });
});

describe("a document that the code goes by", () => {
  it("has its findings in the code, or at the claim when nothing of it is left, and is never edited", async () => {
    const { project, look, ledger, project_id } = await watched("docs_to_code");
    project.commit(KETTLE_RENAMED);
    expect(await look()).toEqual(["package.json:1 script/unknown null DRIFT", "src/heat.ts:1 symbol/renamed null DRIFT"]);
    const [document] = ledger.documentation.listDocuments({ project_id, under: "docs/", limit: 5, offset: 0 });
    expect(document).toMatchObject({ sync_type: "docs_to_code", drift_detected: true });
    project.commit({ "docs/usage.md": "# Usage\n\nRun `npm run start`.\n\nThen `heatWater`.\n" });
    expect(await look()).toEqual([]);
  });
});

describe("a document that goes both ways", () => {
  it("is mended after the code while its text stands as agreed", async () => {
    const { project, look, ledger, project_id } = await watched("bidirectional");
    const before = ledger.documentation.listAgreed({ project_id, under: "docs/", limit: 10, offset: 0 });
    expect(before.map(({ subject }) => subject)).toEqual(["present", "present"]);
    project.commit(KETTLE_RENAMED);
    expect(await look()).toEqual(["docs/usage.md:3 script/unknown safe DRIFT", "docs/usage.md:5 symbol/renamed safe DRIFT"]);
  });

  it("is a conflict where text and code both moved", async () => {
    const { project, look } = await watched("bidirectional");
    project.commit({ ...KETTLE_RENAMED, "docs/usage.md": "# Usage\n\nAlways run `npm run serve`.\n\nThen `boilWater`.\n" });
    expect(await look()).toEqual(["docs/usage.md:3 sync/conflict null CONFLICT", "docs/usage.md:5 symbol/renamed safe DRIFT"]);
  });

  it("agrees anew as soon as both are the same, and keeps the time of what does not hold", async () => {
    const { project, look, ledger, project_id } = await watched("bidirectional");
    project.commit({ ...KETTLE_RENAMED, "docs/usage.md": "# Usage\n\nRun `npm run start`.\n\nThen `boilWater`.\n" });
    expect(await look()).toEqual(["docs/usage.md:5 symbol/renamed safe DRIFT"]);
    expect(ledger.documentation.listAgreed({ project_id, under: "docs/", limit: 10, offset: 0 })).toHaveLength(2);
  });

  it("knows of a told default who moved", async () => {
    const code = (target: number) => `export const target = (options: KettleOptions) => options.target ?? ${target};\n`;
    const text = (target: number) => `# Heat\n\n- \`target\` (default: \`${target}\`)\n`;
    const start = { ...config("bidirectional"), "src/a.ts": code(100), "docs/usage.md": text(100) };
    const moved = async (changes: Record<string, string>) => {
      const project = scratchProject(start);
      const { sweep, ledger, project_id } = await scratchSession(project.root);
      await sweep();
      const agreed = ledger.documentation.listAgreed({ project_id, under: "docs/", limit: 10, offset: 0 });
      expect(agreed.map(({ subject }) => subject)).toContain("100");
      project.commit(changes);
      return known(project, sweep, ledger, project_id);
    };
    expect(await moved({ "src/a.ts": code(90) })).toEqual(["docs/usage.md:3 value/default-mismatch suggest DRIFT"]);
    expect(await moved({ "docs/usage.md": text(80) })).toEqual(["src/a.ts:1 value/default-mismatch null DRIFT"]);
    expect(await moved({ "src/a.ts": code(90), "docs/usage.md": text(80) })).toEqual([
      "docs/usage.md:3 sync/conflict null CONFLICT",
    ]);
    expect(await moved({ "src/a.ts": code(90), "docs/usage.md": text(90) })).toEqual([]);
  });

  it("never agreed before the first pass, so that nothing is written by itself", async () => {
    const project = scratchProject(files("bidirectional")).commit(KETTLE_RENAMED);
    const { sweep, ledger, project_id } = await scratchSession(project.root);
    expect(await known(project, sweep, ledger, project_id)).toEqual([
      "docs/usage.md:3 script/unknown suggest DRIFT",
      "docs/usage.md:5 symbol/renamed suggest DRIFT",
    ]);
  });
});

it("passes over a repository's word on writing, and says so", async () => {
  const project = scratchProject({ ...KETTLE, "lockstep.yaml": "auto_sync:\n  write: safe\n" });
  const { skipped } = await project.report();
  expect(skipped).toEqual([
    {
      path: "lockstep.yaml",
      reason:
        "config: lockstep.yaml:2:3: `auto_sync.write` is passed over, for a repository cannot say it. Set it in the machine's config.yaml or in the environment.",
    },
  ]);
});
