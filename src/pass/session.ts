/** One watched project: runs its passes, one after the other, and answers those who wait for them. */
import type { Logger } from "pino";
import { isOutOfDescriptors } from "../base/error-codes.js";
import { LockstepError } from "../base/errors.js";
import type { EventHub } from "../base/events.js";
import { type Clock, isoTime } from "../base/time.js";
import { ledgerFixBook } from "../domains/documentation/fix-book.js";
import type { Project } from "../domains/documentation/projects.js";
import type { Ledger } from "../domains/ledger.js";
import type { Add, Job } from "../inbox/queue.js";
import type { KnownFile } from "../worktree/sweep.js";
import type { Learned } from "./commit.js";
import { crowded } from "./crowded.js";
import { disappearance } from "./disappearance.js";
import type { FileRecord } from "./file-record.js";
import { type GitWait, gitWait, type IndexLock } from "./git-wait.js";
import { HeapFull, type HeapUse } from "./heap-guard.js";
import type { Meters, MetricName } from "./metrics.js";
import { type PassFigures, type PassResult, runPass } from "./pass.js";
import { asksForSweep, fileJobs, gitJob, pathsOf, sweepJob } from "./pass-jobs.js";
import { type Asked, questions } from "./questions.js";
import { readFiles } from "./reading.js";
import { documentsWithout, type Recorded, recordedFindings, recordedState } from "./recorded.js";
import { type Figures, type Recorder, recorder } from "./recorder.js";
import { autoSync } from "./repair/auto-sync.js";
import { type FindingSettling, findingSettling } from "./settling.js";
import { condemnedOf, filesOfSweep, isSuspectSweep, namedFiles, readsOnlyNamed } from "./suspects.js";
import type { Tree } from "./tree.js";
import { machineTrouble } from "./trouble.js";

export interface SessionOptions {
  project: Project;
  ledger: Ledger;
  instance: string;
  /** Opens the tree with a model that holds what was recorded. Throws DIR_*, CONFIG_*. */
  openTree(project: Project, recorded: () => Recorded, onHeld: OnHeld): Promise<Tree>;
  /** All that a model is made for: configuration, repository. Another answer needs a new model. Throws CONFIG_*. */
  circumstances(project: Project): Promise<string>;
  /** Why the root cannot be looked at now; null when it can. */
  obstacle(project: Project): LockstepError | null;
  /** Whether a tree is still as it was when its model was given up. */
  isUnchanged(project: Project, resting: Resting): Promise<boolean>;
  /** Whether git is at work in the tree, so that what is there now is half of something. */
  gitAtWork(project: Project): boolean;
  /** Waits until no other process of this user writes documents; gives what ends the turn. Throws LOCKED. */
  takeTurn(): Promise<() => void>;
  /** The lock that git holds its index with; null when there is none. */
  indexLock(project: Project): IndexLock | null;
  /** Ends a pass whose model would fill the heap. */
  heap: { begin(): HeapUse };
  /** Calls the scheduler: a job was added. */
  wake(): void;
  /** Something is wrong with the machine: a full disk, say. */
  onTrouble(what: string): void;
  /** Why nothing can be written; null when it can. */
  blocked(): string | null;
  /** The circumstances changed, or the tree is back: it must be watched anew. */
  onCircumstances(project: Project): void;
  events: EventHub;
  meters: Meters;
  now: Clock;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

/** Called with the files that a model holds whenever it took more of them in; what it throws ends the work. */
export type OnHeld = (files: ReadonlyMap<string, unknown>) => void;

export type SessionState = { kind: "indexing" } | { kind: "ready" } | { kind: "paused"; reason: string };

/** What is kept of a model that was given up, to notice that it is needed again. */
export interface Resting {
  files: ReadonlyMap<string, KnownFile>;
  /** Commit up to which history was read. */
  head: string | null;
}

/** Wait before a file that changed during its pass is looked at again, ms. */
const AGAIN_MS = 100;
/** Failed passes in a row from which on a project is paused. */
const FAILURES_MAX = 10;
/** A project that was paused for that is tried again this often, and whenever somebody asks. */
const RETRY_MS = 60_000;
/** Memory of a project that nobody needed for so long is given back; the ledger has it. */
const IDLE_MS = 600_000;
/** A project that did not fit into memory is tried again when its circumstances change, or after this time. */
const CROWDED_MS = 3_600_000;

export class ProjectSession {
  readonly recorder: Recorder;
  private readonly settling: FindingSettling;
  private readonly disappearance = disappearance();
  private readonly questions = questions();
  private tree: Tree | null = null;
  private resting: Resting | null = null;
  private current: SessionState;
  /** The circumstances that `tree` was made for. */
  private madeFor = "";
  /** The circumstances as the last pass found them. */
  private found = "";
  private configError: LockstepError | null = null;
  /** The model did not fit into memory, under these circumstances. */
  private crowded: { error: LockstepError; circumstances: string; since: number } | null = null;
  private heapUse: HeapUse | null = null;
  /** The model was just made: what the ledger has of documents and it has not is over. */
  private reconciling = false;
  /** Files of a sweep that a daemon died of, which were read meanwhile without harm. */
  private readonly harmless = new Set<string>();
  private passing = false;
  /** How much was skipped at the last pass, counted before anybody is answered: the next one may have begun when they ask. */
  private listed: number | null = null;
  private closed = false;
  private abandoned = false;
  /** Ends with the pass that runs. */
  private idle: Promise<void> = Promise.resolve();
  private failures = 0;
  /** Until this time, monotonic, a project whose passes fail is left alone. */
  private restUntil = Number.NEGATIVE_INFINITY;
  private readonly git: GitWait;
  private usedAt: number;

