import { describe, expect, it } from "vitest";
import { isJsonSchema, jsonSchemaFacts } from "../../../src/analysis/code/json-schema.js";
import { scratchProject } from "../../support/project.js";

const SCHEMA = JSON.stringify({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Kettle",
  type: "object",
  properties: {
    target: { type: "number", default: 100 },
    quiet: { type: "boolean", default: false },
    maxVolume: { type: "number" },
    lid: { type: "object", properties: { open: { type: "boolean" } } },
    valves: { type: "array", items: { properties: { name: { type: "string" } } } },
  },
  allOf: [{ properties: { more: {} } }],
  $defs: { Heater: { properties: { watt: { default: 2_000 } } } },
});

describe("a JSON Schema", () => {
  it("declares keys, inner ones too, and defaults", () => {
    const facts = jsonSchemaFacts(SCHEMA);
    expect(facts.flatMap((fact) => (fact.kind === "key" ? [`${fact.owner}: ${fact.name}`] : []))).toEqual([
      "Kettle: target",
      "Kettle: quiet",
      "Kettle: maxVolume",
      "Kettle: lid",
      "Kettle.lid: open",
      "Kettle: valves",
      "Kettle.valves: name",
      "Kettle: more",
      "Heater: watt",
    ]);
    expect(
      facts.flatMap((fact) => (fact.kind === "default" ? fact.values.map(({ name, value }) => `${name} ${value}`) : [])),
    ).toEqual(["target 100", "quiet false", "watt 2000"]);
  });

  it("is told from other JSON, and read without trouble when it is none", () => {
    expect(isJsonSchema("kettle.schema.json", SCHEMA)).toBe(true);
    expect(isJsonSchema("kettle.schema.json", '{"properties":{}}')).toBe(false);
    expect(isJsonSchema("biome.json", '{"$schema":"https://biomejs.dev/schemas/2.0.0/schema.json","properties":{}}')).toBe(false);
    for (const text of ["{", "[]", '"properties"', `${'{"items":'.repeat(5_000)}{}${"}".repeat(5_000)}`])
      expect(jsonSchemaFacts(text)).toEqual([]);
  });

  it("is what samples and told defaults are judged by", async () => {
    const readme = `# Kettle

\`\`\`yaml
target: 90
quiet: true
maxVolum: 2
lid: {}
valves: []
\`\`\`

| Option | Default |
|---|---|
| \`target\` | \`90\` |
| \`quiet\` | \`false\` |
`;
    const { findings } = await scratchProject({ "README.md": readme, "kettle.schema.json": SCHEMA }).report();
    expect(findings.map(({ rule, line, reference, suggestion }) => [rule, line, reference, suggestion?.replacement])).toEqual([
      ["config/unknown-key", 6, "maxVolum", "maxVolume"],
      ["value/default-mismatch", 13, "90", "100"],
    ]);
  });
});
