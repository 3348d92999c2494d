import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { dependencyExports } from "../../src/worktree/dependency-exports.js";
import { openRoot } from "../../src/worktree/guard.js";
import { scratchProject } from "../support/project.js";
import { temporaryFolder } from "../support/repository.js";

function folderOf(files: Record<string, string>): string {
  const dir = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const of = (dir: string, dependencies: string[], folder = "") =>
  Object.fromEntries(dependencyExports(openRoot(dir), [{ folder, dependencies }]));

const DECLARATIONS = `export declare function heat(litres: number): void;
export interface Pot {}
declare class Hidden {}
export { Hidden as Shown, type Lid };
export { default } from "./x.js";
export * from "./more.js";
export * from "elsewhere";
`;

describe("what dependencies export", () => {
  it("is what the declarations of their main entries say, handed-on modules included", () => {
    const dir = folderOf({
      "node_modules/pot/package.json": '{"types":"./dist/main.d.ts"}',
      "node_modules/pot/dist/main.d.ts": DECLARATIONS,
      "node_modules/pot/dist/more.d.ts": 'export const enum Size { S }\nexport * from "./main.js";\n',
      "node_modules/pot/dist/other.d.ts": "export type Internal = 1;\n",
      "node_modules/@a/lid/package.json":
        '{"exports":{".":{"import":{"types":"./l.d.mts","default":"./l.mjs"}},"./x":{"types":"./x.d.ts"}}}',
      "node_modules/@a/lid/l.d.mts": "export type Lidded = 1;\n",
      "node_modules/spoon/package.json": '{"main":"spoon.js"}',
      "node_modules/@types/spoon/package.json": '{"types":"index.d.ts"}',
      "node_modules/@types/spoon/index.d.ts": "export function stir(): void;\n",
    });
    expect(of(dir, ["pot", "@a/lid", "spoon", "absent"])).toEqual({
      heat: "pot",
      Pot: "pot",
      Shown: "pot",
      Lid: "pot",
      Size: "pot",
      Lidded: "@a/lid",
      stir: "spoon",
    });
    expect(of(dir, [])).toEqual({});
  });

  it("is looked for in the folders above a workspace, and behind links that stay inside the root", () => {
    const outside = folderOf({ "package.json": '{"types":"i.d.ts"}', "i.d.ts": "export const secret = 1;\n" });
    const dir = folderOf({
      "node_modules/pot/package.json": '{"types":"i.d.ts"}',
      "node_modules/pot/i.d.ts": "export const up = 1;\n",
      "store/lid/package.json": '{"types":"i.d.ts"}',
      "store/lid/i.d.ts": "export const linked = 1;\n",
      "packages/a/node_modules/x": "",
    });
    symlinkSync(join(dir, "store/lid"), join(dir, "packages/a/node_modules/lid"));
    symlinkSync(outside, join(dir, "node_modules/out"));
    expect(of(dir, ["pot", "lid", "out", "../../../etc", "x"], "packages/a")).toEqual({ up: "pot", linked: "lid" });
  });

  it("keeps a name of theirs from being taken for one of ours that is gone", async () => {
    const code = "export function heatWater(litres: number) {\n  return litres * 80;\n}\nexport const lid = 1;\n";
    const project = scratchProject({
      "README.md": "# Kettle\n\nCall `heatWater` first.\n",
      "package.json": JSON.stringify({ name: "kettle", main: "src/a.js", dependencies: { pot: "1" } }),
      ".gitignore": "node_modules\n",
      "src/a.ts": code,
    }).commit({ "src/a.ts": "export const lid = 1;\n" });
    const rules = async () => (await project.report()).findings.map(({ rule }) => rule);
    expect(await rules()).toEqual(["symbol/removed"]);
    project.write({
      "node_modules/pot/package.json": '{"types":"i.d.ts"}',
      "node_modules/pot/i.d.ts": "export declare const heatWater: number;\n",
    });
    expect(await rules()).toEqual([]);
  });
});
