/** What is written down of fixes. The documents themselves are written by whoever calls. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Anchor } from "../../analysis/repair/anchors.js";
import type { Stores } from "../ledger.js";
import { method, writingMethod } from "../method.js";
import { ledgerOf } from "./find-project.js";
import type { Fix } from "./fixes.js";
import { root } from "./params.js";
import { SHARED_PROJECT } from "./projects.js";

/** Rows of one call. */
export const FIXES_A_CALL_MAX = 200;
const ANCHORS_MAX = 10_000;

const fixId = z.string().length(8).describe("Id of the fix");
const offset = z.int().min(0);

const anchor: z.ZodType<Anchor> = z
  .object({
    start: offset,
    end: offset,
    line: z.int().min(1),
    lines: z.int().min(1),
    column: offset.describe("Characters of its first line before it"),
    lines_hash: z.string().max(64).describe("Of the whole lines it stands in"),
    twin: z.int().describe("Which of the equal stretches of lines it is"),
    twins: z.int(),
    before: z.string().describe("What stood there"),
    after: z.string().describe("What was written"),
  })
  .meta({ id: "Anchor" });
const anchors = z.array(anchor).max(ANCHORS_MAX).describe("Each edit, and how to find it again");

const newFix = z.object({
  path: z.string().min(1).max(4_096),
  rule: z.string().max(64),
  finding_id: z.string().max(64),
  cause: z.string().max(65_536),
  before_hash: z.string().max(64).describe("git's blob id of the file before"),
  after_hash: z.string().max(64),
  range_start: offset.describe("In bytes of the file after the fix"),
  range_end: offset,
  anchors,
});

const fixShape: z.ZodType<Fix> = newFix
  .extend({
    fix_id: fixId,
    root,
    actor: z.string().describe("Who had it made"),
    pass: z.int().describe("Which run made it, from 1"),
    state: z.enum(["planned", "applied", "undone"]),
    created_at: z.string(),
    undone_at: z.string().nullable(),
  })
  .meta({ id: "Fix" });

export const recordFixes = writingMethod({
  name: "fixes.record",
  summary: "Note fixes that are about to be written to documents",
  writes: true,
  params: z.object({
    root,
    pass: z.int().min(1).nullable().default(null).describe("Run that they belong to; a new one when not given"),
    fixes: z.array(newFix).max(FIXES_A_CALL_MAX).describe("Finding by finding"),
  }),
  result: z.object({ pass: z.int(), fix_ids: z.array(z.string()) }),
  tell: ({ ledger, actor, now }, { root, pass: given, fixes }) => {
    const { documentation } = ledger;
    const project_id = projectIdAt(ledger, root);
    const pass = given ?? documentation.lastFixPass({ root }) + 1;
    const fix_ids = fixes.map((fix) => {
      const fix_id = randomBytes(4).toString("hex");
      documentation.planFix({ ...fix, fix_id, project_id, root, pass, actor, state: "planned", created_at: now });
      return fix_id;
    });
    const target = { project_id, entity_type: "fixes", entity_id: String(pass) };
    return { answer: { pass, fix_ids }, audit: { ...target, action: "create", changes: { root, planned: fix_ids } } };
  },
});

/** Also a folder that nobody watches has fixes; then they belong to no project. */
function projectIdAt(ledger: Stores, root: string): number {
  return ledger.documentation.findProjectByRoot({ root })?.id ?? SHARED_PROJECT;
}

const settleParams = z.object({
  root,
  applied: z.array(fixId).max(FIXES_A_CALL_MAX).default([]).describe("Fixes that were written"),
  undone: z.array(fixId).max(FIXES_A_CALL_MAX).default([]).describe("Fixes that were taken back"),
  dropped: z.array(fixId).max(FIXES_A_CALL_MAX).default([]).describe("Fixes that were not written after all"),
  moved: z
    .array(z.object({ fix_id: fixId, anchors }))
    .max(FIXES_A_CALL_MAX)
    .default([])
    .describe("Where other fixes stand now"),
});

export const settleFixes = writingMethod({
  name: "fixes.settle",
  summary: "Note what became of fixes",
  writes: true,
  params: settleParams,
  result: z.object({}),
  tell: ({ ledger, now }, { root, applied, undone, dropped, moved }) => {
    const { documentation } = ledger;
    const changed = {
      applied: applied.filter((fix_id) => documentation.applyFix({ root, fix_id })),
      undone: undone.filter((fix_id) => documentation.undoFix({ root, fix_id, now })),
      dropped: dropped.filter((fix_id) => documentation.dropFix({ root, fix_id })),
      moved: moved.filter((place) => documentation.moveFix({ root, ...place })).map(({ fix_id }) => fix_id),
    };
    const any = Object.values(changed).some((ids) => ids.length > 0);
    const target = { project_id: projectIdAt(ledger, root), entity_type: "fixes", entity_id: root };
    return { answer: {}, audit: { ...target, action: "update", changed: any, changes: { root, ...changed } } };
  },
});

export const listFixes = method({
  name: "fixes.list",
  summary: "List the fixes of a project, newest first",
  writes: false,
  params: z.object({
    root,
    path: z.string().max(4_096).nullable().default(null).describe("Fixes of this document only"),
    pass: z.int().min(1).nullable().default(null).describe("Fixes of this run only"),
    fix_id: fixId.nullable().default(null).describe("This fix only"),
    open: z.boolean().default(false).describe("Leave out what was undone"),
    offset: offset.default(0).describe("Rows to leave out first"),
    limit: z.int().min(1).max(FIXES_A_CALL_MAX).default(50).describe("Most rows to return"),
  }),
  result: z.object({ fixes: z.array(fixShape) }),
  run: (context, request) => ({ fixes: ledgerOf(context).documentation.listFixes(request) }),
});

export const fixMethods = [recordFixes, settleFixes, listFixes] as const;
