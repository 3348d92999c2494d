/**
 * What a method is: the one definition behind the socket call, the command-line verb and the reference page.
 */
import type { z } from "zod";
import type { Claim, Grounds, Report } from "../analysis/model.js";
import type { Clock } from "../base/time.js";

/** Answers about one project, from memory of a running daemon or computed on the spot; both give the same. */
export interface ProjectService {
  /** Sweeps `root`, judges what changed and reports. */
  check(request: CheckRequest): Promise<Stamped<Report>>;
  /** Everything that led to one finding. Throws UNKNOWN_FINDING. */
  explain(request: { root: string; id: string }): Promise<Explanation>;
}

/** What a check is to report; all of it is left out when not said otherwise. */
export interface CheckRequest {
  root: string;
  /** false: also what the baseline holds. */
  baseline?: boolean;
  /** A ref: only what is new since its merge base with HEAD. */
  since?: string | null;
  /** Also the claims that could not be judged. */
  all?: boolean;
}

/** An answer with the state it was computed from. */
export interface Stamped<T> {
  instance: string;
  seq: number;
  as_of: string;
  answer: T;
}

/** How a finding came about; `sections` are rendered in order as text. */
export interface Explanation {
  finding: Report["findings"][number];
  claim: Claim;
  gates: { gate: string; open: boolean; detail: string }[];
  confidence: Record<string, number>;
  /** What an acknowledgement of it holds on to. */
  grounds: Grounds;
  history: string[];
  facts: string[];
  /** What judging it read of the tree and of history, misses included. */
  keys: string[];
  rule: { id: string; summary: string; weight: number; needs: string[] };
}

/** What only a running daemon can do. Absent (null in the context) when a verb runs without one. */
export interface DaemonService {
  status(): DaemonStatus;
  stop(): void;
  /** Reads all configuration anew. Throws CONFIG_*; then everything stays as it was. */
  reload(): Promise<ReloadResult>;
  /** Adds the project at `dir` when new, arms its watcher and queues its first sweep. Throws DIR_*, CONFIG_*. */
  addProject(request: { dir: string }): Promise<{ project_id: number; root: string; added: boolean }>;
  /** Ends all work on the project at `root`, and has `forget` delete it. */
  removeProject<T>(request: { root: string; forget: () => Promise<T> }): Promise<T>;
  /**
   * Sweeps now and waits until all that was found is judged, committed and settled. Of all projects, gives those that cannot be; of
   * one, throws why. Throws FRESH_TIMEOUT.
   */
  waitFresh(request: { root: string | null; timeout_ms: number }): Promise<NotFresh[]>;
}

/** What came of reading all configuration anew. */
export interface ReloadResult {
  /** Roots of the projects that are watched and swept anew. */
  projects: string[];
  /** Settings that are different, and hold from the next start on. */
  restart: string[];
}

/** A project that nothing new can be said of now. */
export interface NotFresh {
  root: string;
  code: string;
  reason: string;
}

/** Result of `status --json`. */
export interface DaemonStatus {
  running: true;
  instance: string;
  pid: number;
  version: string;
  started_at: string;
  seq: number;
  as_of: string;
  /** `starting: <step>`, `ready`, `degraded: <why>`, `draining`. */
  state: string;
  projects: ProjectStatus[];
  queue: { depth: number; in_progress: number; dead_letters: number };
  last_pass: { at: string; project: string; files: number; took_ms: number } | null;
  ledger: string;
  memory: { rss: number; heap_used: number };
}

export interface ProjectStatus {
  id: number;
  name: string;
  root: string;
  /** `indexing`, `ready`, `paused: <why>`. */
  state: string;
  seq: number;
  documents: number;
  files: number;
  findings: number;
  score: number | null;
  drift_detected: boolean;
  skipped: number;
  poisoned: number;
  /** The first of the poisoned files, by path: they ended a thread or the daemon, and are skipped until they change. */
  poisoned_files: string[];
  /** What people should know beside the state, such as a lock that git left behind; null when there is nothing. */
  warning: string | null;
  /** Watch backend and why it was chosen. */
  backend: { name: string; reason: string };
  queue_depth: number;
  last_pass: { at: string; files: number; took_ms: number } | null;
  history: { kind: string; note: string };
  progress: { done: number; total: number } | null;
}

/** What a running method is given. `L` is the ledger's stores. */
export interface MethodContext<L = unknown> {
  ledger: L | null;
  projects: ProjectService;
  daemon: DaemonService | null;
  clock: Clock;
  /** Agent id of the caller. */
  actor: string;
}

/** Short form and shape of a method on the command line. */
export interface CliShape {
  /** `check` for `lockstep check`; without it only `lockstep <domain> <verb>`. */
  short?: string;
  /** Names of params given by position, in order. */
  positional?: readonly string[];
}

export interface Method<P extends z.ZodObject = z.ZodObject, R extends z.ZodType = z.ZodType, L = unknown> {
  /** `domain.verb`. */
  name: string;
  /** One line, imperative. */
  summary: string;
  /** Runs in the writer's transaction and leaves an AuditLog row. */
  writes: boolean;
  /** Only a running daemon can do it. */
  daemon?: boolean;
  /** Speaks of the process itself, and is answered also while the daemon starts. */
  early?: boolean;
  /** Longest a caller waits, unless a param `timeout_ms` says otherwise; 30 s when not given. */
  deadline_ms?: number;
  params: P;
  result: R;
  cli?: CliShape;
  run(context: MethodContext<L>, params: z.output<P>): z.input<R> | Promise<z.input<R>>;
}

/** Declares a method; the identity, for its types. */
export function method<P extends z.ZodObject, R extends z.ZodType, L = unknown>(definition: Method<P, R, L>): Method<P, R, L> {
  return definition;
}