  lastSweepAt: number | null = null;
  progress: { done: number; total: number } | null = null;

  constructor(private readonly options: SessionOptions) {
    const { project, monotonic, log } = options;
    this.usedAt = monotonic();
    this.git = gitWait({
      gitAtWork: () => options.gitAtWork(project),
      indexLock: () => options.indexLock(project),
      monotonic,
      log,
    });
    this.current = project.last_pass_at === null || project.state === "indexing" ? { kind: "indexing" } : { kind: "ready" };
    this.settling = findingSettling({
      isPassing: () => this.passing || this.closed,
      gitAtWork: () => this.git.atWork(),
      record: (documents) => this.recorder.settled(documents, this.current.kind),
      onFailure: () => void this.release(),
      monotonic,
      log,
    });
    this.recorder = recorder({ ...options, isPending: (id) => this.settling.isPending(id) });
  }

  get id(): number {
    return this.options.project.id;
  }

  get project(): Project {
    return this.options.project;
  }

  get state(): SessionState {
    if (this.current.kind !== "paused" && this.configError) return { kind: "paused", reason: this.configError.message };
    return this.current;
  }

  // -------------------------------------------------------------- asking

  /** Queues a sweep; what it finds is told to nobody in particular. */
  queueSweep(priority: number, delayMs = 0): void {
    this.hint([sweepJob(this.at(priority, delayMs))]);
  }

  /** Queues a look at everything, after git said that it moved. */
  queueGit(priority: number): void {
    this.hint([gitJob(this.at(priority, 0))]);
  }

  /** Queues files that somebody saw change. */
  queueFiles(paths: readonly string[], priority: number): void {
    this.hint(fileJobs(paths, this.at(priority, 0)));
  }

  /** A hint that the ledger cannot take now, for want of disk, is dropped: the next sweep finds what it spoke of. */
  private hint(jobs: readonly Add[]): void {
    if (this.options.blocked() !== null) return;
    try {
      this.queue(jobs);
    } catch (error) {
      this.blameMachine(error);
    }
  }

  /** Tells what is wrong with the machine, and gives it; throws an error that is not the machine's fault. */
  private blameMachine(error: unknown): string {
    const trouble = machineTrouble(error);
    if (trouble === null) throw error;
    this.options.onTrouble(trouble);
    return trouble;
  }

  private at(priority: number, delayMs: number) {
    return { project_id: this.id, priority, available_at: isoTime(this.options.now() + delayMs) };
  }

  private queue(jobs: readonly Add[]): void {
    if (this.abandoned) return;
    const { ledger, now, wake } = this.options;
    ledger.write(() => ledger.inbox.addAll(jobs, isoTime(now())));
    wake();
  }

  /** Sweeps, judges what changed, and gives what `read` makes of it at that very moment. Rejects when the pass fails. */
  async afterSweep<T>(read: (tree: Tree) => T): Promise<T> {
    if (this.closed) throw this.gone();
    const blocked = this.options.blocked();
    if (blocked !== null) throw unwritable(blocked);
    try {
      this.queue([sweepJob(this.at(0, 0))]);
    } catch (error) {
      throw unwritable(this.blameMachine(error), error);
    }
    return this.questions.ask(read);
  }

