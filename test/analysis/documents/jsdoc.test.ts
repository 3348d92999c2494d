import { expect, it } from "vitest";
import { jsdocClaims } from "../../../src/analysis/documents/jsdoc.js";
import type { Claim, JsdocFact, JsdocTag, Parameter } from "../../../src/analysis/model.js";
import { LineIndex } from "../../../src/base/positions.js";

const LITRES: Parameter = { name: "litres", pattern: null, type: "number", optional: false, rest: false, default: null };

/** The fact of the one JSDoc block of `text`, with its `@param NAME` tags. */
function block(text: string, overrides: Partial<JsdocFact> = {}): JsdocFact {
  const span = { start: text.indexOf("/**"), end: text.indexOf("*/") + 2 };
  const tags = [...text.matchAll(/@param (\w+)/g)].map((match): JsdocTag => {
    const start = match.index;
    const name = match[1] as string;
    const at = start + "@param ".length;
    return {
      tag: "param",
      span: { start, end: at + name.length },
      name,
      name_span: { start: at, end: at + name.length },
      type: null,
      type_span: null,
      optional: false,
      default: null,
    };
  });
  return {
    kind: "jsdoc",
    span,
    owner: "boilWater",
    documents: null,
    tags,
    links: [],
    parameters: [LITRES],
    open: null,
    shared: false,
    returned: null,
    ...overrides,
  };
}

function of(text: string, overrides?: Partial<JsdocFact>): Claim[] {
  return jsdocClaims({ path: "src/a.ts", lines: new LineIndex(text) }, [block(text, overrides)]).claims.filter(
    ({ kind }) => kind !== "directive",
  );
}

const TEXT = "/**\n * Boils.\n * @param litres - how much\n * @param goal - how hot\n */\nexport function boilWater(litres) {}\n";

it("claims each @param tag at its name", () => {
  const claims = of(TEXT);
  expect(claims).toMatchObject([
    {
      kind: "jsdoc-param",
      reference: "litres",
      owner: "boilWater",
      names: ["litres", "goal"],
      index: 0,
      line: 3,
      column: 11,
      container: { block: "jsdoc" },
    },
    {
      kind: "jsdoc-param",
      reference: "goal",
      names: ["litres", "goal"],
      index: 1,
      line: 4,
      column: 11,
      parameters: [LITRES],
      open: null,
    },
  ]);
  for (const claim of claims) {
    expect(TEXT.slice(claim.span.start, claim.span.end)).toBe(claim.reference);
    expect(TEXT.slice(claim.block.start, claim.block.end)).toMatch(/^\/\*\*[\s\S]*\*\/$/);
  }
});

it("claims nothing for a block without an owner or parameters", () => {
  expect(of(TEXT, { owner: null })).toEqual([]);
  expect(of(TEXT, { parameters: null })).toEqual([]);
});

it("hands on why the parameters are open", () => {
  expect(of(TEXT, { open: "arguments" })[0]).toMatchObject({ open: "arguments" });
});

it.each([
  TEXT.replace("Boils.", "Boils.\n * @lockstepIgnore jsdoc/param-name why"),
  `// lockstep-ignore jsdoc/param-name -- why\n${TEXT}`,
  `// lockstep-ignore-file jsdoc/param-name -- why\n\nfoo();\n${TEXT}`,
  `// lockstep-ignore-start jsdoc/param-name\n\nfoo();\n${TEXT}\n// lockstep-ignore-end jsdoc/param-name`,
])("is ignored by %j", (text) => {
  expect(of(text).map((claim) => [claim.marks, claim.ignored_rules])).toEqual([
    [["ignored"], ["jsdoc/param-name"]],
    [["ignored"], ["jsdoc/param-name"]],
  ]);
});

it.each([`// lockstep-ignore jsdoc/param-name -- why\nfoo();\n${TEXT}`, `const s = "// lockstep-ignore-file *";\n${TEXT}`])(
  "is not ignored by %j",
  (text) => {
    expect(of(text).flatMap((claim) => claim.marks)).toEqual([]);
  },
);
