/** A check of one folder by this very process: no daemon, no ledger. The same engine, hence the same answer. */
import { join } from "node:path";
import type { FileAnalysis, Report, SourceText } from "../analysis/model.js";
import { programVersion } from "../base/package.js";
import { userPaths } from "../config/paths.js";
import type { Config } from "../config/schema.js";
import type { BoundText, Explanation } from "../domains/method.js";
import { openRoot } from "../worktree/guard.js";
import { boundTexts } from "./confirmable.js";
import type { Agreements } from "./document-sync.js";
import { explainFinding } from "./explain.js";
import { type Analyzer, createInProcess, createPool } from "./pool.js";
import { loadProjectConfig } from "./project-config.js";
import type { ReportOptions } from "./report.js";
import { NOTHING_TOLD, type Told } from "./said/said.js";
import type { Tree } from "./tree.js";
import { loadVocabulary } from "./vocabulary.js";
import { openWorkingTree } from "./working-tree.js";

export interface CheckOptions {
  /** Where the histories of repositories are kept between runs; null keeps nothing. */
  cacheDir: string | null;
  /** What the ledger of this machine has of what people said of the project. */
  told?: Told;
  /** A ref: only what is new since its merge base with HEAD is reported. */
  since?: string | null;
  env?: NodeJS.ProcessEnv;
  /** What documents of the project and the code last agreed on, as a daemon recorded it. */
  agreements?(root: string): Promise<Agreements>;
  onProgress?(progress: { step: string; done: number; total: number }): void;
}

/** What a report is to hold besides what is usual. */
type Wanted = Pick<ReportOptions, "baseline"> & { all?: boolean };

export interface Checked {
  /** The report that is usually wanted, and one with other options. */
  report: Report;
  reportWith(options: Wanted): Report;
  /** Throws UNKNOWN_FINDING. */
  explain(id: string): Explanation;
}

/** More files than this are parsed in worker threads: a hostile one then costs its worker, and starting one pays. */
const IN_PROCESS_FILES_MAX = 400;
/** A file that changes while it is read is read again this often. */
const REREADS_MAX = 3;
/** The history of git is read for at most so long; what was read by then is kept, and the report says so. */
const HISTORY_MS = 60_000;

/** Judges the folder `dir`. Throws DIR_*, CONFIG_*. */
export async function checkOnce(dir: string, options: CheckOptions): Promise<Checked> {
  return await withJudged(dir, options, async ({ model, since }) => {
    const compared = { since: options.since ? await since(options.since) : null };
    return {
      report: model.report(programVersion(), compared),
      reportWith: ({ all = false, ...wanted }: Wanted) => {
        const unknownClaims = all ? model.unknownClaims() : null;
        return model.report(programVersion(), { ...wanted, ...compared, unknownClaims });
      },
      explain: (id: string) => explainFinding(model, id),
    };
  });
}

/** What a document of the folder `dir`, or a section of it, is bound to. Throws DIR_*, CONFIG_*, UNKNOWN_DOCUMENT, UNKNOWN_SECTION. */
export async function boundTextsOnce(
  dir: string,
  request: { document: string; section: string | null },
  options: CheckOptions,
): Promise<BoundText[]> {
  return await withJudged(dir, options, ({ model }) => boundTexts(model, request));
}

/** Judges the folder `dir`, and lets `use` work with its model while it is open. Throws DIR_*, CONFIG_*. */
export async function withJudged<T>(
  dir: string,
  { cacheDir, told = NOTHING_TOLD, env = process.env, onProgress, agreements = async () => new Map() }: CheckOptions,
  use: (tree: Tree) => Promise<T>,
): Promise<T> {
  const root = openRoot(dir);
  const { configFile } = userPaths(env, process.platform, process.getuid?.() ?? 0);
  const { config, notes } = await loadProjectConfig(root, configFile, env);
  const analyzer = lazyAnalyzer();
  const tree = await openWorkingTree({
    root,
    config,
    analyzer,
    vocabulary: loadVocabulary(config),
    told: () => told,
    agreed: hasBidirectional(config) ? await agreements(root.path) : new Map(),
    notes,
    clock: Date.now,
    monotonic: () => performance.now(),
    historyCacheDir: cacheDir === null ? null : join(cacheDir, "history"),
    sinceCacheDir: cacheDir === null ? null : join(cacheDir, "since"),
    historyMs: HISTORY_MS,
    onHistory: (done) => onProgress?.({ step: "history", done, total: done }),
  });
  try {
    await run(tree, analyzer, onProgress);
    return await use(tree);
  } finally {
    await tree.close();
    await analyzer.close();
  }
}

async function run(tree: Tree, analyzer: LazyAnalyzer, onProgress: CheckOptions["onProgress"]): Promise<void> {
  const { changed, removed, skipped } = await tree.sweep();
  tree.model.setUnreadable(skipped);
  analyzer.expect(changed.length);
  const total = changed.length;
  // git reads while this thread parses.
  const history = tree.refreshHistory();
  history.catch(() => {});
  let { unsettled } = await tree.model.absorb(changed, removed, (done) => onProgress?.({ step: "read", done, total }));
  for (let again = 0; again < REREADS_MAX && unsettled.length > 0; again++)
    ({ unsettled } = await tree.model.absorb(unsettled, []));
  await history;
  await tree.model.judge((done, of) => onProgress?.({ step: "judge", done, total: of }));
}

/** Only such documents ask what was agreed. */
function hasBidirectional({ sync }: Config): boolean {
  return Object.values(sync).includes("bidirectional");
}

type LazyAnalyzer = ReturnType<typeof lazyAnalyzer>;

/**
 * In this thread for a small tree, in worker threads for a large one; decided when the number of files is known. What this thread has not
 * the stack or the time for is read in one of those, as a daemon reads all.
 */
function lazyAnalyzer() {
  let files = 0;
  let inner: Analyzer | null = null;
  let pool: Analyzer | null = null;
  const threads = () => {
    pool ??= createPool({ threads: 1 });
    return pool;
  };
  const start = () => {
    inner ??= files > IN_PROCESS_FILES_MAX ? threads() : createInProcess();
    return inner;
  };
  const analyze = async (sources: readonly SourceText[], timeoutMs?: number): Promise<FileAnalysis[]> => {
    const analyses = await start().analyze(sources, timeoutMs);
    const left = inner === pool ? [] : sources.filter((_, at) => isTooMuch(analyses[at]));
    if (left.length === 0) return analyses;
    const again = new Map((await threads().analyze(left, timeoutMs)).map((one) => [one.path, one]));
    return analyses.map((one) => again.get(one.path) ?? one);
  };
  return {
    expect(count: number) {
      files = count;
    },
    analyze,
    shapes: (path: string, text: string) => start().shapes(path, text),
    outline: (path: string, text: string) => start().outline(path, text),
    recycle: () => inner?.recycle(),
    close: async () => {
      await inner?.close();
      await pool?.close();
    },
  };
}

/** Whether the file took too long, or nests too deeply for the stack that was left. */
function isTooMuch(analysis: FileAnalysis | undefined): boolean {
  return (
    analysis?.problems.some(
      ({ reason, message }) => reason === "poisoned" || (reason === "limit" && message.includes("too deeply")),
    ) ?? false
  );
}
