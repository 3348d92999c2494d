import { describe, expect, it } from "vitest";
import {
  type AgreedPair,
  type Claim,
  type Judgement,
  type Subject,
  SYNC_TYPES,
  type SyncType,
} from "../../src/analysis/model.js";
import { type Synced, syncJudgements } from "../../src/analysis/sync.js";
import { SYNC_TYPES as CONFIGURED } from "../../src/config/schema.js";

/** A claim that `target` is `said` by default, judged against code that says `code`. */
function judged(said: string, code: string, { block = said, ordinal = 0 } = {}): Judgement {
  const claim = {
    kind: "symbol",
    reference: said,
    normalized: `target=${said}`,
    block_hash: `block ${block}`,
    container: { section: 0, headings: ["Kettle"], block: "paragraph" },
    span: { start: ordinal, end: ordinal + 1 },
    occurrences: [],
  } as unknown as Claim;
  const subject: Subject = { id: "default:boilWater.target", state: code };
  const common = { path: "README.md", claim, rule: "symbol/renamed", weight: 0.7 };
  if (said === code) return { ...common, verdict: { verdict: "OK", checked: true, gates: [], subject } };
  const evidence = { kind: "contradiction" as const, summary: `the default is ${code}`, facts: ["src/boil.ts#boilWater"] };
  return {
    ...common,
    verdict: {
      verdict: "DRIFT",
      message: `the default is ${code}, not ${said}`,
      suggestion: { text: `Write ${code}`, replacement: code },
      evidence,
      fix: "safe",
      cause: "default",
      confidence: 0.92,
      arithmetic: {},
      gates: [],
      subject,
    },
  };
}

function sync(judgements: Judgement[], type: SyncType, before: readonly AgreedPair[] = [], reports = true): Synced {
  return syncJudgements(judgements, {
    type,
    agreed: new Map(before.map((pair) => [pair.key, pair])),
    reportsConflict: () => reports,
    placeOf: () => ({ path: "src/boil.ts", line: 7 }),
  });
}

/** What both agreed on when the text said 100 and so did the code. */
const agreed = () => sync([judged("100", "100")], "bidirectional").agreed;

/** Rule, fix and whose fault it is. */
function told({ judgements }: Synced): unknown[] {
  return judgements.map(({ rule, verdict }) =>
    verdict.verdict === "DRIFT"
      ? [rule, verdict.fix, verdict.conflict ? "conflict" : (verdict.authority ?? "code")]
      : [rule, verdict.verdict],
  );
}

describe("code_to_docs", () => {
  it("leaves judgements as they are and keeps no pairs", () => {
    const judgements = [judged("90", "100"), judged("100", "100")];
    expect(sync(judgements, "code_to_docs", agreed())).toEqual({ judgements, agreed: [] });
  });
});

describe("docs_to_code", () => {
  it("places the finding in the code, and never edits it", () => {
    const [found] = sync([judged("90", "100")], "docs_to_code").judgements;
    expect(found?.verdict).toMatchObject({
      verdict: "DRIFT",
      fix: null,
      authority: "document",
      placed: { path: "src/boil.ts", line: 7 },
      suggestion: { text: "Make the code do what the document says, or change the document: write 100" },
    });
    expect(found?.verdict).not.toHaveProperty("suggestion.replacement");
  });
});

describe("bidirectional", () => {
  it("agrees on what is true, and says when it did", () => {
    expect(agreed()).toMatchObject([{ block_hash: "block 100", subject: "100", agreed_at: null }]);
  });

  it("blames the text when only the code moved", () => {
    expect(told(sync([judged("100", "80")], "bidirectional", agreed()))).toEqual([["symbol/renamed", "safe", "code"]]);
  });

  it("blames the code when only the text moved", () => {
    expect(told(sync([judged("90", "100")], "bidirectional", agreed()))).toEqual([["symbol/renamed", null, "document"]]);
  });

  it("reports a conflict, with both texts and what was agreed, when both moved", () => {
    const synced = sync([judged("90", "80")], "bidirectional", agreed());
    expect(told(synced)).toEqual([["sync/conflict", null, "conflict"]]);
    expect(synced.judgements[0]?.verdict).toMatchObject({
      confidence: 0.97,
      evidence: { before: "100", after: "80", summary: "the default is 80; last agreed on 100" },
    });
    expect(synced.judgements[0]?.weight).toBe(0.9);
    expect(synced.agreed).toEqual(agreed());
  });

  it("overwrites nothing where a conflict is not to be reported", () => {
    const [one] = sync([judged("90", "80")], "bidirectional", agreed(), false).judgements;
    expect(one?.verdict).toMatchObject({ verdict: "DRIFT", fix: null });
    expect(one?.rule).toBe("symbol/renamed");
  });

  it("agrees anew when both moved to the same", () => {
    const synced = sync([judged("90", "90")], "bidirectional", agreed());
    expect(told(synced)).toEqual([["symbol/renamed", "OK"]]);
    expect(synced.agreed).toMatchObject([{ block_hash: "block 90", subject: "90" }]);
    expect(synced.agreed[0]?.key).toBe(agreed()[0]?.key);
  });

  it("is as code_to_docs, without a fix that is made by itself, where nothing was agreed or nobody moved", () => {
    expect(told(sync([judged("90", "100")], "bidirectional"))).toEqual([["symbol/renamed", "suggest", "code"]]);
    const same = agreed().map((pair) => ({ ...pair, block_hash: "block 90" }));
    expect(told(sync([judged("90", "100")], "bidirectional", same))).toEqual([["symbol/renamed", "suggest", "code"]]);
  });

  it("tells equal claims of a section apart by their order", () => {
    const both = sync([judged("100", "100", { block: "a" }), judged("100", "100", { block: "b" })], "bidirectional").agreed;
    expect(new Set(both.map(({ key }) => key)).size).toBe(2);
    const second = sync([judged("100", "100", { block: "a" }), judged("100", "80", { block: "b" })], "bidirectional", both);
    expect(told(second)[1]).toEqual(["symbol/renamed", "safe", "code"]);
  });
});

it("the configuration knows the same kinds", () => {
  expect(CONFIGURED).toEqual(SYNC_TYPES);
});
