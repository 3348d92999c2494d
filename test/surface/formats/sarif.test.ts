import { describe, expect, it } from "vitest";
import { z } from "zod";
import { RULE_IDS } from "../../../src/analysis/rules/index.js";
import { renderSarif } from "../../../src/surface/formats/sarif.js";
import { DRIFTED, finding, report } from "./reports.js";

/** The parts of SARIF 2.1.0 that are written, each with all that the standard wants of it; nothing else may be there. */
const text = z.strictObject({ text: z.string().min(1) });
const artifactLocation = z.strictObject({ uri: z.string().regex(/^[^:\s[\]]+$/), uriBaseId: z.literal("%SRCROOT%") });
const position = z.int().min(1);
const region = z.strictObject({
  startLine: position,
  startColumn: position.optional(),
  endLine: position.optional(),
  endColumn: position.optional(),
});
const physicalLocation = z.strictObject({ artifactLocation, region });
const level = z.enum(["none", "note", "warning", "error"]);
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  rank: z.number().min(0).max(100),
  message: text,
  locations: z.array(z.strictObject({ physicalLocation })).min(1),
  partialFingerprints: z.record(z.string(), z.string()),
  relatedLocations: z.array(z.strictObject({ id: z.int().min(0), physicalLocation })).optional(),
  baselineState: z.enum(["new", "unchanged", "updated", "absent"]).optional(),
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(["inSource", "external"]),
        status: z.enum(["accepted", "underReview", "rejected"]),
        justification: z.string().optional(),
      }),
    )
    .optional(),
  fixes: z
    .array(
      z.strictObject({
        description: text,
        artifactChanges: z
          .array(
            z.strictObject({
              artifactLocation,
              replacements: z.array(z.strictObject({ deletedRegion: region, insertedContent: text })).min(1),
            }),
          )
          .min(1),
      }),
    )
    .optional(),
});
const rule = z.strictObject({
  id: z.string(),
  shortDescription: text,
  help: text,
  defaultConfiguration: z.strictObject({ level }),
});
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({ driver: z.strictObject({ name: z.string(), version: z.string(), rules: z.array(rule) }) }),
      columnKind: z.literal("utf16CodeUnits"),
      originalUriBaseIds: z.record(z.string(), z.strictObject({ description: text })),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(z.strictObject({ level, message: text })),
        }),
      ),
      results: z.array(result),
    }),
  ]),
});

const runOf = (given: Parameters<typeof renderSarif>[0]) => sarif.parse(JSON.parse(renderSarif(given))).runs[0];

describe("SARIF", () => {
  it("lists results worst first, with the rules they index", () => {
    const { results, tool } = runOf(DRIFTED);
    expect(
      results.map(({ level, partialFingerprints }) => `${level} ${partialFingerprints["lockstep/v1"]?.slice(0, 4)}`),
    ).toEqual(["error aaaa", "error dddd", "warning bbbb", "warning eeee", "note cccc"]);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(RULE_IDS);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(results[0]).toMatchObject({
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "README.md" }, region: { startLine: 3, startColumn: 36, endColumn: 41 } },
        },
      ],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: "start" } }] }] }],
    });
    expect(results[0]?.baselineState).toBeUndefined();
  });

  it("tells of suppressions, of what is new, and of places that go with a finding", () => {
    const suppression = { by: "acknowledgement", reason: "moves soon", until: "2027-01-01" } as const;
    const { results } = runOf(
      report({
        findings: [finding({ related: [{ path: "src/heat.ts", line: 7 }] })],
        suppressed: [
          finding({ verdict: "SUPPRESSED", suppression }),
          finding({ suppression: { by: "comment", reason: null, until: null } }),
        ],
        since: { ref: "main", base: "0".repeat(40), known: 3 },
      }),
    );
    expect(results.map(({ baselineState, suppressions }) => [baselineState, suppressions?.[0]])).toEqual([
      ["new", undefined],
      ["unchanged", { kind: "external", status: "accepted", justification: "moves soon" }],
      ["unchanged", { kind: "inSource", status: "accepted" }],
    ]);
    expect(results[0]?.relatedLocations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "src/heat.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 7 },
    });
  });

  it("keeps the worst 5,000, and says how many it left out", () => {
    const many = Array.from({ length: 5_001 }, (_, at) => finding({ line: at + 1, severity: at === 5_000 ? "error" : "note" }));
    const { results, invocations } = runOf(report({ findings: many }));
    expect([results.length, results[0]?.level]).toEqual([5_000, "error"]);
    expect(invocations[0]?.toolExecutionNotifications).toEqual([
      { level: "warning", message: { text: "1 of 5001 results are left out: the least of them" } },
    ]);
  });

  it("writes any path and any text", () => {
    const odd = finding({ path: "a b/ü [x]:?#%.md", message: "half \ud83d of a pair\u0000" });
    const { results } = runOf(report({ findings: [odd] }));
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("a%20b/%C3%BC%20%5Bx%5D%3A%3F%23%25.md");
    expect(results[0]?.message.text).toContain("half \ufffd of a pair");
  });
});
