import { describe, expect, it } from "vitest";
import type { Acknowledgement, Report } from "../../../src/analysis/model.js";
import { checkOnce } from "../../../src/pass/check.js";
import { shareAcknowledgement } from "../../../src/pass/said/acks-file.js";
import { pruneBaseline, writeBaseline } from "../../../src/pass/said/baseline-file.js";
import { NOTHING_TOLD } from "../../../src/pass/said/said.js";
import { openRoot } from "../../../src/worktree/guard.js";
import { type ScratchProject, scratchProject } from "../../support/project.js";

const TEXT = "# Kettle\n\nSee [heat](gone.md).\n\n## Usage\n\nSee [usage](away.md) and [kettle](kettle.md).\n";
const kettle = () => scratchProject({ "README.md": TEXT, "kettle.md": "# Kettle\n" });

async function acknowledge(project: ScratchProject, reference: string, until = "2999-01-01"): Promise<Acknowledgement> {
  const { report, explain } = await checkOnce(project.root, { cacheDir: null });
  const id = report.findings.find((finding) => finding.reference === reference)?.id ?? "";
  const { finding, grounds } = explain(id);
  const { rule, path } = finding;
  return { finding_id: id, rule, path, reference, reason: "soon", until, ...grounds };
}

const listed = ({ findings, suppressed }: Report) => [
  ...findings.map(({ rule, reference }) => `${rule} ${reference}`),
  ...suppressed.map(({ reference, suppression }) => `${reference} by ${suppression?.by} until ${suppression?.until}`),
];

describe("an acknowledgement", () => {
  it("takes a finding out of findings, score and flag, wherever it is written down", async () => {
    const project = kettle();
    const before = await project.report();
    const made = await acknowledge(project, "gone.md");
    const { report: told } = await checkOnce(project.root, {
      cacheDir: null,
      told: { ...NOTHING_TOLD, acknowledgements: [made] },
    });
    expect(listed(told)).toEqual(["link/missing-file away.md", "gone.md by acknowledgement until 2999-01-01"]);
    expect(told.score as number).toBeGreaterThan(before.score as number);
    expect(told.checked).toBe(before.checked - 1);
    shareAcknowledgement(openRoot(project.root), made);
    expect(listed(await project.report())).toEqual(listed(told));
    shareAcknowledgement(openRoot(project.root), await acknowledge(project, "away.md"));
    const all = await project.report();
    expect([all.findings, all.score, all.documents[0]?.drift_detected]).toEqual([[], 1, false]);
  });

  it("outlives other edits, and ends when its block, the evidence or its time is another", async () => {
    const project = kettle();
    const made = await acknowledge(project, "gone.md");
    const asked = async (told: Acknowledgement) => {
      const { report } = await checkOnce(project.root, { cacheDir: null, told: { ...NOTHING_TOLD, acknowledgements: [told] } });
      return report.findings
        .filter(({ rule }) => rule !== "link/missing-file" || report.suppressed.length === 0)
        .map(({ message }) => message);
    };
    project.write({ "lockstep.yaml": "rules:\n  ack/expired: note\n", "README.md": `Intro.\n\n${TEXT}` });
    expect(await asked(made)).toEqual([]);
    const ended = (why: string) => expect.arrayContaining([expect.stringContaining(`ended: ${why}`)]);
    expect(await asked({ ...made, until: "2020-01-01" })).toEqual(ended("its last day was 2020-01-01"));
    expect(await asked({ ...made, evidence: "0000000000000000" })).toEqual(ended("what proves it changed"));
    project.write({ "README.md": TEXT.replace("See [heat]", "Look at [heat]") });
    expect(await asked(made)).toEqual(ended("the text around it changed"));
    project.write({ "lockstep.yaml": null });
    expect((await asked(made)).filter((message) => message.includes("ended"))).toEqual([]);
  });

  it("holds also where the document is right and the finding stands in the code", async () => {
    const project = kettle().write({ "lockstep.yaml": 'sync:\n  "*.md": docs_to_code\n' });
    const made = await acknowledge(project, "gone.md");
    const { report } = await checkOnce(project.root, { cacheDir: null, told: { ...NOTHING_TOLD, acknowledgements: [made] } });
    expect(listed(report)).toEqual(["link/missing-file away.md", "gone.md by acknowledgement until 2999-01-01"]);
  });

  it("does not count when the file that shares it is damaged, which is said", async () => {
    const project = kettle().write({ ".lockstep/acks.yaml": "- id: nonsense\n" });
    const report = await project.report();
    expect(report.findings).toHaveLength(2);
    expect(report.skipped).toEqual([{ path: ".lockstep/acks.yaml", reason: expect.stringContaining("not what `lockstep ack") }]);
    const made = await acknowledge(project, "gone.md");
    expect(() => shareAcknowledgement(openRoot(project.root), made)).toThrow("Correct it or remove it");
  });
});