  /** Resolves when every finding that is pending now is known or gone. */
  whenSettled(): Promise<void> {
    return this.settling.whenSettled();
  }

  /** Whether passes wait: git is at work, not for too long yet, or the last ones all failed; and nobody waits for an answer. */
  mustWait(): boolean {
    const isTooEarly = this.git.mustWait() || this.options.monotonic() < this.restUntil;
    return isTooEarly && this.questions.waiting() === 0;
  }

  /** How many files, folders and settings a check lists as skipped; what the ledger has of them until a first look. */
  get skipped(): number {
    return this.listed ?? this.recorder.summary.skipped;
  }

  /** What people should know of this project beside its state; null when there is nothing. */
  get warning(): string | null {
    return this.git.warning();
  }

  // -------------------------------------------------------------- the pass

  /** Does what the jobs ask for. Throws when it could not; then the ledger is as it was, and memory is given up. */
  async pass(jobs: readonly Job[]): Promise<void> {
    const pass = this.passOn(jobs);
    this.idle = pass.catch(() => {});
    await pass;
  }

  private async passOn(jobs: readonly Job[]): Promise<void> {
    if (this.abandoned) return this.options.ledger.write(() => this.finish(jobs));
    const asked = this.questions.take();
    this.passing = true;
    this.heapUse = this.options.heap.begin();
    if (asked.count > 0) this.usedAt = this.options.monotonic();
    try {
      if (asked.count === 0 && (await this.canRest(jobs))) return this.options.ledger.write(() => this.finish(jobs));
      const obstacle = (await this.stillCrowded()) ?? (await this.prepare());
      if (obstacle) return this.giveUp(obstacle, jobs, asked);
      const tree = this.tree as Tree;
      const believed = await this.run(tree, jobs, asked.count > 0);
      this.listed = tree.model.skipped().length;
      if (!believed) asked.putBack();
      else if (this.configError) asked.fail(this.configError);
      else asked.answer(tree);
      this.failures = 0;
      this.restUntil = Number.NEGATIVE_INFINITY;
      if (believed) await this.mend(tree);
    } catch (error) {
      if (this.abandoned) {
        asked.fail(this.gone());
        return this.options.ledger.write(() => this.finish(jobs));
      }
      const cause = this.closed ? null : this.causeOf(error);
      if (cause) {
        await this.release();
        return this.giveUp(cause, jobs, asked);
      }
      const trouble = machineTrouble(error);
      asked.fail(this.closed ? draining() : trouble === null ? error : unwritable(trouble, error));
      await this.failed(error, trouble !== null);
      throw error;
    } finally {
      this.passing = false;
      this.heapUse.end();
      this.progress = null;
      if (!this.closed) this.settling.schedule();
    }
  }

  /** Writes safe fixes by itself, where the machine lets it. What goes wrong is told, and tried again after the next pass. */
  private async mend(tree: Tree): Promise<void> {
    const { gitAtWork, ledger, log, now, takeTurn } = this.options;
    if (!tree.writesSafeFixes || this.closed || this.current.kind !== "ready") return;
    try {
      const endTurn = await takeTurn();
      try {
        const book = ledgerFixBook(ledger, { actor: "daemon", clock: now });
        const isPending = (id: string) => this.settling.isPending(id);
        const done = await autoSync({ tree, book, isPending, gitAtWork: () => gitAtWork(this.project), now });
        for (const { path, line, rule, fix_id } of done?.fixes ?? []) log.info({ path, line, rule, fix_id }, "document fixed");
        for (const path of done?.oscillating ?? []) log.warn({ path, hint: "fix it by hand" }, "oscillating, left alone");
      } finally {
        endTurn();
      }
    } catch (error) {
      log.warn({ err: error, hint: "tried again after the next pass" }, "fixing failed");
    }
  }

  /** Why a pass that failed need not be tried again before something is different; null when it should be. */
  private causeOf(error: unknown): LockstepError | null {
    if (isRootGone(error)) return this.options.obstacle(this.project) ?? error;
    if (!(error instanceof LockstepError) || error.code !== "TOO_LARGE") return null;
    // An error holds what stood on the stack when it was made: the very model that is to go.
    const kept = new LockstepError(error.code, error.message, { data: error.data });
    this.crowded = { error: kept, circumstances: this.found, since: this.options.monotonic() };
    return kept;
  }

