import { z } from "zod";
import { SYNC_TYPES } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { type DaemonService, method, type ReadingContext, stampIn, writingMethod } from "../method.js";
import { acknowledgingMethods } from "./acknowledging.js";
import { confirmingMethods } from "./confirming.js";
import { getProjectAt, ledgerOf } from "./find-project.js";
import { forgetProject, removeAtOnce, requireNothingDecided } from "./forget-project.js";
import { findingId, folder, root } from "./params.js";
import { SHARED_PROJECT } from "./projects.js";
import { firstPage, heldReports, PAGE_ROWS_MAX, pageAt } from "./report-pages.js";
import { documentShape, explanationShape, findingShape, reportShape, skippedShape, unknownClaimShape } from "./shapes.js";
import type { WatchSession } from "./watching.js";

type Context = ReadingContext;

const under = z.string().max(4_096).default("").describe("Documents whose path starts with this; empty for all");
const limitOf = (most: number, usual: number) => z.int().min(1).max(most).default(usual).describe("Most rows to return");
const offset = z.int().min(0).default(0).describe("Rows to leave out first");
const cursor = z.string().max(128);

/** What a report is to hold; the pages of one report are asked for with the same. */
const reported = {
  baseline: z.boolean().default(true).describe("Leave out what the baseline holds"),
  since: z
    .string()
    .min(1)
    .max(256)
    .nullable()
    .default(null)
    .describe("Ref: report only what is new since its merge base with HEAD"),
  all: z.boolean().default(false).describe("Also list the claims that could not be judged, with the reasons"),
};

const held = heldReports();

/** A first index of a large project takes its time. */
const CHECK_DEADLINE_MS = 120_000;

export const check = method({
  name: "documentation.check",
  summary: "Find what documents claim about the code that is no longer true",
  writes: false,
  deadline_ms: CHECK_DEADLINE_MS,
  params: z.object({ root, ...reported }),
  result: z.object({
    answer: reportShape,
    next: cursor.nullable().describe("Asks `documentation.check_page` for further rows; null: these are all"),
  }),
  cli: { short: "check", positional: ["root"] },
  run: async ({ projects }, request) => {
    const checked = await projects.check(request);
    const first = firstPage(checked);
    if (first.next !== null) held.hold(request, checked);
    return first;
  },
});

export const checkPage = method({
  name: "documentation.check_page",
  summary: "Give the further rows of a report",
  writes: false,
  deadline_ms: CHECK_DEADLINE_MS,
  params: z.object({ root, ...reported, cursor: cursor.describe("`next` of the page before") }),
  result: z.object({
    findings: z.array(findingShape),
    suppressed: z.array(findingShape),
    documents: z.array(documentShape),
    skipped: z.array(skippedShape),
    unknown_claims: z.array(unknownClaimShape),
    next: cursor.nullable(),
  }),
  run: async ({ projects }, { cursor, ...request }) => {
    const checked = held.of(request, cursor) ?? (await projects.check(request));
    return { ...pageAt(checked, cursor), ...stampIn(checked) };
  },
});

export const explain = method({
  name: "documentation.explain",
  summary: "Show how a finding came about: claim, gates, evidence, arithmetic",
  writes: false,
  deadline_ms: CHECK_DEADLINE_MS,
  params: z.object({ id: findingId, root }),
  result: explanationShape,
  cli: { short: "explain", positional: ["id", "root"] },
  run: async ({ projects }, request) => {
    const explained = await projects.explain(request);
    return { ...explained.answer, ...stampIn(explained) };
  },
});

export const findings = method({
  name: "documentation.findings",
  summary: "List the findings that the ledger holds, in reading order",
  writes: false,
  params: z.object({
    root,
    under,
    states: z
      .array(z.enum(["pending", "settled", "resolved", "acknowledged"]))
      .default(["settled"])
      .describe("States to list"),
    limit: limitOf(200, 50),
    offset,
  }),
  result: z.object({
    findings: z.array(
      z.object({
        finding: findingShape,
        state: z.enum(["pending", "settled", "resolved", "acknowledged"]),
        first_seen_at: z.string(),
        last_seen_at: z.string(),
        resolved_at: z.string().nullable(),
      }),
    ),
  }),
  run: (context: Context, { root, ...request }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { findings: ledger.documentation.listFindings({ project_id, ...request }) };
  },
});

export const documents = method({
  name: "documentation.documents",
  summary: "List the documents with their scores",
  writes: false,
  params: z.object({ root, under, limit: limitOf(PAGE_ROWS_MAX, PAGE_ROWS_MAX), offset }),
  result: z.object({
    documents: z.array(
      z.object({
        path: z.string(),
        score: z.number().nullable(),
        drift_detected: z.boolean(),
        checked: z.int(),
        sync_type: z.enum(SYNC_TYPES),
        auto_sync_enabled: z.boolean(),
        last_sync_at: z.string().nullable().describe("When one of its claims last held"),
        updated_at: z.string(),
      }),
    ),
  }),
  run: (context: Context, { root, ...request }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    const rows = ledger.documentation.listDocuments({ project_id, ...request });
    return {
      documents: rows.map(({ sync_id: _id, sums: _sums, unknown: _unknown, created_at: _created, ...row }) => {
        return row;
      }),
    };
  },
});

