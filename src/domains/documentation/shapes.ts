/** The answers about documents as the border checks and documents them; each is the type of the same name in `analysis/model.ts`. */
import { z } from "zod";
import {
  type Claim,
  type Finding,
  type HistoryStatus,
  type Report,
  type ReportedDocument,
  type Skipped,
  UNKNOWN_REASONS,
  type UnknownClaim,
} from "../../analysis/model.js";
import type { Explanation } from "../method.js";

const line = z.int().min(1);

const place = z.object({ line, column: line, end_line: line, end_column: line.describe("Exclusive") });

const offset = z.int().min(0).describe("In UTF-16 units of the file's text");

const edit = z.object({ start: offset, end: offset, text: z.string().describe("Takes the span's place") });

const evidence = z.object({
  kind: z.enum(["closed-set", "tombstone", "near-miss", "contradiction"]),
  summary: z.string().describe("One sentence for people"),
  facts: z.array(z.string()),
  commit: z.exactOptional(z.string().nullable()).describe("null for a change that is not committed"),
  date: z.exactOptional(z.string().nullable()),
  before: z.exactOptional(z.string()),
  after: z.exactOptional(z.string()),
});

export const findingShape: z.ZodType<Finding> = z
  .object({
    id: z.string().describe("Stays the same while document, rule and claim do"),
    rule: z.string(),
    severity: z.enum(["error", "warning", "note"]),
    confidence: z.number().min(0).max(1),
    path: z.string().describe("Relative to the project, `/` between folders"),
    ...place.shape,
    reference: z.string().describe("The characters that name the thing"),
    message: z.string(),
    suggestion: z
      .object({
        text: z.string(),
        replacement: z.exactOptional(z.string().describe("What to write in place of the reference")),
        edits: z.exactOptional(z.array(edit).describe("The same as edits of the file, where a fix exists")),
      })
      .nullable(),
    evidence,
    verdict: z
      .enum(["DRIFT", "STALE", "CONFLICT", "SUPPRESSED"])
      .describe("CONFLICT: text and code both moved since they last agreed"),
    suppression: z
      .exactOptional(
        z.object({
          by: z.enum(["comment", "config", "acknowledgement"]),
          reason: z.string().nullable(),
          until: z.string().nullable().describe("Last day on which it holds"),
        }),
      )
      .describe("Why it is not reported; only with SUPPRESSED"),
    state: z.enum(["settled", "pending"]),
    weight: z.number(),
    occurrences: z.array(place),
    related: z.array(z.object({ path: z.string(), line })),
    fix: z.enum(["safe", "suggest"]).nullable(),
    cause: z.string().describe("The event in the tree; findings of one cause share it"),
  })
  .meta({ id: "Finding" });

export const documentShape: z.ZodType<ReportedDocument> = z
  .object({
    path: z.string(),
    score: z.number().nullable().describe("1: all that was checked holds; null: nothing could be checked"),
    drift_detected: z.boolean(),
    checked: z.int(),
    rules: z.record(z.string(), z.int()).describe("Rule → claims that it decided"),
  })
  .meta({ id: "Document" });

export const skippedShape: z.ZodType<Skipped> = z.object({ path: z.string(), reason: z.string() }).meta({ id: "Skipped" });

export const unknownClaimShape: z.ZodType<UnknownClaim> = z
  .object({
    path: z.string(),
    ...place.shape,
    kind: z.string(),
    reference: z.string(),
    rule: z.string().describe("The rule that came nearest to judging it"),
    reason: z.enum(UNKNOWN_REASONS),
    note: z.string().nullable(),
  })
  .meta({ id: "UnknownClaim" });

const historyShape: z.ZodType<HistoryStatus> = z.object({
  kind: z.enum(["full", "shallow", "partial", "none"]),
  commits: z.int(),
  note: z.string(),
});

export const reportShape: z.ZodType<Report> = z
  .object({
    version: z.string(),
    project: z.string().describe("Root of the project"),
    score: z.number().nullable(),
    checked: z.int().describe("Claims that could be judged"),
    unknown: z.partialRecord(z.enum(UNKNOWN_REASONS), z.int()).describe("Reason → claims that could not be judged"),
    findings: z.array(findingShape),
    suppressed: z.array(findingShape).describe("What would be findings, had nobody said otherwise"),
    baseline: z
      .object({
        known: z.int().describe("Findings that are not listed because the baseline holds them"),
        fixed: z
          .array(z.object({ id: z.string(), rule: z.string(), path: z.string(), reference: z.string() }))
          .describe("Entries that match no finding any more"),
      })
      .nullable()
      .describe("null: the project has no baseline, or it was not to count"),
    since: z
      .object({
        ref: z.string(),
        base: z.string().describe("The merge base of the ref and HEAD"),
        known: z.int().describe("Findings that are not listed because the base had them"),
      })
      .nullable()
      .describe("null: all findings were asked for"),
    unknown_claims: z.exactOptional(z.array(unknownClaimShape)).describe("Only when they were asked for"),
    documents: z.array(documentShape),
    skipped: z.array(skippedShape).describe("What was not looked at, and why"),
    history: historyShape,
  })
  .meta({ id: "Report" }) as z.ZodType<Report>; // A partial record's values are optional by type, never undefined in fact.

export const explanationShape: z.ZodType<Explanation> = z
  .object({
    finding: findingShape,
    // Our own analysis makes it, of ten kinds: it is described, not checked.
    claim: z.unknown().describe("What the document claims, with its span and where it stands") as z.ZodType<Claim>,
    gates: z.array(z.object({ gate: z.string(), open: z.boolean(), detail: z.string() })),
    confidence: z.record(z.string(), z.number()).describe("Factor → value; their product is the confidence"),
    grounds: z
      .object({ blocks: z.array(z.string()), evidence: z.string() })
      .describe("Hashes that an acknowledgement holds on to: of the blocks of text, and of what proves the finding"),
    history: z.array(z.string()),
    facts: z.array(z.string()),
    keys: z.array(z.string()).describe("What judging it read of the tree and of history, misses included"),
    rule: z.object({ id: z.string(), summary: z.string(), weight: z.number(), needs: z.array(z.string()) }),
  })
  .meta({ id: "Explanation" });
