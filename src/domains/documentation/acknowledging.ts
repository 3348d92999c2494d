/** Methods by which people accept findings. */
import { z } from "zod";
import { lastDay } from "../../base/last-day.js";
import { isoTime } from "../../base/time.js";
import type { Ledger } from "../ledger.js";
import { type MethodContext, method } from "../method.js";
import { getProjectAt, ledgerOf } from "./find-project.js";
import { findingId, root } from "./params.js";

type Context = MethodContext<Ledger>;

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

export const acknowledge = method({
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
  run: async (context: Context, { id, root, reason, until }) => {
    const { projects, daemon, clock, actor } = context;
    const day = lastDay(until, clock());
    const ledger = ledgerOf(context);
    const { finding, grounds } = await projects.explain({ root, id });
    const { rule, path, reference } = finding;
    const now = isoTime(clock());
    const made = { finding_id: finding.id, rule, path, reference, ...grounds, reason, until: day };
    const stored = { ...made, acknowledged_by: actor, acknowledged_at: now };
    ledger.tell(() => {
      const project_id = ledger.documentation.knowProject({ root, now });
      ledger.documentation.acknowledge(project_id, stored);
      const audit = {
        project_id,
        agent_id: actor,
        method: "documentation.acknowledge",
        entity_type: "finding",
        entity_id: finding.id,
      };
      ledger.operations.recordAudit({ ...audit, action: "create", changes: { reason, until: day } }, now);
    });
    // What watches the project learns of it at once.
    if (daemon !== null) await projects.check({ root });
    return stored;
  },
});

export const withdraw = method({
  name: "documentation.withdraw",
  summary: "Take the acknowledgement of a finding back",
  writes: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({ id: findingId, root }),
  result: z.object({ withdrawn: z.boolean().describe("false: there was none") }),
  cli: { positional: ["id", "root"] },
  run: async (context: Context, { id, root }) => {
    const { projects, daemon, clock, actor } = context;
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    const withdrawn = ledger.tell(() => {
      if (!ledger.documentation.withdraw({ project_id, finding_id: id })) return false;
      const audit = { project_id, agent_id: actor, method: "documentation.withdraw", entity_type: "finding", entity_id: id };
      ledger.operations.recordAudit({ ...audit, action: "delete", changes: {} }, isoTime(clock()));
      return true;
    });
    if (daemon !== null) await projects.check({ root });
    return { withdrawn };
  },
});

export const acknowledgements = method({
  name: "documentation.acknowledgements",
  summary: "List the acknowledgements that this machine has of a project, ended ones among them",
  writes: false,
  params: z.object({ root }),
  result: z.object({ acknowledgements: z.array(acknowledgement) }),
  run: (context: Context, { root }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { acknowledgements: ledger.documentation.listAcknowledgements({ project_id }) };
  },
});

export const acknowledgingMethods = [acknowledge, withdraw, acknowledgements] as const;
