/** `lockstep doctor [DIR] [--bundle]`: what keeps lockstep from working here, and what to do. */
import { LockstepError, messageOf } from "../../base/errors.js";
import { bad, type Examination, good, warning } from "../../base/examination.js";
import type { DaemonStatus, ProjectStatus } from "../../domains/method.js";
import { stampHere } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import { renderJson } from "../formats/json.js";
import type { Arguments } from "./arguments.js";
import { bundled } from "./bundle.js";
import type { Cli } from "./cli.js";
import { askStatus, findDaemon } from "./daemon.js";
import { paintOf } from "./paint.js";

/** Exits 1 when something is bad; warnings alone are none of that. Throws DIR_*, USAGE. */
export async function doctor(cli: Cli, given: Arguments): Promise<number> {
  if (given.flag("yes") && !given.flag("bundle"))
    throw new LockstepError("USAGE", "`--yes` has a bundle written without a question. Add `--bundle`, or leave it out.");
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  const daemon = await askDaemon(cli);
  const checks = [...(await cli.assembly.examine(dir, daemon.answers)), ...daemon.examinations];
  const counts = { bad: countOf(checks, "bad"), warnings: countOf(checks, "warning") };
  const json = given.flag("json");
  if (!json) cli.stdout.write(render(cli, given, checks));
  const bundle = given.flag("bundle") ? { bundle: await bundled(cli, given, dir, { checks, status: daemon.status }) } : {};
  if (json) cli.stdout.write(renderJson({ answer: { dir, checks, ...counts, ...bundle }, ...stampHere(Date.now) }));
  return counts.bad > 0 ? 1 : 0;
}

function countOf(checks: readonly Examination[], state: Examination["state"]): number {
  return checks.filter((check) => check.state === state).length;
}

/** What the daemon says of itself and of each project. */
async function askDaemon(cli: Cli): Promise<{ answers: boolean; status: DaemonStatus | null; examinations: Examination[] }> {
  try {
    const client = await findDaemon(cli);
    if (client === null)
      return { answers: false, status: null, examinations: [good("daemon", "none runs; `lockstep start` starts one")] };
    try {
      const status = await askStatus(client);
      return { answers: true, status, examinations: [ofDaemon(cli, status), ...status.projects.map(ofProject)] };
    } finally {
      client.close();
    }
  } catch (error) {
    return {
      answers: false,
      status: null,
      examinations: [bad("daemon", messageOf(error), "`lockstep logs` tells what it does")],
    };
  }
}

function ofDaemon({ manifest }: Cli, { pid, state, version, safe_mode, queue, http }: DaemonStatus): Examination {
  const found = `pid ${pid}, ${state}${version === manifest.version ? "" : `, lockstep ${version} and this is ${manifest.version}`}`;
  const warn = (remedy: string) => warning("daemon", found, remedy);
  if (version !== manifest.version || safe_mode !== null) return warn("`lockstep restart`");
  if (queue.dead_letters > 0) return warn(`${queue.dead_letters} jobs failed for good: \`lockstep queue list\``);
  // A daemon of before does not tell it.
  if (http?.fault) return warning("daemon", `${found}; HTTP: ${http.fault}`, "it is tried again by itself");
  return state === "ready" || state.startsWith("starting") ? good("daemon", found) : warn("`lockstep status` says more");
}

function ofProject({ root, state, poisoned_files, warning: trouble, backend }: ProjectStatus): Examination {
  const check = `project ${root}`;
  if (state.startsWith("paused")) return bad(check, state, "it goes on by itself when the cause is gone");
  if (poisoned_files.length > 0) {
    const found = `skipped, for reading them ended a thread: ${poisoned_files.join(", ")}`;
    return warning(check, found, "they are read again when they change, or by another version");
  }
  if (trouble !== null) return warning(check, trouble, null);
  const by = backend.name === "poll" ? "polled" : `watched by ${backend.name}`;
  const found = `${state}, ${by}${backend.reason === "" ? "" : ` (${backend.reason})`}`;
  // A daemon of before tells no remedy.
  return backend.remedy ? warning(check, found, backend.remedy) : good(check, found);
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
