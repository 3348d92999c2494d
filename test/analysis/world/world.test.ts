import { describe, expect, it } from "vitest";
import { analyzeFiles } from "../../../src/analysis/analyze.js";
import { World } from "../../../src/analysis/world/world.js";

async function add(world: World, path: string, text: string): Promise<void> {
  const kind = path.endsWith("package.json") ? "manifest" : "code";
  const [analysis = null] = await analyzeFiles([{ path, kind, text }]);
  world.set(path, analysis);
}

describe("the world", () => {
  it("tells who holds a name, and every exported one, as of the last change", async () => {
    const world = new World();
    await add(world, "src/a.ts", "export const heatWater = 1;\n");
    const holders = () => [...world.names.filesHolding("heatWater", { words: false })];
    expect(holders()).toEqual(["src/a.ts"]);
    expect(world.names.allExported()).toEqual(["heatWater"]);
    await add(world, "src/b.ts", "import { heatWater } from './a.js';\nexport const lid = heatWater;\n");
    expect(holders()).toEqual(["src/a.ts", "src/b.ts"]);
    expect(world.names.allExported()).toEqual(["heatWater", "lid"]);
    world.remove("src/a.ts");
    expect(holders()).toEqual(["src/b.ts"]);
    expect(world.names.isDeclared("heatWater")).toBe(false);
  });

  it("tells what a package hands out as of the last change, and notes the same keys each time", async () => {
    const world = new World();
    await add(world, "package.json", '{ "name": "kettle", "main": "dist/index.js" }');
    const resolve = () => world.keys.record(() => world.modules.resolve("README.md", "kettle"));
    expect(resolve().result).toMatchObject({ kind: "open" });
    expect(resolve().keys).toEqual(resolve().keys);
    expect(resolve().keys).toContain("file:src/index.ts");
    await add(world, "src/index.ts", "export const a = 1;\n");
    expect(resolve().result).toMatchObject({ kind: "files", files: ["src/index.ts"] });
    await add(world, "package.json", '{ "name": "kettle", "main": "dist/other.js" }');
    expect(resolve().result).toMatchObject({ kind: "open" });
  });
});
