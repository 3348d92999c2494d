/** Passes of the daemon's engine in this process: cold, with nothing changed, with one file edited. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Analyzer, createPool } from "../src/pass/pool.js";
import { median, type Row, ratioRow, timesRow, toldRow } from "./figures.js";
import { extractAll, parseAll, readAndHash, readTexts } from "./floors.js";
import type { Material } from "./material.js";
import { type Took, timed, timedBoth } from "./rounds.js";
import { type BenchSession, openSession, type Split, STEPS } from "./session.js";

/** Threads that parse, as a daemon on two cores has. */
const THREADS = 1;

export async function measureColdPass({ root, code, rounds }: Material): Promise<Row[]> {
  const texts = readTexts(root, code);
  const splits: Split[] = [];
  // A daemon keeps its threads, warm, for all its passes.
  const analyzer = createPool({ threads: THREADS });
  const took = { read: [] as Took[], extract: [] as Took[], parse: [] as Took[], cold: [] as Took[] };
  for (let round = -1; round < rounds; round++) {
    const one = {
      read: await timedBoth(() => readAndHash(root, code)),
      extract: await timedBoth(() => extractAll(texts)),
      parse: await timedBoth(() => parseAll(texts)),
      cold: await coldPass(analyzer, { root, files: code.length, splits }),
    };
    if (round < 0) splits.length = 0;
    else for (const name of Object.keys(one) as (keyof typeof one)[]) took[name].push(one[name]);
  }
  await analyzer.close();
  const ms = (name: keyof typeof took) => took[name].map((one) => one.ms);
  const cpu = (name: keyof typeof took) => took[name].map((one) => one.cpu_ms);
  return [
    ratioRow("extraction of facts ÷ parse", ms("extract"), ms("parse"), 1.2),
    ratioRow("  the same in CPU time", cpu("extract"), cpu("parse"), null),
    ratioRow("cold pass ÷ parse", ms("cold"), ms("parse"), 2),
    ratioRow("  the same in CPU time", cpu("cold"), cpu("parse"), null),
    ratioRow("cold pass ÷ read and hash", ms("cold"), ms("read"), null),
    ...splitRows(splits, STEPS),
  ];
}

interface Cold {
  root: string;
  files: number;
  splits: Split[];
}

/** One first pass into a new ledger; adds where its time went to `splits`. */
async function coldPass(analyzer: Analyzer, { root, files, splits }: Cold): Promise<Took> {
  const session = await openSession(root, analyzer);
  try {
    const jobs = session.lease("sweep");
    const took = await timedBoth(() => session.pass(jobs));
    expectWhole(session, files);
    splits.push(session.split());
    return took;
  } finally {
    await session.close();
  }
}

function splitRows(splits: readonly Split[], steps: readonly (keyof Split)[]): Row[] {
  const of = (step: keyof Split) => splits.map((split) => split[step]);
  return steps.map((step) => toldRow(`  of it: ${step}`, of(step)));
}

/** A pass that left something out would be fast for nothing. */
function expectWhole(session: BenchSession, files: number): void {
  const recorded = session.recorded();
  if (recorded.files < files || recorded.documents === 0) {
    throw new Error(`only ${recorded.files} files and ${recorded.documents} documents were recorded`);
  }
}

export async function measureWarmPass({ root, code, rounds }: Material): Promise<Row[]> {
  const texts = readTexts(root, code);
  return withIndexed(root, async (session) => {
    const times = { parse: [] as number[], warm: [] as number[] };
    // Short rounds: twice as many of them.
    for (let round = -1; round < rounds * 2; round++) {
      const jobs = session.lease("sweep");
      const took = { parse: await timed(() => parseAll(texts)), warm: await timed(() => session.pass(jobs)) };
      if (round < 0) continue;
      times.parse.push(took.parse);
      times.warm.push(took.warm);
    }
    return [ratioRow("warm pass ÷ parse", times.warm, times.parse, 0.05)];
  });
}

/** Files edited before it counts: the engine is warm by then. */
const WARM_EDITS = 20;
const EDITS = 100;

export async function measureEdits({ root, code }: Material): Promise<Row[]> {
  return withIndexed(root, async (session) => {
    const times: number[] = [];
    const splits: Split[] = [];
    session.split();
    for (const [n, path] of spread(code, WARM_EDITS + EDITS).entries()) {
      const undo = edit(join(root, path), n);
      const jobs = session.lease([path]);
      const started = performance.now();
      await session.pass(jobs);
      const took = performance.now() - started;
      const split = session.split();
      undo();
      if (n < WARM_EDITS) continue;
      times.push(took);
      splits.push(split);
    }
    const steps = STEPS.filter((step) => median(splits.map((split) => split[step])) > 0);
    return [timesRow("one edited file, read to recorded", times, 5), ...splitRows(splits, steps)];
  });
}

/** `count` different ones of `paths`, evenly spread. */
export function spread(paths: readonly string[], count: number): string[] {
  const step = paths.length / count;
  return Array.from({ length: Math.min(count, paths.length) }, (_, n) => paths[Math.floor(n * step)] as string);
}

/** Adds a function to `file`; gives what takes it away again. */
export function edit(file: string, n: number): () => void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text}\nexport function added${n}(litres: number): number {\n  return litres + ${n};\n}\n`);
  return () => writeFileSync(file, text);
}

async function withIndexed<T>(root: string, measure: (session: BenchSession) => Promise<T>): Promise<T> {
  const analyzer = createPool({ threads: THREADS });
  const session = await openSession(root, analyzer);
  try {
    await session.pass(session.lease("sweep"));
    return await measure(session);
  } finally {
    await session.close();
    await analyzer.close();
  }
}
