import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractManifest } from "../../../src/analysis/code/manifest.js";

const read = (manifest: unknown) => extractManifest("package.json", JSON.stringify(manifest)).facts[0];

describe("a package.json", () => {
  it("is read with everything that claims ask for", () => {
    const manifest = {
      name: "@home/kettle",
      version: "1.0.0",
      private: true,
      bin: { kettle: "./cli.js", broken: 3 },
      scripts: { build: "tsc", odd: null },
      exports: { ".": { import: "./dist/index.js", types: "./dist/index.d.ts" }, "./lid": null },
      main: "./dist/index.cjs",
      module: "./dist/index.js",
      typings: "./dist/index.d.ts",
      engines: { node: ">=20" },
      workspaces: { packages: ["packages/*"] },
      dependencies: { zod: "4" },
      devDependencies: { vitest: "4", zod: "4" },
      peerDependencies: { typescript: "*" },
    };
    expect(read(manifest)).toEqual({
      kind: "package",
      name: "@home/kettle",
      version: "1.0.0",
      private: true,
      bin: { kettle: "./cli.js" },
      scripts: { build: "tsc" },
      exports: manifest.exports,
      main: "./dist/index.cjs",
      module: "./dist/index.js",
      types: "./dist/index.d.ts",
      engines: { node: ">=20" },
      files: null,
      workspaces: ["packages/*"],
      dependencies: ["typescript", "vitest", "zod"],
      ranges: { vitest: "4", zod: "4" },
    });
  });

  it("names its one binary after itself, without its scope", () => {
    expect(read({ name: "@home/kettle", bin: "cli.js" })).toMatchObject({ bin: { kettle: "cli.js" } });
    expect(read({ name: "kettle", bin: "cli.js" })).toMatchObject({ bin: { kettle: "cli.js" } });
    expect(read({ bin: "cli.js" })).toMatchObject({ bin: {} });
  });

  it("may start with a byte order mark, and lack everything", () => {
    const { facts, problems } = extractManifest("package.json", "\ufeff{}");
    expect(facts).toMatchObject([{ name: null, scripts: {}, workspaces: [], dependencies: [] }]);
    expect(facts[0]).not.toHaveProperty("exports");
    expect(problems).toEqual([]);
  });

  it("keeps names that JavaScript objects have of their own", () => {
    const { facts } = extractManifest("package.json", '{"scripts":{"__proto__":"x","constructor":"y"}}');
    expect(Object.entries((facts[0] as { scripts: object }).scripts)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it("leaves its scripts an open set when it does not parse", () => {
    for (const text of ["", "{", "[]", "null", "3", '{"a":1,}', "[".repeat(100_000)]) {
      const { facts, problems } = extractManifest("pkg/package.json", text);
      expect(facts, text.slice(0, 10)).toEqual([{ kind: "open", set: "scripts", reason: "package.json does not parse" }]);
      expect(problems).toMatchObject([{ reason: "syntax", message: expect.stringContaining("pkg/package.json") }]);
    }
  });

  it("never throws on any JSON, however it nests", () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const fields = fc.record({
      name: anything,
      bin: anything,
      scripts: anything,
      exports: anything,
      workspaces: anything,
      engines: anything,
    });
    fc.assert(fc.property(fields, (manifest) => read(manifest)?.kind === "package"));
    const deep = `{"exports":${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}}`;
    expect(JSON.stringify(extractManifest("package.json", deep).facts).length).toBeLessThan(1_000);
  });
});
