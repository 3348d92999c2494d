/** Processes started for one answer, each next to the least that such a process costs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratchHome } from "../test/support/home.js";
import { type Row, ratioRow } from "./figures.js";
import type { Material } from "./material.js";
import { takeTurns } from "./rounds.js";

const COMMAND = fileURLToPath(new URL("../src/main.cjs", import.meta.url));
const PARSE_ONLY = fileURLToPath(new URL("./parse-only.js", import.meta.url));

export async function measureFreshCheck({ root, code, rounds, scratch }: Material): Promise<Row[]> {
  const home = scratchHome(scratch);
  const list = join(scratch, "code.json");
  writeFileSync(list, JSON.stringify(code));
  const times = await takeTurns(rounds, {
    parse: () => runNode([PARSE_ONLY, root, list], home.env),
    check: () => runNode([COMMAND, "check", root, "--no-daemon", "--format", "json"], home.env),
  });
  return [ratioRow("fresh check --no-daemon ÷ fresh parse", times.check, times.parse, 4)];
}

export async function measureHelp({ starts, scratch }: Material & { starts: number }): Promise<Row[]> {
  const { env } = scratchHome(scratch);
  const times = await takeTurns(starts, {
    node: () => runNode(["-e", "0"], env),
    help: () => runNode([COMMAND, "--help"], env),
  });
  return [ratioRow("lockstep --help ÷ node -e 0", times.help, times.node, 1.2)];
}

/** Runs node with `words` to its end. Throws when it fails: a process that dies at once would be fast for nothing. */
export async function runNode(words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, words, { env, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`node ${words.join(" ")} ended with ${code}`);
}
