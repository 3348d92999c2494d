/** `lockstep doctor [DIR]`: what keeps lockstep from working here, and what to do. */

import { messageOf } from "../../base/errors.js";
import type { DaemonStatus, ProjectStatus } from "../../domains/method.js";
import { stampHere } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import type { Cli, Examination } from "./cli.js";
import { findDaemon } from "./daemon.js";
import { paintOf } from "./paint.js";

const STATUS_MS = 5_000;

/** Exits 1 when something is bad; warnings alone are none of that. Throws DIR_*. */
export async function doctor(cli: Cli, given: Arguments): Promise<number> {
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  const daemon = await askDaemon(cli);
  const checks = [...(await cli.assembly.examine(dir, daemon.answers)), ...daemon.examinations];
  const counts = { bad: countOf(checks, "bad"), warnings: countOf(checks, "warning") };
  if (given.flag("json")) cli.stdout.write(`${JSON.stringify({ dir, checks, ...counts, ...stampHere(Date.now) }, null, 2)}\n`);
  else cli.stdout.write(render(cli, given, checks));
  return counts.bad > 0 ? 1 : 0;
}

function countOf(checks: readonly Examination[], state: Examination["state"]): number {
  return checks.filter((check) => check.state === state).length;
}

/** What the daemon says of itself and of each project. */
async function askDaemon(cli: Cli): Promise<{ answers: boolean; examinations: Examination[] }> {
  try {
    const client = await findDaemon(cli);
    if (client === null) return { answers: false, examinations: [none("none runs; `lockstep start` starts one")] };
    try {
      const status = await client.call<DaemonStatus>("daemon.status", {}, { timeoutMs: STATUS_MS });
      return { answers: true, examinations: [ofDaemon(cli, status), ...status.projects.map(ofProject)] };
    } finally {
      client.close();
    }
  } catch (error) {
    const found = messageOf(error);
    return {
      answers: false,
      examinations: [{ check: "daemon", state: "bad", found, remedy: "`lockstep logs` tells what it does" }],
    };
  }
}

function none(found: string): Examination {
  return { check: "daemon", state: "good", found, remedy: null };
}

function ofDaemon({ manifest }: Cli, { pid, state, version, safe_mode, queue }: DaemonStatus): Examination {
  const found = `pid ${pid}, ${state}${version === manifest.version ? "" : `, lockstep ${version} and this is ${manifest.version}`}`;
  const warn = (remedy: string): Examination => ({ check: "daemon", state: "warning", found, remedy });
  if (version !== manifest.version || safe_mode !== null) return warn("`lockstep restart`");
  if (queue.dead_letters > 0) return warn(`${queue.dead_letters} jobs failed for good: \`lockstep queue list\``);
  return state === "ready" || state.startsWith("starting") ? none(found) : warn("`lockstep status` says more");
}

function ofProject({ root, state, poisoned_files, warning, backend }: ProjectStatus): Examination {
  const check = `project ${root}`;
  if (state.startsWith("paused"))
    return { check, state: "bad", found: state, remedy: "it goes on by itself when the cause is gone" };
  if (poisoned_files.length > 0) {
    const found = `skipped, for reading them ended a thread: ${poisoned_files.join(", ")}`;
    return { check, state: "warning", found, remedy: "they are read again when they change, or by another version" };
  }
  if (warning !== null) return { check, state: "warning", found: warning, remedy: null };
  const found = `${state}, watched by ${backend.name}${backend.reason === "" ? "" : ` (${backend.reason})`}`;
  return { check, state: "good", found, remedy: null };
}

const SIGNS = { good: "ok", warning: "warning", bad: "BAD", unknown: "?" } as const;
const STYLES = { good: "good", warning: "warning", bad: "error", unknown: "dim" } as const;

function render(cli: Cli, given: Arguments, checks: readonly Examination[]): string {
  const paint = paintOf(cli, given);
  const lines = checks.flatMap(({ check, state, found, remedy }) => [
    `${paint(STYLES[state], SIGNS[state].padEnd(7))} ${escapeText(check)}: ${escapeText(found)}`,
    ...(remedy === null ? [] : [`        ${escapeText(remedy)}`]),
  ]);
  const [faults, warnings] = [countOf(checks, "bad"), countOf(checks, "warning")];
  const sum = faults + warnings === 0 ? "all is well" : `${faults} bad, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return `${[...lines, "", sum].join("\n")}\n`;
}
