/** `npm run bench`: what lockstep costs, next to what the same work costs at least. See docs/performance.md. Goals never fail it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureDaemon } from "./daemon.js";
import { type Failure, isMet, type Row, renderTable } from "./figures.js";
import type { Material } from "./material.js";
import { measureColdPass, measureEdits, measureWarmPass } from "./passes.js";
import { measureFreshCheck, measureHelp } from "./processes.js";
import { makeRepository } from "./repository.js";

const SIZES = {
  full: { files: 2_000, rounds: 5, saves: 20, starts: 15 },
  quick: { files: 300, rounds: 3, saves: 5, starts: 5 },
};

const MEASUREMENTS: Record<string, (material: Material & Counts) => Promise<Row[]>> = {
  cold: measureColdPass,
  warm: measureWarmPass,
  edit: measureEdits,
  daemon: measureDaemon,
  check: measureFreshCheck,
  help: measureHelp,
};

interface Counts {
  saves: number;
  starts: number;
}

interface Options {
  quick: boolean;
  json: string | undefined;
  only: readonly string[];
}

const options = readOptions();
if (options === null) process.exitCode = 2;
else await run(options);

function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      options: { quick: { type: "boolean" }, json: { type: "string" }, only: { type: "string", multiple: true } },
    });
    const only = values.only ?? Object.keys(MEASUREMENTS);
    const wrong = only.find((name) => !(name in MEASUREMENTS));
    if (wrong !== undefined) throw new Error(`Nothing is called ${wrong}. --only takes ${Object.keys(MEASUREMENTS).join(", ")}.`);
    return { quick: values.quick ?? false, json: values.json, only };
  } catch (error) {
    process.stderr.write(
      `bench: ${(error as Error).message}\nusage: npm run bench -- [--quick] [--only NAME]... [--json FILE]\n`,
    );
    return null;
  }
}

async function run({ quick, json, only }: Options): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lockstep-bench-")));
  const { files, ...counts } = quick ? SIZES.quick : SIZES.full;
  const load = loadavg();
  try {
    const root = join(folder, "repository");
    const scratch = join(folder, "scratch");
    mkdirSync(scratch);
    say(`Making a repository of ${files} files …`);
    const material = { root, code: makeRepository(root, files), scratch, ...counts };
    const rows: (Row | Failure)[] = [];
    for (const name of only) rows.push(...(await measure(name, material)));
    process.stdout.write(`${renderTable(rows)}\n\n${circumstances(files, counts.rounds, load)}\n`);
    if (json !== undefined) writeFileSync(json, toJson(rows, { files, ...counts, quick, load }));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What cannot be measured here is said in the table, and the rest goes on. */
async function measure(name: string, material: Material & Counts): Promise<(Row | Failure)[]> {
  say(`Measuring: ${name} …`);
  try {
    return (await MEASUREMENTS[name]?.(material)) ?? [];
  } catch (error) {
    return [{ name, failed: (error as Error).message }];
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function circumstances(files: number, rounds: number, load: readonly number[]): string {
  const [now = 0] = load;
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), node ${process.version}`;
  return `${files} code files, ${rounds} rounds, ${machine}, load ${now.toFixed(1)} at the start, ${loadavg()[0]?.toFixed(1)} at the end`;
}

function toJson(rows: readonly (Row | Failure)[], more: Record<string, unknown>): string {
  const measured = rows.map((row) => ("failed" in row ? row : { ...row, met: isMet(row) }));
  const machine = { cores: availableParallelism(), model: cpus()[0]?.model ?? null, node: process.version };
  return `${JSON.stringify({ date: new Date().toISOString(), ...machine, ...more, rows: measured }, null, 2)}\n`;
}
