/** `lockstep logs [-f]`: the daemon's log files, for people on a terminal, as they are elsewhere. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "../../base/errors.js";
import { logFiles } from "../../config/log-files.js";
import { LEVELS, parseLogLine, renderLogLine } from "../formats/log-line.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { paintOf } from "./paint.js";

const LINES = 200;
const LOOK_EVERY_MS = 250;
const CHUNK_BYTES = 65_536;

export async function logs(cli: Cli, given: Arguments): Promise<number> {
  const { logsDir } = await cli.assembly.places();
  const files = logFiles(logsDir);
  if (files.length === 0 && !given.flag("follow")) {
    throw new LockstepError("USAGE", `There is no log in ${logsDir}. A daemon writes it: \`lockstep start\`.`);
  }
  const show = shower(cli, given, await projectAsked(cli, given));
  const last = files.at(-1);
  // The position is taken first: what is written in between is shown by following, not twice.
  const position = last === undefined ? null : { file: last, offset: sizeOf(last) };
  for (const line of lastLines(files, position?.offset ?? 0, given.number("lines") ?? LINES, show.wants)) show.line(line);
  if (given.flag("follow")) await follow(logsDir, position, show.line);
  return 0;
}

/** Number of the project that is asked about, by its number or its folder; null for all lines. Throws UNKNOWN_PROJECT, LEDGER_*. */
async function projectAsked(cli: Cli, given: Arguments): Promise<number | null> {
  const asked = given.text("project");
  if (asked === undefined) return null;
  if (/^[0-9]{1,9}$/.test(asked)) return Number(asked);
  // A project whose folder is gone has lines all the same.
  const root = await cli.assembly.openFolder(asked).catch(() => resolve(cli.cwd, asked));
  const [{ getProjectAt }, ledger] = await Promise.all([
    import("../../domains/documentation/find-project.js"),
    cli.assembly.openLedger(),
  ]);
  try {
    return getProjectAt(ledger, root).id;
  } finally {
    ledger.close();
  }
}

function sizeOf(file: string): number {
  const descriptor = openSync(file, "r");
  try {
    return fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
}

/** The last `count` lines that are wanted; of the newest file only the first `size` bytes. */
function lastLines(files: readonly string[], size: number, count: number, wants: (line: string) => boolean): string[] {
  const kept: string[] = [];
  for (let at = files.length - 1; at >= 0 && kept.length < count; at--) {
    const bytes = readFileSync(files[at] as string);
    const text = (at === files.length - 1 ? bytes.subarray(0, size) : bytes).toString("utf8");
    const lines = text.split("\n").filter((line) => line !== "" && wants(line));
    kept.unshift(...lines.slice(Math.max(0, lines.length - (count - kept.length))));
  }
  return kept;
}

/** Shows what is added, in the newest file and those that come after it, until the process is ended. */
async function follow(dir: string, from: { file: string; offset: number } | null, show: (line: string) => void): Promise<never> {
  let position = from;
  let rest = "";
  for (;;) {
    const files = logFiles(dir);
    if (position === null && files[0] !== undefined) position = { file: files[0], offset: 0 };
    if (position) {
      const added = readFrom(position.file, position.offset);
      position.offset += added.length;
      const lines = (rest + added.toString("utf8")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") show(line);
      const next = nextFile(files, position.file);
      if (added.length === 0 && next !== null) position = { file: next, offset: 0 };
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The file that came after `file`; the oldest there is when `file` itself was removed. null when `file` is the newest. */
function nextFile(files: readonly string[], file: string): string | null {
  return files[files.indexOf(file) + 1] ?? null;
}

/** Bytes of whole lines from `offset` on; none when the file is gone. */
function readFrom(file: string, offset: number): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const bytes = chunk.subarray(0, readSync(descriptor, chunk, 0, chunk.length, offset));
    const end = bytes.lastIndexOf(0x0a) + 1;
    return end === 0 && bytes.length === CHUNK_BYTES ? bytes : bytes.subarray(0, end);
  } finally {
    closeSync(descriptor);
  }
}

function shower(cli: Cli, given: Arguments, project: number | null) {
  const least = LEVELS[given.text("level") ?? "trace"] ?? 0;
  const pretty = cli.stdout.isTTY && !given.flag("json");
  const paint = paintOf(cli, given);
  const isLoud = (line: string) => least <= (LEVELS.trace ?? 0) || (parseLogLine(line)?.level ?? 0) >= least;
  const wants = (line: string) => isLoud(line) && (project === null || isAbout(line, project));
  return {
    wants,
    line(line: string): void {
      if (!wants(line)) return;
      cli.stdout.write(pretty ? `${renderLogLine(line, paint)}\n` : `${line}\n`);
    },
  };
}

/** Whether a line says that it is of the project, or names a path of it. */
function isAbout(line: string, project: number): boolean {
  return parseLogLine(line)?.fields.project_id === project || line.includes(`<project ${project}>`);
}
