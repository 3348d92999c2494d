import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { analyzeFiles } from "../../src/analysis/analyze.js";
import type { FileKind } from "../../src/analysis/model.js";
import { hasHash, tokenHash } from "../../src/analysis/tokens.js";

const analyze = async (path: string, kind: Exclude<FileKind, "other">, text: string) => {
  const [analysis] = await analyzeFiles([{ path, kind, text }]);
  if (!analysis) throw new Error("no analysis");
  return analysis;
};

describe("analyzing a file", () => {
  it("reads code for its facts, and its JSDoc for claims", async () => {
    const text = "/**\n * @param target how hot\n */\nexport function heat(goal: number) {}\n";
    const analysis = await analyze("src/heat.ts", "code", text);
    expect(analysis).toMatchObject({ path: "src/heat.ts", kind: "code", lines: 4, document: null, problems: [] });
    expect(analysis.facts.map((fact) => fact.kind)).toEqual(["declaration", "signature", "export", "jsdoc"]);
    expect(analysis.claims).toMatchObject([{ kind: "jsdoc-param", owner: "heat", name: "target", reference: "target", line: 2 }]);
  });

  it("takes no claims from code that tests work on", async () => {
    const text = "/** @param target */\nexport function heat(goal: number) {}";
    expect((await analyze("test/fixtures/heat.ts", "code", text)).claims).toEqual([]);
    expect((await analyze("test/fixtures/heat.ts", "code", text)).facts.length).toBeGreaterThan(0);
  });

  it("reads documents, manifests and other texts each their way", async () => {
    const document = await analyze("README.md", "document", "# Kettle\n\nSee [usage](usage.md).\n");
    expect(document).toMatchObject({ lines: 3, document: { class: "reference" } });
    expect(document.claims.map((claim) => claim.kind)).toContain("link");
    const manifest = await analyze("package.json", "manifest", '{"name":"kettle","scripts":{"build":"tsc"}}');
    expect(manifest).toMatchObject({ facts: [{ kind: "package", name: "kettle" }], claims: [] });
    const text = await analyze("Makefile", "text", "build:\n\ttsc\n");
    expect(text).toMatchObject({ facts: [{ kind: "target", tool: "make", name: "build" }], claims: [], lines: 2 });
    expect(hasHash(text.words, tokenHash("tsc"))).toBe(true);
  });

  it("answers in the order of the sources", async () => {
    const paths = ["b.md", "a.ts", "c.md"];
    const kinds = ["document", "code", "document"] as const;
    const analyses = await analyzeFiles(paths.map((path, index) => ({ path, kind: kinds[index] ?? "text", text: "" })));
    expect(analyses.map((analysis) => analysis.path)).toEqual(paths);
  });

  it("loads TypeScript for code only", () => {
    const script = (kind: string) => `
      const { analyzeFiles } = await import("./dist/src/analysis/analyze.js");
      await analyzeFiles([{ path: "x", kind: "${kind}", text: "" }]);
      console.log(Object.keys(process.getBuiltinModule?.("module")?._cache ?? {}).some((name) => name.includes("ts-morph")));`;
    const loads = (kind: string) =>
      execFileSync(process.execPath, ["--input-type=module", "-e", script(kind)], { encoding: "utf8" }).trim();
    expect([loads("document"), loads("manifest"), loads("text"), loads("code")]).toEqual(["false", "false", "false", "true"]);
  });
});
