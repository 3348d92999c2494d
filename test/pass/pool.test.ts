import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { SourceText } from "../../src/analysis/model.js";
import { BATCH_FILES_MAX, BATCH_LENGTH_MAX, cutBatches } from "../../src/pass/batches.js";
import { type Analyzer, createInProcess, createPool, type PoolOptions } from "../../src/pass/pool.js";

const pools: Analyzer[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function pool(options: Partial<PoolOptions> = {}): Analyzer {
  const made = createPool({ threads: 1, ...options });
  pools.push(made);
  return made;
}

const code = (name: string, text = `export const ${name} = 1;`): SourceText => ({ path: `src/${name}.ts`, kind: "code", text });
const outcome = async (analyzer: Analyzer, sources: SourceText[]) =>
  (await analyzer.analyze(sources)).map(({ path, facts, problems }) => [
    path,
    facts.flatMap((fact) => (fact.kind === "export" ? [fact.name] : [])).join(),
    problems.map((problem) => problem.reason).join(),
  ]);

const MIXED: SourceText[] = [
  { path: "README.md", kind: "document", text: "# Kettle\n\nSee [usage](docs/usage.md).\n" },
  code("boil"),
  { path: "package.json", kind: "manifest", text: '{"name":"kettle","scripts":{"build":"tsc"}}' },
  { path: "Makefile", kind: "text", text: "build:\n\ttsc\n" },
];

describe("the analyze pool", () => {
  it("answers in the order of the sources, and as this thread does", async () => {
    const sources = [...MIXED, ...Array.from({ length: 45 }, (_, index) => code(`part${index}`))];
    const answers = await pool({ threads: 2 }).analyze(sources);
    expect(answers.map((answer) => answer.path)).toEqual(sources.map((source) => source.path));
    expect(answers).toEqual(await createInProcess().analyze(sources));
  });

  it("gives up a file that takes too long, and still answers for the others", async () => {
    // 60,000 nested calls of one line each: a thread needs more than one millisecond for them, and no other file does.
    const slow = code("slow", `export const slow = [${"{ a: (b) => b + 1 },\n".repeat(40_000)}];`);
    const sources = [code("one"), slow, code("two")];
    // Warm first, so that the deadline measures the file and not the compilation of the parser.
    const analyzer = pool({ timeoutMs: -FILE_MS + 60 });
    await analyzer.analyze(Array.from({ length: 40 }, (_, index) => code(`warm${index}`, `export function f(a = 1) { return [a]; }`)));
    expect(await outcome(analyzer, sources)).toEqual([
      ["src/one.ts", "one", ""],
      ["src/slow.ts", "", "poisoned"],
      ["src/two.ts", "two", ""],
    ]);
  });

  it("survives a file that needs more memory than a thread has", async () => {
    const huge = code("huge", `export const huge = [${"{ a: 1, b: [2, 3] },".repeat(300_000)}];`);
    const warnings: string[] = [];
    const analyzer = pool({
      timeoutMs: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
      log: { warn: (_fields, message) => warnings.push(message) },
    });
    expect(await outcome(analyzer, [code("one"), huge, code("two")])).toEqual([
      ["src/one.ts", "one", ""],
      ["src/huge.ts", "", "poisoned"],
      ["src/two.ts", "two", ""],
    ]);
    expect(warnings).toContain("file cannot be read");
  });

  it("leaves the exports of a file it could not read an open set, and its words alive", async () => {
    const [analysis] = await pool({ timeoutMs: -FILE_MS }).analyze([code("slow", `export const slow = [${"[1],".repeat(200_000)}];`)]);
    expect(analysis).toMatchObject({ lines: 1, claims: [], facts: [{ kind: "open", set: "exports" }] });
    expect(analysis?.words.length).toBeGreaterThan(0);
  });

  it("refuses work once it is closed, and what it was doing comes to an end", async () => {
    const analyzer = pool();
    const running = analyzer.analyze([code("boil")]);
    await analyzer.close();
    await expect(running).rejects.toMatchObject({ code: "DRAINING" });
    await expect(analyzer.analyze([code("boil")])).rejects.toMatchObject({ code: "DRAINING" });
  });
});

/** What the pool allows a batch for each file; the tests take it off again. */
const FILE_MS = 200;

describe("reading in this thread", () => {
  it("lets others have their turn between batches", async () => {
    let turns = 0;
    const timer = setImmediate(function again() {
      turns++;
      setImmediate(again);
    });
    await createInProcess().analyze(Array.from({ length: 3 * BATCH_FILES_MAX }, (_, index) => code(`part${index}`)));
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
  });
});

describe("batches", () => {
  it("keep every source once, in order, within the limits", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: BATCH_LENGTH_MAX / 2 }), { maxLength: 60 });
    fc.assert(
      fc.property(lengths, (sizes) => {
        // Only the length counts: one shared text is cut to it.
        const sources = sizes.map((size, index) => code(`f${index}`, TEXT.slice(0, size)));
        const batches = cutBatches(sources);
        expect(batches.flatMap((batch) => batch.sources)).toEqual(sources);
        for (const { first, sources: cut } of batches) {
          expect(cut[0]).toBe(sources[first]);
          expect(cut.length).toBeLessThanOrEqual(BATCH_FILES_MAX);
          expect(cut.reduce((sum, source) => sum + source.text.length, 0)).toBeLessThanOrEqual(BATCH_LENGTH_MAX);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("give a source above the limit a batch of its own", () => {
    const large = code("large", TEXT.repeat(3));
    expect(cutBatches([code("a"), large, code("b")]).map((batch) => batch.sources.length)).toEqual([1, 1, 1]);
  });
});

const TEXT = "x".repeat(BATCH_LENGTH_MAX / 2);