export const agreed = method({
  name: "documentation.agreed",
  summary: "List what bidirectional documents and the code last agreed on",
  writes: false,
  params: z.object({ root, under, limit: limitOf(PAGE_ROWS_MAX, PAGE_ROWS_MAX), offset }),
  result: z.object({
    pairs: z.array(
      z.object({
        path: z.string(),
        subject: z.string().describe("What the code said then"),
        block_hash: z.string().describe("Of the text's block"),
        subject_hash: z.string(),
        agreed_at: z.string().nullable(),
      }),
    ),
  }),
  run: (context: Context, { root, ...request }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { pairs: ledger.documentation.listAgreed({ project_id, ...request }).map(({ key: _key, ...pair }) => pair) };
  },
});

export const problems = method({
  name: "documentation.problems",
  summary: "List the files that were not looked at, or not in full, and why",
  writes: false,
  params: z.object({ root, limit: limitOf(PAGE_ROWS_MAX, PAGE_ROWS_MAX) }),
  result: z.object({
    files: z.array(
      z.object({ path: z.string(), state: z.string(), problems: z.array(z.object({ reason: z.string(), message: z.string() })) }),
    ),
  }),
  run: (context: Context, { root, limit }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { files: ledger.documentation.listProblems({ project_id, limit }) };
  },
});

export const addProject = writingMethod({
  name: "projects.add",
  summary: "Watch one more project",
  writes: true,
  daemon: true,
  params: z.object({ dir: folder("Folder of the project") }),
  result: z.object({ project_id: z.int(), root: z.string(), added: z.boolean().describe("false: it was watched already") }),
  cli: { positional: ["dir"] },
  prepare: async ({ daemon }, { dir }) => await watcherOf(daemon).identify({ dir }),
  tell: ({ ledger, now }, _, identity) => {
    const { root } = identity;
    const known = ledger.documentation.findProjectByRoot({ root });
    const added = known === undefined || known.watched === 0;
    const project_id = added ? ledger.documentation.addProject({ ...identity, now }) : known.id;
    const target = { project_id, entity_type: "project", entity_id: String(project_id) };
    return { answer: { project_id, root, added }, audit: { ...target, action: "create", changed: added, changes: { root } } };
  },
  after: async ({ daemon }, _, { project_id }) => await watcherOf(daemon).watch({ project_id }),
});

export const removeProject = writingMethod({
  name: "projects.remove",
  summary: "Stop watching a project and forget all about it; its folder is left alone",
  writes: true,
  deadline_ms: CHECK_DEADLINE_MS,
  params: z.object({
    dir: folder("Folder of the project"),
    yes: z.boolean().default(false).describe("Forget also what people decided: acknowledgements, and the way back from fixes"),
  }),
  result: z.object({
    root: z.string(),
    acknowledgements: z.int().describe("Of these, so many were forgotten"),
    fixes: z.int().describe("Of these, so many were forgotten"),
  }),
  cli: { positional: ["dir"] },
  prepare: async ({ daemon }) => ({ isWatched: daemon !== null }),
  tell: ({ ledger }, { dir, yes }, { isWatched }) => {
    const project = getProjectAt(ledger, dir);
    const { id: project_id, root } = project;
    const decided = ledger.documentation.countDecided({ project_id, root });
    if (!yes) requireNothingDecided(project, decided);
    forgetProject(ledger, project);
    if (!isWatched) removeAtOnce(ledger, project_id);
    const target = { project_id: SHARED_PROJECT, entity_type: "project", entity_id: String(project_id) };
    return { answer: { root, ...decided }, audit: { ...target, action: "delete", changes: { root, ...decided } } };
  },
  after: async ({ daemon }, _, { root }) => await daemon?.removeProject({ root }),
});

function watcherOf(daemon: DaemonService | null): DaemonService {
  if (daemon !== null) return daemon;
  throw new LockstepError("DAEMON_UNREACHABLE", "Projects are watched by the daemon. `lockstep start DIR` starts it.");
}

export const listProjects = method({
  name: "projects.list",
  summary: "List the projects that the ledger knows",
  writes: false,
  params: z.object({}),
  result: z.object({
    projects: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        root: z.string(),
        state: z.string(),
        state_reason: z.string().nullable(),
        seq: z.int(),
        added_at: z.string(),
        last_pass_at: z.string().nullable(),
        watching: z
          .object({
            status: z.enum(["active", "paused", "stopped", "error"]),
            backend: z.string(),
            backend_reason: z.string(),
            changes_detected: z.int(),
            last_activity_at: z.string(),
            since: z.string(),
          })
          .nullable()
          .describe("Its newest watch session; null when it was never watched"),
      }),
    ),
  }),
  run: (context: Context) => {
    const { documentation } = ledgerOf(context);
    return {
      projects: documentation.listProjects().map(({ id, name, root, state, state_reason, seq, added_at, last_pass_at }) => {
        const watching = sessionShown(documentation.findWatching({ project_id: id }));
        return { id, name, root, state, state_reason, seq, added_at, last_pass_at, watching };
      }),
    };
  },
});

function sessionShown(session: WatchSession | undefined) {
  if (session === undefined) return null;
  const { sync_status, backend, backend_reason, changes_detected, last_activity_at, created_at } = session;
  return { status: sync_status, backend, backend_reason, changes_detected, last_activity_at, since: created_at };
}

export const documentationMethods = [
  check,
  checkPage,
  explain,
  ...acknowledgingMethods,
  ...confirmingMethods,
  findings,
  documents,
  agreed,
  problems,
  addProject,
  removeProject,
  listProjects,
] as const;
