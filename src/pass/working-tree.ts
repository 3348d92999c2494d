/** A working tree with its git repository and the model made of them: what a one-shot check and the daemon have in common. */
import { createHash } from "node:crypto";
import type { Skipped } from "../analysis/model.js";
import type { Vocabulary } from "../analysis/rules/rule.js";
import { originAddress } from "../analysis/world/hosted.js";
import type { World } from "../analysis/world/world.js";
import { LockstepError } from "../base/errors.js";
import { baseName } from "../base/paths.js";
import { isoTime } from "../base/time.js";
import type { Config } from "../config/schema.js";
import type { HistoryRecord } from "../domains/documentation/history.js";
import { dependencyExports } from "../worktree/dependency-exports.js";
import { openGit } from "../worktree/git.js";
import { gitFileList } from "../worktree/git-files.js";
import { lstatFile, type Root, readSource } from "../worktree/guard.js";
import { isOnBranch } from "../worktree/head.js";
import { createIgnore, IGNORE_FILES, type Ignore } from "../worktree/ignore.js";
import { keptListing } from "../worktree/kept-listing.js";
import { isRootPresent } from "../worktree/root.js";
import { sameStat } from "../worktree/stats.js";
import { sweep } from "../worktree/sweep.js";
import type { Agreements } from "./document-sync.js";
import { historyCache } from "./history-cache.js";
import { openPast } from "./past.js";
import type { Analyzer } from "./pool.js";
import { ProjectModel } from "./project.js";
import type { Recorded } from "./recorded.js";
import { NOTHING_TOLD, readSaid, type Told } from "./said/said.js";
import type { TextReaders } from "./tombstones.js";
import type { Look, Tree } from "./tree.js";

export interface WorkingTreeOptions {
  root: Root;
  config: Config;
  analyzer: Analyzer;
  vocabulary: Vocabulary;
  /** Wall time, epoch milliseconds. */
  clock: () => number;
  /** Monotonic milliseconds. */
  monotonic: () => number;
  /** What people said on this machine only; asked at each look. */
  told?: () => Told;
  /** What an earlier pass recorded of files and history. */
  recorded?: Omit<Recorded, "agreed"> & { configHash: string | null };
  /** What documents and code last agreed on. */
  agreed?: Agreements;
  /** What of the repository's configuration was passed over. */
  notes?: readonly Skipped[];
  /** Where histories are kept for runs without a ledger; null keeps nothing. */
  historyCacheDir: string | null;
  /** Where findings of commits are kept between runs; null or nothing keeps nothing. */
  sinceCacheDir?: string | null;
  /** Reads the history of git for at most so long. */
  historyMs: number;
  onHistory?: (done: number) => void;
  /** Called with the files that are held whenever more of them was taken in; what it throws ends the work. */
  onHeld?: (files: ReadonlyMap<string, unknown>) => void;
}