  private async stillCrowded(): Promise<LockstepError | null> {
    const { crowded } = this;
    if (!crowded) return null;
    // A configuration that is refused is the pass's to tell.
    const now = await this.options.circumstances(this.project).catch(() => null);
    if (now === crowded.circumstances && this.options.monotonic() - crowded.since < CROWDED_MS) return crowded.error;
    this.crowded = null;
    return null;
  }

  /** Throws TOO_LARGE when the heap has no room for more, UNKNOWN_PROJECT when nobody wants the project any more. */
  private onHeld(files: ReadonlyMap<string, unknown>): void {
    if (this.abandoned) throw this.gone();
    try {
      this.heapUse?.check(files.size);
    } catch (error) {
      throw error instanceof HeapFull ? crowded(this.project.root, [...files.keys()]) : error;
    }
  }

  /** Makes sure that root, configuration and model are there; gives what stands in the way. */
  private async prepare(): Promise<LockstepError | null> {
    const { circumstances, log, obstacle, onCircumstances } = this.options;
    const missing = obstacle(this.project);
    if (missing) return missing;
    try {
      const now = await circumstances(this.project);
      this.configError = null;
      this.found = now;
      if (this.tree && this.madeFor !== now) {
        await this.release();
        onCircumstances(this.project);
      }
      this.tree ??= await this.open();
      this.madeFor = now;
      return null;
    } catch (error) {
      if (!(error instanceof LockstepError) || !error.code.startsWith("CONFIG_")) throw error;
      if (this.configError?.message !== error.message) {
        log.warn({ reason: error.message, hint: "the configuration before stays in force" }, "configuration refused");
      }
      this.configError = error;
      return this.tree ? null : error;
    }
  }

  private async open(): Promise<Tree> {
    const { ledger, openTree } = this.options;
    const tree = await openTree(
      this.project,
      () => recordedState(ledger, this.id),
      (files) => this.onHeld(files),
    );
    this.resting = null;
    this.settling.restore(recordedFindings(ledger, this.id), tree.settleMs);
    this.reconciling = true;
    return tree;
  }

  /** Runs the pass and records it. Gives false when what it saw must be seen again before it is believed. */
  private async run(tree: Tree, jobs: readonly Job[], wanted: boolean): Promise<boolean> {
    const { ledger, log, monotonic, now } = this.options;
    if (isSuspectSweep(jobs) && (await this.divide(tree, jobs))) return false;
    const only = await this.onlyFiles(tree, jobs);
    if (only !== null && this.current.kind !== "ready") {
      await this.readAhead(tree, jobs, only);
      return false;
    }
    const sofar = progressOf(monotonic);
    const result = await runPass({
      tree,
      paths: pathsOf(jobs),
      sweep: wanted || asksForSweep(jobs),
      only,
      doubt: (mass) => this.disappearance.doubt(mass, monotonic()),
      without: this.reconciling ? (judged) => documentsWithout(ledger, this.id, judged) : null,
      onProgress: (step, done, total) => this.report(step, done, total),
      onFull: this.current.kind === "indexing" ? (files) => this.recordFacts(tree, files, sofar(files.length)) : null,
      monotonic,
    });
    this.settling.note(result.learned, this.current.kind === "indexing" && !this.git.atWork());
    this.commit(tree, result, { jobs, sofar });
    this.reconciling = false;
    if (result.swept && result.doubtMs === 0) this.lastSweepAt = now();
    for (const path of only ?? []) this.harmless.add(path);
    if (only === null) this.harmless.clear();
    if (result.doubtMs > 0) {
      log.warn({ hint: "looked at again in 5 s before they are forgotten" }, "many files are gone");
      this.queueSweep(5, result.doubtMs);
    }
    return result.doubtMs === 0 && only === null;
  }

  /** Has the files of a sweep that a daemon died of read a few at a time, before it. Gives false when none are left. */
  private async divide(tree: Tree, jobs: readonly Job[]): Promise<boolean> {
    const { ledger, log, now } = this.options;
    const files = await filesOfSweep(tree, this.harmless, this.at(jobs[0]?.priority ?? 5, 0));
    if (files.length === 0) return false;
    log.info({ files: files.length }, "files of a sweep that was cut short are read by themselves");
    const at = isoTime(now());
    ledger.write(() => {
      ledger.inbox.addAll(files, at);
      ledger.inbox.release({ project_id: this.id, ids: jobs.map(({ id }) => id), now: at });
    });
    return true;
  }

