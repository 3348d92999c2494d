/**
 * What a method is: the one definition behind the socket call, the command-line verb and the reference page.
 */
import type { z } from "zod";
import type { Claim, Fingerprints, Grounds, Report, Tier } from "../analysis/model.js";
import type { Clock } from "../base/time.js";
import type { Inspection } from "../storage/inspect.js";
import type { Migrated } from "../storage/migrate.js";
import type { ProjectIdentity } from "./documentation/projects.js";
import type { Stores } from "./ledger.js";
import type { AuditAction } from "./operations/audit.js";
import type { ClockRun } from "./operations/clock-runs.js";
import type { Restored } from "./restore/note.js";
import type { Rebuilt } from "./restore/rebuild.js";
import type { Stamp } from "./stamp.js";

/** Answers about one project, from memory of a running daemon or computed on the spot; both give the same. */
export interface ProjectService {
  /** Sweeps `root`, judges what changed and reports. */
  check(request: CheckRequest): Promise<Stamped<Report>>;
  /** Everything that led to one finding. Throws UNKNOWN_FINDING. */
  explain(request: { root: string; id: string }): Promise<Stamped<Explanation>>;
  /** What a document, or a section of it, is bound to. Throws UNKNOWN_DOCUMENT and UNKNOWN_SECTION. */
  bindings(request: { root: string; document: string; section: string | null }): Promise<Stamped<BoundText[]>>;
}

/** A text that is bound to code, and what that code looks like now. */
export interface BoundText {
  document: string;
  line: number;
  /** The binding as it is written, and how many equal ones stand before it in the document. */
  binding: string;
  ordinal: number;
  /** Hash of the words of the text. */
  words: string;
  target: string;
  /** null when the file as such is bound. */
  name: string | null;
  tiers: Tier[];
  /** Version of what made the fingerprints. */
  reader: number;
  /** null when no declaration is bound, or it is gone. */
  now: Fingerprints | null;
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
export interface Stamped<T> extends Stamp {
  answer: T;
}

/** The state alone. */
export function stampIn({ instance, seq, as_of }: Stamp): Stamp {
  return { instance, seq, as_of };
}

/** How a finding came about. */
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
  /** What makes the folder `dir` a project that can be watched. Throws DIR_*, CONFIG_*. */
  identify(request: { dir: string }): Promise<ProjectIdentity>;
  /** Arms the watcher of a project that the ledger has, and queues its first sweep; one that is watched already stays as it is. */
  watch(request: { project_id: number }): Promise<void>;
  /** Every timed job. */
  clock(): ClockJobStatus[];
  /** Has a timed job done now, and waits for its end. Throws USAGE. */
  runJob(request: { job: string }): Promise<ClockRun>;
  /** Ends all work on a project that was forgotten, and deletes what the ledger still has of it. */
  removeProject(request: { root: string }): Promise<void>;
  /**
   * Sweeps now and waits until all that was found is judged, committed and settled. Of all projects, gives those that cannot be; of
   * one, throws why. Throws FRESH_TIMEOUT.
   */
  waitFresh(request: Waiting): Promise<NotFresh[]>;
  /** Waits until the project, or all of them together, are at the state `seq`. Throws FRESH_TIMEOUT. */
  waitState(request: Waiting & { seq: number }): Promise<void>;
}

/** What can be done with the ledger's file as a whole. */
export interface LedgerKeeper {
  status(): LedgerFileStatus;
  /** Throws LEDGER_*. */
  backup(): Promise<{ backup: string }>;
  /** Reads all of it. Throws LEDGER_DAMAGED when something is wrong, unless `repair` could make it anew; LOCKED. */
  verify(request: { repair: boolean }): Promise<Verified>;
  /** Gives free pages back; bytes of the file before and after. */
  vacuum(): Promise<{ before: number; after: number }>;
  /** Throws LOCKED, LEDGER_*, MIGRATION_FAILED; as the next two. */
  migrate(): Promise<Migrated>;
  rollback(request: { to: number | null; yes: boolean }): Promise<Migrated>;
  restore(request: { file: string | null; exact: boolean; yes: boolean }): Promise<Restored>;
  /** Takes the word that a restored ledger was noticed; false when there was none. */
  acknowledge(): boolean;
}

export interface Verified extends Rebuilt {
  tables: Inspection["tables"];
}

export interface LedgerFileStatus {
  path: string;
  /** null when there is none, or it cannot be read. */
  version: number | null;
  /** Newest version that this program knows. */
  known_version: number;
  /** Bytes of the file, and of its write-ahead log. */
  size: number;
  wal: number;
  last_backup: { path: string; at: string; version: number; size: number } | null;
  backups: number;
  /** What keeps it from being read; null when nothing does. Not every page is looked at. */
  fault: string | null;
  /** The last restore, until it is acknowledged. */
  restored: Restored | null;
}

/** For which project, null for all, and how long one waits. */
export interface Waiting {
  root: string | null;
  timeout_ms: number;
}