/** Opens the tree. Nothing of it has been looked at yet when this returns, but for what was recorded. */
export async function openWorkingTree(options: WorkingTreeOptions): Promise<Tree> {
  const { root, config, clock, monotonic, analyzer, vocabulary, agreed = new Map(), notes = [] } = options;
  let note = "The folder is not under git: nothing is known of what was here before";
  const git = await openGit(root.path, (why) => {
    note = why;
  });
  const cache = git === null || options.historyCacheDir === null ? null : historyCache(options.historyCacheDir, git);
  const readers: TextReaders = {
    shapes: (path, text) => analyzer.shapes(path, text),
    facts: async (path, text) => (await analyzer.analyze([{ path, kind: "code", text }]))[0]?.facts ?? [],
  };
  const readOutline = (path: string, text: string) => analyzer.outline(path, text);
  const past = openPast({ git, note, history: options.recorded?.history ?? cache?.load() ?? null, readers, readOutline });
  const shelf = options.recorded?.shelf ?? null;
  const onHeld = options.onHeld ?? (() => {});
  const model = new ProjectModel({
    root,
    config,
    analyzer,
    past,
    vocabulary,
    agreed,
    notes,
    shelf,
    onHeld,
    clock,
    now: monotonic,
  });
  past.attach(model.liveNames(), {
    files: () => model.files.values(),
    hasFile: (path) => model.files.has(path) || lstatFile(root, path) !== null,
    hasFolder: (path) => model.world.tree.hasFolder(path),
    text: (path) => textOf(root, path, config),
  });
  let ignore = newIgnore(root, config);
  const configHash = hashOf(config);
  const before = options.recorded?.configHash ?? "";
  if (options.recorded) await model.restore(options.recorded.files, { sameReading: readingOf(before) === readingOf(configHash) });
  const gitList = git === null ? null : gitFileList(root.path);
  const kept = git === null ? null : keptListing(root, git);

  let nested: string[] = [];
  const settle = (world: World): void => {
    world.isIgnored = (path) => ignore.ignores(path, false) || ignore.ignores(path, true);
    world.readOthers = (dependents) => dependencyExports(root, dependents);
    world.isSubfolder = git !== null && git.prefix !== "";
    world.hosted = git === null ? null : originAddress(git.originUrl, git.defaultBranch);
    world.isOpen = (path) => git?.sparse === true || nested.some((folder) => path === folder || path.startsWith(`${folder}/`));
  };
  settle(model.world);

  async function look(): Promise<Look> {
    ignore = newIgnore(root, config);
    const seen = await sweep(root, model.files, { ignore, gitList, kept, filesMax: config.limits.files });
    if (seen.root_missing) throw rootGone(root);
    const { changed, removed, skipped, mass_disappearance } = seen;
    if (seen.nested.join("\n") !== nested.join("\n")) model.configurationMoved();
    nested = seen.nested;
    model.hear(await readSaid(root, isoTime(clock()).slice(0, 10), options.told?.() ?? NOTHING_TOLD));
    // What ignore files say decides which missing paths count as made by a build.
    if ([...changed, ...removed].some((path) => IGNORE_FILES.has(baseName(path)))) model.configurationMoved();
    return { changed, removed, skipped, mass: mass_disappearance };
  }

  async function refreshHistory(): Promise<HistoryRecord | null> {
    const moved = await past.refresh(options.historyMs, options.onHistory);
    if (moved === null) return null;
    model.historyMoved();
    cache?.save(past.data());
    return moved;
  }

  return {
    model,
    configHash,
    settleMs: config.settle_seconds * 1000,
    sweep: look,
    requireRoot() {
      if (!isRootPresent(root)) throw rootGone(root);
    },
    knows: (paths) => paths.every((path) => model.files.has(path)),
    changedSince: (paths) => paths.filter((path) => hasMoved(root, model, path)),
    refreshHistory,
    async since(ref) {
      const now = { snapshot: model.snapshot(), files: new Map(model.files), history: past.data() };
      const { findSince } = await import("./since/since.js");
      const excludes = (path: string) => ignore.excludes(path, false);
      return findSince(ref, {
        ...{ root, config, configHash, analyzer, vocabulary, clock, now: monotonic, readers, readOutline, excludes, settle },
        ...now,
        confirmations: options.told?.().confirmations ?? [],
        historyMs: options.historyMs,
        cacheDir: options.sinceCacheDir ?? null,
        textNow: (path) => textOf(root, path, config),
      });
    },
    writesSafeFixes: config.auto_sync.write === "safe",
    isOnBranch: () => git !== null && isOnBranch(git.gitDir),
    committed: async () => (git === null ? null : await git.headTree()),
    close: () => past.close(),
  };
}

/** Two hashes: of what decides how a file is read, and of all of it. */
function hashOf(config: Config): string {
  const { classes, limits } = config;
  const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
  return `${hash([classes, limits.file_bytes, limits.parse_ms])}.${hash(config)}`;
}

function readingOf(configHash: string): string {
  return configHash.slice(0, configHash.indexOf("."));
}

function rootGone({ path }: Root): LockstepError {
  const message = `The folder ${path} is gone, or another one stands in its place. Ask again when it is back.`;
  return new LockstepError("DIR_MISSING", message);
}

function textOf(root: Root, path: string, { limits }: Config): string | null {
  const source = readSource(root, path, { fileBytes: limits.file_bytes, contents: true });
  return "text" in source ? source.text : null;
}

function newIgnore(root: Root, config: Config): Ignore {
  return createIgnore(root, { patterns: config.watch.ignore });
}

function hasMoved(root: Root, model: ProjectModel, path: string): boolean {
  const known = model.files.get(path);
  const now = lstatFile(root, path);
  if (!known || !now) return known !== undefined || now !== null;
  return !sameStat(known.stat, now);
}
