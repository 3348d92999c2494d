/** Methods by which people accept findings. */
import { z } from "zod";
import { lastDay } from "../../base/last-day.js";
import { method, writingMethod } from "../method.js";
import { getProjectAt, ledgerOf } from "./find-project.js";
import { lookAgain } from "./look-again.js";
import { findingId, root } from "./params.js";

const DEADLINE_MS = 120_000;

const acknowledgement = z.object({
  finding_id: z.string(),
  rule: z.string(),
  path: z.string(),
  reference: z.string(),
  reason: z.string(),
  until: z.string().describe("Last day on which it holds"),
  blocks: z.array(z.string()).describe("Hashes of the blocks of text it is about"),
  evidence: z.string().describe("Hash of what proves the finding"),
  acknowledged_by: z.string(),
  acknowledged_at: z.string(),
});

export const acknowledge = writingMethod({
  name: "documentation.acknowledge",
  summary: "Accept a finding for a time, with a reason",
  writes: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({
    id: findingId,
    root,
    reason: z.string().trim().min(1).max(1_000).describe("Why it is accepted"),
    until: z.iso
      .date()
      .nullable()
      .default(null)
      .describe("Last day on which it holds; 90 days from now when not given, 365 at most"),
  }),
  result: acknowledgement,
  cli: { short: "ack", positional: ["id", "root"] },
  prepare: async ({ projects, clock }, { id, root, until }) => {
    const day = lastDay(until, clock());
    const { finding, grounds } = (await projects.explain({ root, id })).answer;
    return { finding, grounds, until: day };
  },
  tell: ({ ledger, actor, now }, { root, reason }, { finding, grounds, until }) => {
    const { id: finding_id, rule, path, reference } = finding;
    const made = { finding_id, rule, path, reference, ...grounds, reason, until };
    const stored = { ...made, acknowledged_by: actor, acknowledged_at: now };
    const project_id = ledger.documentation.knowProject({ root, now });
    ledger.documentation.acknowledge(project_id, stored);
    const target = { project_id, entity_type: "finding", entity_id: finding_id };
    return { answer: stored, audit: { ...target, action: "create", changes: { reason, until } } };
  },
  after: lookAgain,
});

export const withdraw = writingMethod({
  name: "documentation.withdraw",
  summary: "Take the acknowledgement of a finding back",
  writes: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({ id: findingId, root }),
  result: z.object({ withdrawn: z.boolean().describe("false: there was none") }),
  cli: { positional: ["id", "root"] },
  tell: ({ ledger }, { id, root }) => {
    const { id: project_id } = getProjectAt(ledger, root);
    const withdrawn = ledger.documentation.withdraw({ project_id, finding_id: id });
    const target = { project_id, entity_type: "finding", entity_id: id };
    return { answer: { withdrawn }, audit: { ...target, action: "delete", changed: withdrawn, changes: {} } };
  },
  after: lookAgain,
});

export const acknowledgements = method({
  name: "documentation.acknowledgements",
  summary: "List the acknowledgements that this machine has of a project, ended ones among them",
  writes: false,
  params: z.object({ root }),
  result: z.object({ acknowledgements: z.array(acknowledgement) }),
  run: (context, { root }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { acknowledgements: ledger.documentation.listAcknowledgements({ project_id }) };
  },
});

export const acknowledgingMethods = [acknowledge, withdraw, acknowledgements] as const;