/** A timed job: when it runs, and how its last run went. */
export interface ClockJobStatus {
  job: string;
  /** Cron expression in UTC, or `off`; null where no daemon runs that would know. */
  schedule: string | null;
  next: string | null;
  /** Beginning of its last run; null when there was none. */
  last: string | null;
  outcome: "done" | "failed" | null;
  took_ms: number | null;
  error: string | null;
  last_success: string | null;
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
  /** Why the daemon does no more than it must, until `lockstep restart`; null when it works as always. */
  safe_mode: string | null;
  projects: ProjectStatus[];
  queue: { depth: number; in_progress: number; dead_letters: number };
  last_pass: { at: string; project: string; files: number; took_ms: number } | null;
  ledger: string;
  /** Where it listens. */
  socket: string;
  /** null when it is not enabled. */
  http: HttpStatus | null;
  /** What a restore of the ledger did, until somebody acknowledges it. */
  restored: Restored | null;
  memory: { rss: number; heap_used: number };
}

/** HTTP on this machine's loopback. */
export interface HttpStatus {
  /** null while it cannot be opened. */
  port: number | null;
  /** The file that holds the token. */
  token_file: string;
  /** Whether `/metrics` is given without it. */
  metrics_public: boolean;
  /** What is in the way, and what to do; null when nothing is. */
  fault: string | null;
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
  /** Watch backend, why it was chosen, what would let a better one work (null: this is the best), and its watches. */
  backend: { name: string; reason: string; remedy: string | null; watches: number };
  queue_depth: number;
  last_pass: { at: string; files: number; took_ms: number } | null;
  history: { kind: string; note: string };
  progress: { done: number; total: number } | null;
}

/** What a method that reads is given. */
export interface ReadingContext {
  /** Over a connection that cannot write; null where there is no ledger. */
  ledger: Stores | null;
  projects: ProjectService;
  daemon: DaemonService | null;
  /** null where a method has the ledger open that it would work on. */
  keeper: LedgerKeeper | null;
  clock: Clock;
}

/** What a method that writes is given inside the writer's transaction. */
export interface WritingContext {
  ledger: Stores;
  /** Agent id of the caller. */
  actor: string;
  /** The time that everything it writes bears. */
  now: string;
}

/** What a writing method did: its answer, and what of it the audit log keeps. */
export interface Told<T> {
  answer: T;
  audit: {
    /** 0 when it concerns no project. */
    project_id: number;
    entity_type: string;
    entity_id: string;
    action: AuditAction;
    /** false: all was so already. */
    changed?: boolean;
    changes: Record<string, unknown>;
  };
}

/** Short form and shape of a method on the command line. */
export interface CliShape {
  /** `check` for `lockstep check`; without it only `lockstep <domain> <verb>`. */
  short?: string;
  /** Names of params given by position, in order. */
  positional?: readonly string[];
}

interface Definition<P extends z.ZodObject, R extends z.ZodType> {
  /** `domain.verb`. */
  name: string;
  /** One line, imperative. */
  summary: string;
  /** Only a running daemon can do it. */
  daemon?: boolean;
  /** Works on the ledger's file, and needs nobody to open it. */
  file?: boolean;
  /** Needs it closed, or reads it from beside: the command line does it itself, whether a daemon runs or not. */
  here?: boolean;
  /** Speaks of the process itself, and is answered also while the daemon starts. */
  early?: boolean;
  /** Longest a caller waits, unless a param `timeout_ms` says otherwise; 30 s when not given. */
  deadline_ms?: number;
  params: P;
  /** Always an object; every answer also carries the fields of `stampShape`. */
  result: R;
  cli?: CliShape;
}

/** Tells what is; what it is given of the ledger cannot write. */
export interface ReadingMethod<P extends z.ZodObject = z.ZodObject, R extends z.ZodType = z.ZodType> extends Definition<P, R> {
  writes: false;
  run(context: ReadingContext, params: z.output<P>): z.input<R> | Promise<z.input<R>>;
}

/** Takes what it is told, in one transaction with its row of AuditLog. */
export interface WritingMethod<P extends z.ZodObject = z.ZodObject, R extends z.ZodType = z.ZodType, Q = unknown>
  extends Definition<P, R> {
  writes: true;
  /** Finds out, before the transaction, what `tell` needs to know. */
  prepare?(context: ReadingContext, params: z.output<P>): Promise<Q>;
  /** Runs in the writer's transaction, which what it throws takes back. */
  tell(context: WritingContext, params: z.output<P>, prepared: Q): Told<z.input<R>>;
  /** After the commit: lets those who work with it know. */
  after?(context: ReadingContext, params: z.output<P>, answer: z.input<R>): Promise<void>;
}

export type Method = ReadingMethod | WritingMethod;

/** Declares a method that reads; the identity, for its types. */
export function method<P extends z.ZodObject, R extends z.ZodType>(definition: ReadingMethod<P, R>): ReadingMethod<P, R> {
  return definition;
}

/** Declares a method that writes; the identity, for its types. */
export function writingMethod<P extends z.ZodObject, R extends z.ZodType, Q = undefined>(
  definition: WritingMethod<P, R, Q>,
): WritingMethod<P, R, Q> {
  return definition;
}
