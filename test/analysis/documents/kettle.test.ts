import { expect, it } from "vitest";
import { claims, fence, read } from "./support.js";

const README = `# Kettle

Run \`npm run build\`, then \`npm run serve\`. The code lives in [src/boil.ts](src/boil.ts) and [docs](docs/usage.md).

${fence("ts", "import { boilWater } from './src/index.js';", "", "await boilWater(2);")}
\`boilWater(litres, target)\` heats to \`target\`, 100 by default. Volume comes from \`KettleOptions\`.
`;

it("reads what the README of the kettle claims", () => {
  expect(claims(README)).toEqual([
    "symbol Kettle",
    "script build",
    "script serve",
    "path src/boil.ts",
    "link src/boil.ts",
    "link docs/usage.md",
    "import boilWater = ./src/index.js#boilWater",
    "import ./src/index.js",
    "call boilWater = boilWater/1",
    "symbol boilWater(litres, target) = boilWater",
    "symbol target",
    "value 100 = target=100",
    "symbol KettleOptions",
  ]);
});

it("says where each claim stands", () => {
  const { claims: found, problems } = read(README);
  expect(problems).toEqual([]);
  for (const claim of found) {
    expect(README.slice(claim.span.start, claim.span.end)).toBe(claim.reference);
    expect(claim.block.start).toBeLessThanOrEqual(claim.span.start);
    expect(claim.block.end).toBeGreaterThanOrEqual(claim.span.end);
    expect(claim.block_hash).toMatch(/^[0-9a-f]{16}$/);
  }
  const serve = found.find((claim) => claim.reference === "serve");
  expect(serve).toMatchObject({
    line: 3,
    column: 36,
    end_line: 3,
    end_column: 41,
    container: { section: 1, headings: ["Kettle"], block: "paragraph" },
  });
});

it("counts the uses of an imported name as occurrences of its claim", () => {
  const imported = read(README).claims.find((claim) => claim.kind === "import" && claim.name === "boilWater");
  expect(imported?.occurrences.map((span) => README.slice(span.start, span.end))).toEqual(["boilWater"]);
  expect(imported?.occurrences[0]?.start).toBe(README.indexOf("boilWater(2)"));
});