  /** The files that alone may be read; null for all. Those that daemons died of are condemned. */
  private async onlyFiles(tree: Tree, jobs: readonly Job[]): Promise<string[] | null> {
    const { ledger, log } = this.options;
    if (!readsOnlyNamed(jobs, () => ledger.inbox.hasSuspects({ project_id: this.id }))) return null;
    for (const file of condemnedOf(jobs)) {
      log.warn({ path: file.path, hint: "it is skipped until it changes" }, "the daemon ended twice at a file");
      tree.model.condemn(file);
    }
    return namedFiles(tree, jobs);
  }

  /** Records some files of a project that is judged when all of them are known. */
  private async readAhead(tree: Tree, jobs: readonly Job[], paths: readonly string[]): Promise<void> {
    const { ledger, monotonic, now } = this.options;
    const sofar = progressOf(monotonic);
    const onProgress = (done: number, total: number) => this.report("read", done, total);
    const read = await readFiles({ model: tree.model, changed: paths, removed: [], onFull: null, onProgress });
    tree.requireRoot();
    this.recorder.facts(read, sofar(read.changed.length + read.removed.length), this.current.kind, () => {
      this.finish(jobs);
      ledger.inbox.addAll(fileJobs(read.unsettled, this.at(3, AGAIN_MS)), isoTime(now()));
    });
    tree.model.recorded(read.changed);
    for (const path of paths) this.harmless.add(path);
  }

  /** Until a first index is complete nothing is judged: what is known of files is recorded piece by piece. */
  private recordFacts(tree: Tree, files: readonly FileRecord[], figures: Figures): void {
    this.recorder.facts({ changed: files, removed: [] }, figures, this.current.kind, () => {});
    tree.model.recorded(files);
  }

  private commit(tree: Tree, result: PassResult, { jobs, sofar }: { jobs: readonly Job[]; sofar: ProgressOfPass }): void {
    const { ledger, monotonic, now, log } = this.options;
    const { learned, unsettled, doubtMs, figures } = result;
    const again = [...unsettled, ...tree.changedSince(learned.changed.map(({ path }) => path))];
    const also = () => {
      this.finish(jobs);
      ledger.inbox.addAll(fileJobs(again, this.at(3, AGAIN_MS)), isoTime(now()));
      if (this.project.config_hash === tree.configHash) return;
      ledger.documentation.configureProject({ project_id: this.id, config_hash: tree.configHash });
    };
    this.measure(figures);
    log.debug({ ...figures, again: again.length }, "pass steps");
    if (this.current.kind === "ready" && isEmpty(learned)) {
      ledger.write(also);
      this.project.config_hash = tree.configHash;
      return;
    }
    this.usedAt = monotonic();
    const done = { ...sofar(learned.changed.length + learned.removed.length), documents: learned.documents.length };
    const state: SessionState = doubtMs === 0 ? { kind: "ready" } : this.current;
    const resumed = this.current.kind === "paused" && state.kind === "ready";
    this.recorder.pass(learned, done, state.kind, also);
    tree.model.agree(learned.documents, isoTime(now()));
    this.project.config_hash = tree.configHash;
    tree.model.recorded(learned.changed);
    this.current = state;
    // What watched the tree may have gone with it.
    if (resumed) this.options.onCircumstances(this.project);
  }

  private finish(jobs: readonly Job[]): void {
    const { ledger, now } = this.options;
    ledger.inbox.finish({ project_id: this.id, ids: jobs.map(({ id }) => id), now: isoTime(now()) });
  }

  // -------------------------------------------------------------- trouble and rest

  private giveUp(obstacle: LockstepError, jobs: readonly Job[], asked: Asked): void {
    this.pause(typeof obstacle.data.reason === "string" ? obstacle.data.reason : obstacle.message);
    this.options.ledger.write(() => this.finish(jobs));
    asked.fail(obstacle);
  }

  private pause(reason: string): void {
    if (this.current.kind === "paused" && this.current.reason === reason) return;
    const { ledger, log } = this.options;
    this.current = { kind: "paused", reason };
    ledger.write(() => ledger.documentation.setProjectState({ project_id: this.id, state: "paused", reason }));
    log.warn({ reason, hint: "nothing is forgotten; it goes on by itself when the cause is gone" }, "project paused");
  }

