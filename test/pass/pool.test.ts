import type { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourceText } from "../../src/analysis/model.js";
import { type Analyzer, BATCH_FILES_MAX, BATCH_LENGTH_MAX, cutBatches } from "../../src/pass/batches.js";
import { createInProcess, createPool, type PoolOptions } from "../../src/pass/pool.js";

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

/** The parser takes minutes for this: a run of modifiers costs it the square of its length. */
const HANGING = code("hanging", "static ".repeat(40_000));
const HUGE = code("huge", `export const huge = [${"{ a: 1, b: [2, 3] },".repeat(300_000)}];`);

/** Path, names of exports, reasons of problems. */
async function outcome(analyzer: Analyzer, sources: SourceText[]): Promise<string[]> {
  const analyses = await analyzer.analyze(sources);
  return analyses.map(({ path, facts, problems }) => {
    const names = facts.flatMap((fact) => (fact.kind === "export" ? [fact.name] : []));
    return [path, ...names, ...problems.map((problem) => problem.reason)].join(" ");
  });
}

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

  it("fault 11: gives up a file that hangs, and still answers for the others", async () => {
    const analyzer = pool({ timeoutMs: 1_000 });
    const expected = ["src/one.ts one", "src/hanging.ts poisoned", "src/two.ts two"];
    expect(await outcome(analyzer, [code("one"), HANGING, code("two")])).toEqual(expected);
  });

  it("fault 10: survives a file that needs more memory than a thread has", async () => {
    const warnings: unknown[] = [];
    const analyzer = pool({
      timeoutMs: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
      log: { warn: (fields) => warnings.push(fields), debug: () => {} },
    });
    const expected = ["src/one.ts one", "src/huge.ts poisoned", "src/two.ts two"];
    expect(await outcome(analyzer, [code("one"), HUGE, code("two")])).toEqual(expected);
    expect(warnings).toContainEqual(
      expect.objectContaining({ path: "src/huge.ts", error: "needs more memory than a thread has" }),
    );
  });

  it("says so when its threads cannot start, and blames no file", async () => {
    const analyzer = pool({ resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } });
    await expect(analyzer.analyze([code("one")])).rejects.toThrow("did not start");
  });

  it("refuses work once it is closed, also what it was doing", async () => {
    const analyzer = pool();
    const running = analyzer.analyze([code("boil")]);
    const refused = expect(running).rejects.toMatchObject({ code: "DRAINING" });
    await analyzer.close();
    await refused;
    await expect(analyzer.analyze([code("boil")])).rejects.toMatchObject({ code: "DRAINING" });
  });
});

describe("a worn thread", () => {
  /** Threads that were started meanwhile, and how many of them are gone. */
  const threads = { started: 0, ended: 0 };
  const count = (thread: Worker) => {
    threads.started++;
    thread.once("exit", () => threads.ended++);
  };
  beforeEach(() => {
    Object.assign(threads, { started: 0, ended: 0 });
    process.on("worker", count);
  });
  afterEach(() => void process.off("worker", count));

  const many = (length: number) => Array.from({ length }, (_, index) => code(`part${index}`));
  const paths = (sources: readonly { path: string }[]) => sources.map((source) => source.path);

  it("is replaced once nobody asks, and every file has its answer", async () => {
    const warnings: string[] = [];
    const log = { warn: (_: unknown, message: string) => warnings.push(message), debug: () => {} };
    const analyzer = pool({ wearMax: { files: 50 }, restMs: 0, log });
    const sources = many(3 * BATCH_FILES_MAX);
    expect(paths(await analyzer.analyze(sources))).toEqual(paths(sources));
    await expect.poll(() => threads).toEqual({ started: 2, ended: 1 });
    expect(await outcome(analyzer, [code("one")])).toEqual(["src/one.ts one"]);
    expect(threads).toEqual({ started: 2, ended: 1 });
    expect(warnings).toEqual([]);
  });

  it("goes on while there is work: no pass pays for a new one in its middle", async () => {
    const analyzer = pool({ wearMax: { files: 50 } });
    const sources = many(4 * BATCH_FILES_MAX);
    for (let round = 0; round < 3; round++) expect(await analyzer.analyze(sources)).toHaveLength(sources.length);
    expect(threads).toEqual({ started: 1, ended: 0 });
  });

  it("is replaced at once when its heap has grown, also while others wait, and no answer is lost or doubled", async () => {
    const warnings: string[] = [];
    const log = { warn: (_: unknown, message: string) => warnings.push(message), debug: () => {} };
    const analyzer = pool({ threads: 2, wearMax: { grown_bytes: 0 }, log });
    const sources = many(6 * BATCH_FILES_MAX);
    const [first, second] = await Promise.all([analyzer.analyze(sources), analyzer.analyze(sources)]);
    expect(paths(first)).toEqual(paths(sources));
    expect(second).toEqual(first);
    expect(threads.started).toBe(12);
    await analyzer.close();
    expect(threads.ended).toBe(12);
    expect(warnings).toEqual([]);
  });

  it("is not started again by what is closed meanwhile", async () => {
    const analyzer = pool({ wearMax: { files: 1 }, restMs: 0 });
    await analyzer.analyze(many(1));
    await analyzer.close();
    expect(threads.ended).toBe(threads.started);
  });
});

describe("reading in this thread", () => {
  it("gives up a file that hangs, and reads on as if it had not been", async () => {
    const analyzer = createInProcess({ timeoutMs: 300 });
    const expected = ["src/one.ts one", "src/hanging.ts poisoned", "src/two.ts two"];
    expect(await outcome(analyzer, [code("one"), HANGING, code("two")])).toEqual(expected);
    expect(await analyzer.analyze(MIXED)).toEqual(await createInProcess().analyze(MIXED));
  });

  it("leaves the exports of a file it could not read an open set, and its words alive", async () => {
    const [analysis] = await createInProcess({ timeoutMs: 100 }).analyze([HANGING]);
    expect(analysis).toMatchObject({ lines: 1, claims: [], facts: [{ kind: "open", set: "exports" }] });
    expect(analysis?.words.length).toBe(1);
  });

  it("lets others have their turn between batches", async () => {
    let turns = 0;
    let timer = setImmediate(function again() {
      turns++;
      timer = setImmediate(again);
    });
    await createInProcess().analyze(Array.from({ length: 3 * BATCH_FILES_MAX }, (_, index) => code(`part${index}`)));
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
  });
});

describe("batches", () => {
  const TEXT = "x".repeat(BATCH_LENGTH_MAX / 2);

  it("keep every source once, in order, within the limits", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: TEXT.length }), { maxLength: 60 });
    fc.assert(
      fc.property(lengths, (sizes) => {
        // Only the length counts: one shared text is cut to it.
        const sources = sizes.map((size, index) => code(`f${index}`, TEXT.slice(0, size)));
        const batches = cutBatches(sources);
        const paths = (list: SourceText[]) => list.map((source) => source.path);
        expect(paths(batches.flat())).toEqual(paths(sources));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(BATCH_FILES_MAX);
          expect(batch.reduce((sum, source) => sum + source.text.length, 0)).toBeLessThanOrEqual(BATCH_LENGTH_MAX);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("give a source above the limit one of its own", () => {
    const large = code("large", TEXT.repeat(3));
    expect(cutBatches([code("a"), large, code("b")]).map((batch) => batch.length)).toEqual([1, 1, 1]);
  });
});
