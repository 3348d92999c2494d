import { expect, it } from "vitest";
import { World } from "../../../src/analysis/world/world.js";
import { scratchProject } from "../../support/project.js";

it("is what stands at a path that cannot be read, and all that lies below it", () => {
  const world = new World();
  world.setUnreadable(["docs", "a/pipe"]);
  expect(["docs", "docs/usage.md", "docs/a/b.md", "a/pipe"].map((path) => world.isUnreadable(path))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["docs.md", "a", "a/other", "documents/x"].map((path) => world.isUnreadable(path))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const { keys } = world.keys.record(() => world.isUnreadable("docs/a/b.md"));
  expect([...keys].sort()).toEqual(["file:docs", "file:docs/a", "file:docs/a/b.md"]);
});

it("takes the declarations beside a module for what it exports", async () => {
  const { findings } = await scratchProject({
    "package.json": JSON.stringify({ name: "nano", exports: { ".": "./index.js" } }),
    "index.js": "export const map = 1;\n",
    "index.d.ts": "export const map: number;\nexport type StoreValue = number;\n",
    "README.md": '# Nano\n\n```ts\nimport type { StoreValue } from "nano";\nimport { map, gone } from "nano";\n```\n',
  }).report();
  expect(findings.map(({ rule, reference }) => `${rule} ${reference}`)).toEqual(["import/missing-export gone"]);
});
