/** What a verb is given: its words, the terminal, and the parts that only the entry may know. */

import type { Acknowledgement, BaselineEntry, Confirmation, Report } from "../../analysis/model.js";
import type { Examination } from "../../base/examination.js";
import type { FixBook } from "../../domains/documentation/fix-book.js";
import type { Repaired, RepairPlan, Undoing, UndoResult } from "../../domains/documentation/repair.js";
import type { Ledger } from "../../domains/ledger.js";
import type { BoundText, CheckRequest, DaemonStatus, Explanation, LedgerKeeper, Method } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import type { Manifest } from "./manifest.js";

/** Progress of a longer work. */
export interface Step {
  step: string;
  done: number;
  total: number;
}

/** Which fixes are wanted. */
export interface RepairRequest {
  suggested: boolean;
  rules: ReadonlySet<string> | null;
  /** File or folder relative to the project; empty for all. */
  under: string;
  onProgress(step: Step): void;
}

/** Git hooks of one repository, as `git-hooks` tells them. */
export interface GitHooks {
  root: string;
  keeper: "git" | "shared" | "tree" | "husky" | "lefthook" | "pre-commit";
  hooks_dir: string;
  spool: string | null;
  spool_bytes: number;
  hooks: {
    hook: string;
    path: string;
    state: "installed" | "outdated" | "edited" | "absent";
    form: "own" | "block" | "chain" | null;
  }[];
  /** What somebody has to put in by hand. */
  lines: { file: string; text: string; reason: string }[];
  /** Command of the manager that is still to be run. */
  next: string | null;
  /** Files that were written, renamed or removed. */
  changed: string[];
}

/** What `doctor --bundle` would write. */
export interface BundleFile {
  path: string;
  parts: { name: string; about: string; bytes: number }[];
  write(): void;
}

/** Works on git hooks. All throw NO_REPOSITORY; who changes something also CONFLICT, and then nothing is changed. */
export interface GitHookWork {
  status(dir: string): Promise<GitHooks>;
  install(dir: string, options: { write: boolean; gates: readonly ("pre-commit" | "pre-push")[] }): Promise<GitHooks>;
  uninstall(dir: string): Promise<GitHooks>;
}

/** The daemon as a service, as `service` tells it. */
export interface ServiceState {
  kind: "systemd user" | "systemd system" | "launchd";
  enabled: boolean;
  active: string | null;
  pid: number | null;
  files: { path: string; state: "installed" | "outdated" | "absent" }[];
  notes: string[];
}

/** Works on the service. What asks a service manager throws SERVICE_UNAVAILABLE, what writes SERVICE_REFUSED. */
export interface ServiceWork {
  print(): Promise<{ path: string; text: string }[]>;
  install(): Promise<ServiceState>;
  uninstall(): Promise<ServiceState>;
  status(): Promise<ServiceState>;
  isInstalled(): boolean;
  refresh(): Promise<boolean>;
  manager: { start(): Promise<void>; stop(): Promise<void>; activity(): Promise<{ pid: number | null }> };
}

