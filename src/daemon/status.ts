/** What `status` says. Everything it needs is in memory, so that asking costs next to nothing. */
import { isoTime } from "../base/time.js";
import type { DaemonStatus, ProjectStatus } from "../domains/method.js";
import type { WatchState } from "../doors/watcher/thread.js";
import type { ProjectSession } from "../pass/session.js";
import type { Memory } from "./memory.js";

export interface StatusParts {
  instance: string;
  version: string;
  started_at: string;
  now: number;
  state: string;
  safe_mode: string | null;
  sessions: readonly ProjectSession[];
  watchState(session: ProjectSession): WatchState;
  depth(project_id: number | null): { pending: number; in_progress: number; dead_letters: number };
  ledger: string;
  socket: string;
  http: DaemonStatus["http"];
  restored: DaemonStatus["restored"];
  memory: Memory;
}

export function daemonStatus(parts: StatusParts): DaemonStatus {
  const { instance, version, started_at, now, safe_mode, sessions, ledger, socket, http, restored, memory } = parts;
  const { pending, in_progress, dead_letters } = parts.depth(null);
  return {
    running: true,
    instance,
    pid: process.pid,
    version,
    started_at,
    seq: sessions.reduce((total, { recorder }) => total + recorder.seq, 0),
    as_of: isoTime(now),
    state: overall(parts),
    safe_mode,
    projects: sessions.map((session) => projectStatus(session, parts)),
    queue: { depth: pending, in_progress, dead_letters },
    last_pass: latestPass(sessions),
    ledger,
    socket,
    http,
    restored,
    memory,
  };
}

/** A ready daemon that must poll, or do little, says so, with the remedy. */
function overall({ state, safe_mode, sessions, watchState }: StatusParts): string {
  if (state !== "ready") return state;
  if (safe_mode !== null) return `degraded: ${safe_mode}`;
  const polled = sessions.find((session) => session.state.kind !== "paused" && isReduced(watchState(session)));
  if (!polled) return state;
  const { reason, remedy } = watchState(polled);
  return `degraded: ${polled.project.root} is polled, not watched (${reason}: ${remedy})`;
}

/** Polled for want of something: not because that was asked for, or suits its file system. */
function isReduced({ name, remedy }: WatchState): boolean {
  return name === "poll" && remedy !== null;
}

function projectStatus(session: ProjectSession, { watchState, depth }: StatusParts): ProjectStatus {
  const { project, recorder, state, progress } = session;
  const { summary, seq, lastPass } = recorder;
  return {
    id: project.id,
    name: project.name,
    root: project.root,
    state: state.kind === "paused" ? `paused: ${state.reason}` : state.kind,
    seq,
    documents: summary.documents,
    files: summary.files,
    findings: summary.findings,
    score: summary.score,
    drift_detected: summary.drifted > 0,
    skipped: session.skipped,
    poisoned: summary.poisoned,
    poisoned_files: summary.poisoned_paths,
    warning: session.warning,
    backend: watchState(session),
    queue_depth: depth(project.id).pending,
    last_pass: lastPass,
    history: { kind: recorder.history.kind, note: recorder.history.note },
    progress,
  };
}

function latestPass(sessions: readonly ProjectSession[]): DaemonStatus["last_pass"] {
  let latest: DaemonStatus["last_pass"] = null;
  for (const { project, recorder } of sessions) {
    const { lastPass } = recorder;
    if (lastPass && (latest === null || lastPass.at > latest.at)) latest = { ...lastPass, project: project.root };
  }
  return latest;
}