describe("what people said of a document", () => {
  it("follows it to its new name", async () => {
    const project = kettle();
    const made = await acknowledge(project, "gone.md");
    shareAcknowledgement(openRoot(project.root), made);
    writeBaseline(openRoot(project.root), (await project.report()).findings);
    project.commit({}).commit({ "README.md": null, "START.md": TEXT });
    const report = await project.report();
    expect(listed(report)).toEqual(["gone.md by acknowledgement until 2999-01-01"]);
    expect(report.baseline).toMatchObject({ known: 1, fixed: [] });
    project.commit({ "START.md": null, "BEGIN.md": TEXT });
    expect(await project.report()).toMatchObject({ findings: [], baseline: { known: 1, fixed: [] } });
  });

  it("stays with the document that has the name now", async () => {
    const project = kettle();
    shareAcknowledgement(openRoot(project.root), await acknowledge(project, "gone.md"));
    writeBaseline(openRoot(project.root), (await project.report()).findings);
    project.commit({}).commit({ "README.md": null, "START.md": TEXT });
    project.commit({ "README.md": TEXT });
    const { findings } = await project.report();
    expect(findings.map(({ path, reference }) => `${path} ${reference}`)).toEqual(["START.md gone.md", "START.md away.md"]);
  });
});

describe("a baseline", () => {
  it("keeps findings out of the list and of the flag, not of the score", async () => {
    const project = kettle();
    const before = await project.report();
    writeBaseline(openRoot(project.root), before.findings);
    const after = await project.report();
    expect(after).toMatchObject({
      findings: [],
      score: before.score,
      checked: before.checked,
      baseline: { known: 2, fixed: [] },
    });
    expect(after.documents[0]?.drift_detected).toBe(false);
    const { reportWith } = await checkOnce(project.root, { cacheDir: null });
    expect(reportWith({ baseline: false })).toEqual(before);
  });

  it("tells what is fixed, and drops it when asked", async () => {
    const project = kettle();
    const root = openRoot(project.root);
    const { findings } = await project.report();
    writeBaseline(root, findings);
    project.write({ "README.md": TEXT.replace("gone.md", "kettle.md") });
    const { baseline, findings: rest } = await project.report();
    expect(rest).toEqual([]);
    expect(baseline).toMatchObject({ known: 1, fixed: [{ rule: "link/missing-file", path: "README.md", reference: "gone.md" }] });
    pruneBaseline(root, baseline?.fixed ?? []);
    expect(await project.report()).toMatchObject({ findings: [], baseline: { known: 1, fixed: [] } });
    project.write({ "README.md": TEXT });
    expect((await project.report()).findings).toHaveLength(1);
  });

  it("does not count when it is damaged, which is said", async () => {
    const report = await kettle().write({ ".lockstep/baseline.json": "{" }).report();
    expect(report).toMatchObject({ findings: [{}, {}], baseline: null, skipped: [{ path: ".lockstep/baseline.json" }] });
  });
});

describe("suppression/unused", () => {
  const ON = "rules:\n  suppression/unused: note\n";
  const remarks = async (text: string, config = ON) => {
    const report = await scratchProject({ "README.md": text, "lockstep.yaml": config }).report();
    return report.findings.filter(({ rule }) => rule === "suppression/unused").map(({ line, message }) => `${line} ${message}`);
  };

  it("notes a comment that covers nothing that would be reported", async () => {
    const text = "See [heat](README.md).\n\n<!-- lockstep-ignore link/missing-file -- soon -->\n\nSee [us](README.md).\n";
    expect(await remarks(text)).toEqual(["3 Nothing that `link/missing-file` would report stands there"]);
    expect(await remarks(text, "rules: {}\n")).toEqual([]);
  });

  it("notes a rule that there is not", async () => {
    expect(await remarks("See [heat](gone.md). <!-- lockstep-ignore link/gone -->\n")).toEqual([
      "1 No rule is called `link/gone`",
    ]);
  });

  it("says nothing of a comment that is needed, in documents and in code", async () => {
    expect(await remarks("See [heat](gone.md). <!-- lockstep-ignore link/* -->\n")).toEqual([]);
    const code =
      "// lockstep-ignore jsdoc/param-name\n/**\n * Heats.\n * @param goal to reach\n */\nexport function heat(target: number) {}\n";
    const used = await scratchProject({ "src/heat.ts": code, "lockstep.yaml": ON }).report();
    expect([used.findings, used.suppressed.length]).toEqual([[], 1]);
    const unused = await scratchProject({ "src/heat.ts": code.replace("goal", "target"), "lockstep.yaml": ON }).report();
    expect(unused.findings).toMatchObject([{ rule: "suppression/unused", path: "src/heat.ts", line: 1, severity: "note" }]);
    expect(unused.documents).toMatchObject([{ drift_detected: false, score: 1, checked: 1 }]);
  });
});