/** Parts from beyond the surface, handed in by the entry and loaded when they are called. */
export interface Assembly {
  /** Real path of the folder `dir`. Throws DIR_*. */
  openFolder(dir: string): Promise<string>;
  /** Does the whole check here. Throws DIR_*, CONFIG_*. */
  checkOnce(
    dir: string,
    options: { onProgress(step: Step): void } & Pick<CheckRequest, "since">,
  ): Promise<{ reportWith(options: Pick<CheckRequest, "baseline" | "all">): Report; explain(id: string): Explanation }>;
  /** What a document, or a section of it, is bound to. Throws DIR_*, CONFIG_*, UNKNOWN_DOCUMENT, UNKNOWN_SECTION. */
  boundTexts(
    dir: string,
    request: { document: string; section: string | null; onProgress(step: Step): void },
  ): Promise<BoundText[]>;
  /** Reads lines of files of the project at `dir`, as the guard lets them be read. */
  sourceLines(dir: string): Promise<(path: string) => readonly string[] | null>;
  /** The ledger, read-only. Throws LEDGER_*. */
  openLedger(): Promise<Ledger>;
  /** What can be done with the ledger's file from here. Throws CONFIG_*. */
  keeper(): Promise<LedgerKeeper>;
  /** Writes an acknowledgement into the repository at `dir`. Throws CONFIG_INVALID. */
  shareAcknowledgement(dir: string, made: Acknowledgement): Promise<void>;
  /** Writes confirmations into the repository at `dir`. Throws CONFIG_INVALID. */
  shareConfirmations(dir: string, made: readonly Confirmation[]): Promise<void>;
  /** Makes `entries` the baseline of the repository at `dir`. Throws CONFIG_INVALID. */
  writeBaseline(dir: string, entries: readonly BaselineEntry[]): Promise<void>;
  /** Drops entries from the baseline of the repository at `dir`. Throws CONFIG_INVALID. */
  pruneBaseline(dir: string, fixed: readonly BaselineEntry[]): Promise<void>;
  methods(): Promise<readonly Method[]>;
  /** The project that a path belongs to, and the path relative to it. Throws DIR_MISSING. */
  projectOf(path: string, cwd: string): Promise<{ dir: string; under: string }>;
  /** Plans fixes, tried in memory; `write` writes them. Throws DIR_*, CONFIG_*. */
  planRepair(dir: string, options: RepairRequest): Promise<{ plan: RepairPlan; write(book: FixBook): Promise<Repaired> }>;
  /** Throws DIR_*, UNKNOWN_FIX, NOTHING_TO_UNDO. */
  undoRepair(dir: string, book: FixBook, which: Undoing): Promise<UndoResult>;
  gitHooks(): Promise<GitHookWork>;
  /** The service of this user; with a name, that of the machine for this user. Throws SERVICE_REFUSED. */
  service(user: string | null): Promise<ServiceWork>;
  /** Writes the files that a project begins with, unless they are there, and counts what it is made of. Throws DIR_*, CONFIG_*. */
  begin(dir: string): Promise<{
    files: { path: string; written: boolean }[];
    languages: Record<string, number>;
    documents: number;
  }>;
  /** Looks at the machine, the places and the project at `dir`; `answers`: whether a daemon does. Throws DIR_*. */
  examine(dir: string, answers: boolean): Promise<Examination[]>;
  /** Reads and redacts what others need who are to help; `write` writes it to `path`, and throws USAGE when that cannot be. */
  bundle(dir: string, found: { checks: readonly Examination[]; status: DaemonStatus | null }): Promise<BundleFile>;
  /** Has the next daemon begin as always, however the last ones ended. */
  forgetStarts(): Promise<void>;
  /** The daemon that holds the ledger, for who could not reach it at its socket; null when none does. Throws LEDGER_*, CONFIG_*. */
  unreachableDaemon(): Promise<{ pid: number; instance: string } | null>;
  /** Waits until no other process of this user writes documents; gives what ends the turn. Throws LOCKED. */
  takeTurn(): Promise<() => void>;
  /** Lends the ledger, made or migrated if need be, while nobody else writes it. Throws LOCKED, LEDGER_*. */
  withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  /** Where the ledger and the logs are, and what heap a daemon gets (MiB), by the machine's configuration. Throws CONFIG_*. */
  places(): Promise<{ ledger: string; logsDir: string; heapMib: number }>;
  /** Script that is the daemon. */
  daemonScript: string;
}

export interface Cli {
  manifest: Manifest;
  assembly: Assembly;
  env: NodeJS.ProcessEnv;
  /** Where the process stands. */
  cwd: string;
  /** Opened when it is asked for: it may be closed, or slow to open. */
  stdin(): NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Replaces what happens when nobody reads standard output any more: usually the process ends. */
  whenUnread(listener: () => void): void;
}

/** A verb: prints its answer and gives the exit status. */
export type Handler = (cli: Cli, given: Arguments) => Promise<number>;

/** A note for people, on standard error unless `--quiet`. */
export function note({ stderr }: Cli, given: Arguments, text: string): void {
  if (!given.flag("quiet")) stderr.write(`lockstep: ${escapeText(text)}\n`);
}
