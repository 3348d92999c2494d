import { describe, expect, it } from "vitest";
import { compilerOutputs, isCompilerConfig, packageOutputs } from "../../../src/analysis/code/build-outputs.js";

const paths = (facts: { path: string }[]) => facts.map(({ path }) => path);

describe("outputs of a package", () => {
  it.each([
    ["tsc --outDir gen", ["gen"]],
    ["esbuild a.ts --outfile=./gen/a.js", ["gen/a.js"]],
    ["node make.js > gen/table.json && echo done", ["gen/table.json"]],
    ['tsc -o "gen/"', ["gen"]],
    ["tsc -o", []],
    ["tsc --outDir $OUT", []],
    ["tsc --outDir ../elsewhere", []],
    ["tsc --outDir /tmp/x", []],
    ["prettier -d --check .", []],
  ])("are read out of the script %j", (script, expected) => {
    expect(paths(packageOutputs({ build: script }, undefined))).toEqual(expected);
  });

  it("are what it publishes, patterns left out", () => {
    expect(paths(packageOutputs({}, ["esm", "types/", "*.d.ts", "!esm/x", 7]))).toEqual(["esm", "types"]);
    expect(packageOutputs({}, "esm")).toEqual([]);
  });
});

describe("outputs of a compiler's configuration", () => {
  it("are read through comments and trailing commas", () => {
    const text = `{
      // where "outDir": "no" goes
      "compilerOptions": { "outDir": "./gen//x", /* { */ "declarationDir": "types", },
    }`;
    expect(paths(compilerOutputs(text))).toEqual(["gen//x", "types"]);
  });

  it("are none when it cannot be read", () => {
    for (const text of ["", "{", "[]", "null", '{"compilerOptions": 3}', '"', "/*"]) expect(compilerOutputs(text)).toEqual([]);
  });

  it("are sought in the files that compilers read", () => {
    expect(["tsconfig.json", "tsconfig.build.json", "jsconfig.json"].every(isCompilerConfig)).toBe(true);
    expect(isCompilerConfig("package.json")).toBe(false);
  });
});
