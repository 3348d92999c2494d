import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ledgerFixBook } from "../../../src/domains/documentation/fix-book.js";
import { planRepair, undoRepair } from "../../../src/pass/repair/repair.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { NOON, scratchLedger } from "../../support/ledger.js";
import { scratchProject } from "../../support/project.js";

async function book() {
  const ledger = await scratchLedger();
  return { ledger, book: ledgerFixBook(ledger, { actor: "test", clock: () => NOON }) };
}

const wanted = { suggested: false, rules: null, under: "docs", cacheDir: null };

describe("a run that was ended in the middle", () => {
  it("after the note and before the writing, leaves nothing to undo", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const { book: notes, ledger } = await book();
    const ended = { ...notes, settle: () => Promise.resolve() };
    const repair = await planRepair(project.root, wanted);
    writeFileSync(join(project.root, "docs", "usage.md"), "# Usage\n\nedited, so that it is not written\n");
    expect(await repair.write(ended)).toMatchObject({ pass: null, fixes: [], refused: [{ path: "docs/usage.md" }] });
    const all = { root: project.root, path: null, pass: null, fix_id: null, open: false, limit: 10, offset: 0 };
    expect(ledger.documentation.listFixes(all)).toMatchObject([{ state: "planned" }]);
    await expect(undoRepair(project.root, notes, { by: "last" })).rejects.toMatchObject({ code: "NOTHING_TO_UNDO" });
    expect(ledger.documentation.listFixes(all)).toEqual([]);
  });

  it("after the writing, can be undone", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const { book: notes } = await book();
    await (await planRepair(project.root, wanted)).write({ ...notes, settle: () => Promise.resolve() });
    expect(await project.check()).not.toContain("docs/usage.md:3 symbol/renamed");
    expect(await undoRepair(project.root, notes, { by: "last" })).toMatchObject({ undone: [{ path: "docs/usage.md", line: 3 }] });
    expect(await project.check()).toContain("docs/usage.md:3 symbol/renamed");
  });
});

describe("the ledger's fixes", () => {
  it("keep what was written, byte range and both texts", async () => {
    const project = scratchProject({ ...KETTLE, "docs/usage.md": "# Käse\n\nCall `boilWater` with the litres.\n" });
    project.commit(KETTLE_RENAMED);
    const { book: notes, ledger } = await book();
    await (await planRepair(project.root, wanted)).write(notes);
    const [fix] = await notes.list({ root: project.root });
    const [anchor] = fix?.anchors ?? [];
    expect(fix).toMatchObject({ path: "docs/usage.md", rule: "symbol/renamed", state: "applied", actor: "test", pass: 1 });
    expect(anchor).toMatchObject({ before: "boilWater", after: "heatWater", line: 3, column: 6 });
    expect(fix).toMatchObject({ range_start: (anchor?.start ?? 0) + 1, range_end: (anchor?.end ?? 0) + 1 });
    expect(fix?.before_hash).toBe(project.git("rev-parse", "HEAD:docs/usage.md").trim());
    expect(fix?.after_hash).toBe(project.git("hash-object", "docs/usage.md").trim());
    expect(ledger.operations.listAudit({ project_id: 0, limit: 5 })).toMatchObject([
      { method: "fixes.settle", agent_id: "test", changes: { applied: [fix?.fix_id], undone: [] } },
      { method: "fixes.record", agent_id: "test", changes: { planned: [fix?.fix_id] } },
    ]);
  });

  it("are sent in calls that fit the socket, and given back whole", async () => {
    const { book: notes } = await book();
    const anchor = {
      start: 0,
      end: 1,
      line: 1,
      lines: 1,
      column: 0,
      lines_hash: "",
      twin: 0,
      twins: 1,
      before: "x".repeat(90_000),
      after: "y",
    };
    const common = {
      path: "a.md",
      rule: "r",
      finding_id: "f",
      cause: "c",
      before_hash: "b",
      after_hash: "a",
      range_start: 0,
      range_end: 1,
    };
    const fixes = Array.from({ length: 9 }, () => ({ ...common, anchors: [anchor] }));
    const { pass, fix_ids } = await notes.record({ root: "/kettle", pass: null, fixes });
    expect(new Set(fix_ids).size).toBe(9);
    expect(await notes.list({ root: "/kettle", pass })).toHaveLength(9);
  });
});
