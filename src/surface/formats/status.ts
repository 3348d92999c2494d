/** The daemon and its projects on one screen. */
import type { DaemonStatus, ProjectStatus } from "../../domains/method.js";
import type { Paint } from "./colours.js";
import { escapeText } from "./escape.js";
import { count, duration, grouped, shownScore } from "./text.js";

export interface StatusOptions {
  paint: Paint;
  /** Epoch milliseconds, for ages. */
  now: number;
}

export function renderStatus(status: DaemonStatus, { paint, now }: StatusOptions): string {
  const { queue, last_pass, memory } = status;
  const state = paint(status.state === "ready" ? "good" : "warning", escapeText(status.state));
  const lines = [
    `lockstepd ${status.version} ${state} · pid ${status.pid} · up ${age(status.started_at, now)} · instance ${status.instance} · seq ${status.seq}`,
    `queue ${queue.depth} waiting, ${queue.in_progress} in progress, ${deadLetters(queue.dead_letters, paint)} · memory ${mebibytes(memory.rss)}`,
    last_pass
      ? `last pass ${count(last_pass.files, "file")} in ${duration(last_pass.took_ms)}, ${age(last_pass.at, now)} ago`
      : "no pass yet",
    `ledger ${escapeText(status.ledger)}${socketOf(status)}`,
    ...renderHttp(status, paint),
    ...renderRestored(status, paint),
    ...(status.projects.length === 0 ? ["", "no projects; `lockstep start DIR` adds one"] : []),
    ...status.projects.flatMap((project) => ["", ...renderProject(project, paint, now)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A daemon of before does not tell it. */
function socketOf({ socket }: Partial<Pick<DaemonStatus, "socket">>): string {
  return socket === undefined ? "" : ` · socket ${escapeText(socket)}`;
}

/** Where it answers; the token itself is in its file only. A daemon of before knows nothing of it. */
function renderHttp({ http }: Partial<Pick<DaemonStatus, "http">>, paint: Paint): string[] {
  if (!http) return [];
  const { port, token_file, fault } = http;
  const place = port === null ? "http not open" : `http http://127.0.0.1:${port} · token in ${escapeText(token_file)}`;
  return fault === null ? [place] : [paint("warning", `${place}: ${escapeText(fault)}`)];
}

/** A daemon of before knows nothing of it. */
function renderRestored({ restored }: Pick<DaemonStatus, "restored">, paint: Paint): string[] {
  if (!restored) return [];
  const { at, backup_at, damaged, lost } = restored;
  const from = backup_at === null ? "begun anew, for there was no good backup" : `restored from the backup of ${backup_at}`;
  return [
    paint("warning", `ledger was damaged; ${from} (${at}); \`lockstep db acknowledge\` when you have seen it`),
    ...(damaged === null ? [] : [`  the damaged one is ${escapeText(damaged)}`]),
    ...(lost.length === 0 ? ["  nothing that people said is lost"] : lost.map((what) => `  lost: ${escapeText(what)}`)),
  ];
}

function renderProject(project: ProjectStatus, paint: Paint, now: number): string[] {
  const { score, findings, documents, files, skipped, poisoned, poisoned_files, warning, backend, history, last_pass } = project;
  const found = paint(findings > 0 ? "error" : "good", count(findings, "finding"));
  const parts = [
    found,
    score === null ? "no score" : `score ${shownScore(score)}`,
    count(documents, "document"),
    count(files, "file"),
    ...(skipped > 0 ? [`${grouped(skipped)} skipped`] : []),
    ...(poisoned > 0 ? [paint("warning", `${grouped(poisoned)} poisoned`)] : []),
  ];
  const pass = last_pass
    ? `pass ${age(last_pass.at, now)} ago: ${count(last_pass.files, "file")} in ${duration(last_pass.took_ms)}`
    : "no pass yet";
  return [
    `${paint("strong", escapeText(project.root))} ${stateOf(project, paint)}`,
    `  ${parts.join(" · ")}`,
    ...(poisoned_files.length === 0 ? [] : [`  poisoned: ${poisoned_files.map(escapeText).join(", ")}`]),
    ...(warning === null ? [] : [`  ${paint("warning", escapeText(warning))}`]),
    `  ${pass} · seq ${project.seq} · queue ${project.queue_depth}`,
    `  ${watchedBy(backend, paint)} · history ${escapeText(history.kind)}${noteOf(history.note)}`,
  ];
}

/** A daemon of before tells no remedy. */
function watchedBy({ name, reason, remedy }: ProjectStatus["backend"], paint: Paint): string {
  const by = name === "poll" ? "polled" : `watched by ${escapeText(name)}`;
  return remedy ? paint("warning", `${by} (${escapeText(reason)}: ${escapeText(remedy)})`) : `${by}${noteOf(reason)}`;
}

function stateOf({ state, progress }: ProjectStatus, paint: Paint): string {
  const shown = paint(state === "ready" ? "good" : "warning", escapeText(state));
  return progress && progress.total > 0 ? `${shown} ${Math.floor((100 * progress.done) / progress.total)} %` : shown;
}

function noteOf(note: string): string {
  return note === "" ? "" : ` (${escapeText(note)})`;
}

function deadLetters(n: number, paint: Paint): string {
  const text = `${n} failed`;
  return n > 0 ? paint("error", text) : text;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}

/** `4 s`, `12 min`, `3 h`, `5 d`. */
function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