  private async failed(error: unknown, isInnocent: boolean): Promise<void> {
    this.options.meters.add("failures_count", this.id, 1);
    await this.release();
    if (isInnocent) return;
    this.failures++;
    if (this.failures < FAILURES_MAX) return;
    this.restUntil = this.options.monotonic() + RETRY_MS;
    this.pause(`${FAILURES_MAX} passes in a row failed: ${(error as Error).message}`);
  }

  /** Gives memory back when nobody needed it for a while; the ledger has what is needed to make the model again. */
  async rest(): Promise<void> {
    if (this.options.monotonic() - this.usedAt > IDLE_MS) await this.restNow();
  }

  /** Gives memory back unless somebody needs it now; the next change makes the model again. */
  async restNow(): Promise<void> {
    const { tree } = this;
    if (!tree || this.passing || this.questions.waiting() > 0 || this.settling.size() > 0) return;
    const files = new Map([...tree.model.files].map(([path, { stat, read_at }]) => [path, { stat, read_at }]));
    this.resting = { files, head: this.recorder.historyHead };
    await this.release();
  }

  /** Whether a sweep finds everything as it was left, so that no model is needed. */
  private async canRest(jobs: readonly Job[]): Promise<boolean> {
    const { resting } = this;
    if (this.tree || !resting || pathsOf(jobs).length > 0) return false;
    if (this.options.obstacle(this.project)) return false;
    // A configuration that is refused is the pass's to tell.
    const circumstances = await this.options.circumstances(this.project).catch(() => null);
    if (circumstances !== this.madeFor) return false;
    return this.options.isUnchanged(this.project, resting);
  }

  private async release(): Promise<void> {
    const { tree } = this;
    this.tree = null;
    await tree?.close();
  }

  /** Takes no more questions; who still waits is told. A pass that runs may end. */
  stop(): void {
    this.closed = true;
    this.settling.stop();
    this.questions.take().fail(this.gone());
  }

  /** The project is to be forgotten: ends what runs as soon as it can be ended, and does nothing more. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    this.stop();
    await this.idle;
    await this.release();
  }

  /** Why nothing is answered any more. */
  private gone(): LockstepError {
    const { root } = this.project;
    return this.abandoned ? new LockstepError("UNKNOWN_PROJECT", `The project at ${root} is no longer watched.`) : draining();
  }

  async close(): Promise<void> {
    this.stop();
    await this.release();
  }

  // -------------------------------------------------------------- figures

  private report(step: string, done: number, total: number): void {
    const { events, project } = this.options;
    this.progress = { done, total };
    events.publish({ topic: "project.progress", project: project.root, seq: this.recorder.seq, data: { step, done, total } });
  }

  private measure(figures: PassFigures): void {
    const { meters } = this.options;
    for (const [name, counter] of Object.entries(COUNTERS) as [keyof PassFigures, MetricName][]) {
      if (figures[name] > 0) meters.add(counter, this.id, figures[name]);
    }
  }
}

/** Figures of a pass and what they are counted as. */
const COUNTERS: Record<keyof PassFigures, MetricName> = {
  files: "files_count",
  parsed: "parsed_count",
  judged: "judged_count",
  look_ms: "look_ms",
  read_ms: "read_ms",
  parse_ms: "parse_ms",
  take_ms: "take_ms",
  judge_ms: "judge_ms",
};

function isEmpty({ changed, removed, documents, removed_documents, history }: Learned): boolean {
  return changed.length + removed.length + documents.length + removed_documents.length === 0 && history === null;
}

/** The root went away while something of it was looked at: what was seen meanwhile says nothing. */
function isRootGone(error: unknown): error is LockstepError {
  return error instanceof LockstepError && error.code.startsWith("DIR_") && !isOutOfDescriptors(error);
}

function unwritable(trouble: string, cause?: unknown): LockstepError {
  const message = `The daemon cannot write its ledger now (${trouble}). \`lockstep status\` tells more; \`--no-daemon\` does without it.`;
  return new LockstepError("LEDGER_REFUSED", message, { cause });
}

/** What a pass did until now, given how many files more it took. */
type ProgressOfPass = (more: number) => Figures;

function progressOf(monotonic: () => number): ProgressOfPass {
  const started = monotonic();
  let files = 0;
  return (more) => {
    files += more;
    return { files, documents: 0, took_ms: Math.round((monotonic() - started) * 100) / 100 };
  };
}

function draining(): LockstepError {
  return new LockstepError("DRAINING", "The daemon is stopping. Ask again when it is back, or with `--no-daemon`.");
}
