/** The parts of a bundle, read without a daemon: what is asked of one is handed in. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { availableParallelism, homedir, release, totalmem } from "node:os";
import { programVersion } from "./base/package.js";
import { type Place, projectPlaces } from "./base/redaction.js";
import { logFiles } from "./config/log-files.js";
import type { LedgerPaths, UserPaths } from "./config/paths.js";
import type { Config } from "./config/schema.js";
import { listSettings } from "./config/settings.js";
import { settingVariables } from "./config/variables.js";
import { type Bundle, type BundlePart, makeBundle } from "./doctor/bundle.js";
import { SHARED_PROJECT } from "./domains/documentation/projects.js";
import { type Ledger, readLedger } from "./domains/ledger.js";
import type { DaemonStatus } from "./domains/method.js";
import { fileStatus } from "./domains/restore/file-status.js";
import { loadProjectConfig } from "./pass/project-config.js";
import { openRoot } from "./worktree/guard.js";

export interface BundleGrounds {
  env: NodeJS.ProcessEnv;
  paths: UserPaths;
  /** Throws CONFIG_*. */
  places(): Promise<LedgerPaths & { config: Config }>;
  /** Folder of the project. */
  dir: string;
  /** What `doctor` found, and what the daemon says of itself; null where none answers. */
  checks: unknown;
  status: DaemonStatus | null;
}

/** Of the newest log files, what is read. */
const LOG_BYTES_MAX = 262_144;
const METRICS_MAX = 500;
/** Of settings, what is told as it is; of texts, lists and maps only that they are set. */
const TOLD = new Set(["number", "boolean"]);

export async function bundleOf(grounds: BundleGrounds): Promise<Bundle> {
  const { env, paths, places, dir, checks, status } = grounds;
  const found = await places().catch(() => null);
  const ledger = found?.ledger ?? paths.ledger;
  const parts: BundlePart[] = [
    { name: "about", about: "versions of lockstep, Node and the system, and which variables are set", read: () => about(env) },
    { name: "checks", about: "what doctor found", read: () => checks },
    { name: "status", about: "what the daemon says of itself", read: () => unnamed(status) },
    {
      name: "settings",
      about: "settings of this machine that are not the defaults; of texts and lists only that they are set",
      read: async () => changedSettings((await places()).config),
    },
    {
      name: "project_settings",
      about: "the same of the project",
      read: async () => changedSettings((await loadProjectConfig(openRoot(dir), paths.configFile, env)).config),
    },
    { name: "ledger", about: "size, version and backups of the ledger", read: () => fileStatus(ledger) },
    {
      name: "clock",
      about: "last run of each timed job",
      read: () => readLedger(ledger, (from) => from.operations.listClockRuns()),
    },
    { name: "queue", about: "what waits, and what failed for good", read: () => readLedger(ledger, queueOf) },
    {
      name: "metrics",
      about: "last sample of each metric",
      read: () =>
        readLedger(ledger, (from) => from.operations.listLatestMetrics({ project_id: SHARED_PROJECT, limit: METRICS_MAX })),
    },
    {
      name: "logs",
      about: "newest lines of the log; they name files within projects",
      read: () => lastLines(found?.logsDir ?? paths.logsDir),
    },
  ];
  return await makeBundle(parts, hidden(ledger, grounds));
}

function about(env: NodeJS.ProcessEnv) {
  return {
    made_at: new Date().toISOString(),
    lockstep: programVersion(),
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    release: release(),
    processors: availableParallelism(),
    memory_bytes: totalmem(),
    variables: settingVariables(env),
  };
}

/** A project is told by its number: its name is a folder's. */
function unnamed(status: DaemonStatus | null) {
  return status && { ...status, projects: status.projects.map(({ name: _, ...project }) => project) };
}

/** Settings by key that are not the defaults. */
function changedSettings(config: Config): Record<string, unknown> {
  const changed = listSettings().flatMap(({ key, default: usual }) => {
    const value = key.split(".").reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], config);
    if (JSON.stringify(value) === JSON.stringify(usual)) return [];
    return [[key, TOLD.has(typeof value) ? value : "set"]];
  });
  return Object.fromEntries(changed);
}

function queueOf({ inbox }: Ledger) {
  const failed = inbox.listDeadLetters({ project_id: null });
  const told = failed.map(({ id, project_id, task_type, retries, error_message, failed_at }) => {
    return { id, project_id, task_type, retries, error_message, failed_at };
  });
  return { ...inbox.depth({ project_id: null }), failed: told };
}

/** Whole lines of the newest file, and of the one before it when there is room. */
function lastLines(dir: string): unknown[] {
  const lines: unknown[] = [];
  let left = LOG_BYTES_MAX;
  for (const file of logFiles(dir).slice(-2).reverse()) {
    const text = tailOf(file, left);
    left -= Buffer.byteLength(text);
    lines.unshift(
      ...text
        .split("\n")
        .filter((line) => line !== "")
        .map(parsed),
    );
  }
  return lines;
}

/** The end of a file, at most `bytes` of it, from the beginning of a line on. */
function tailOf(file: string, bytes: number): string {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const chunk = Buffer.alloc(Math.min(size, bytes));
    const text = chunk.subarray(0, readSync(descriptor, chunk, 0, chunk.length, size - chunk.length)).toString("utf8");
    return chunk.length === size ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    closeSync(descriptor);
  }
}

/** What is no line of ours may hold anything. */
function parsed(line: string): unknown {
  try {
    const { project: _, ...fields } = JSON.parse(line) as Record<string, unknown>;
    return fields;
  } catch {
    return "[no JSON]";
  }
}

/** Folders whose place is nobody's business: projects, and the user's own. */
function hidden(ledger: string, { env, dir, status }: BundleGrounds): Place[] {
  let known: { id: number; root: string }[] = status?.projects ?? [];
  try {
    known = [...known, ...readLedger(ledger, ({ documentation }) => documentation.listProjects())];
  } catch {
    // The part that reads the ledger says why it cannot be read.
  }
  const home = (env.HOME || homedir()).replace(/\/+$/, "");
  const places = [...projectPlaces(known), { root: dir, mark: "<this project>" }, { root: home, mark: "~" }];
  const first = new Map(places.toReversed().map((place) => [place.root, place]));
  return [...first.values()];
}
