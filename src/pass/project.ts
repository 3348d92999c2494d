/**
 * One project in memory: its files with their facts and claims, its history, and what is judged of it. Reading, parsing and git
 * happen here; judging itself is pure. The same object serves a one-shot check and the daemon.
 */
import { poisonedAnalysis } from "../analysis/analyze.js";
import { type BoundNow, boundNow, confirmedStates } from "../analysis/confirmations.js";
import { findingId, findingsOf, type JudgedFinding, unknownClaim } from "../analysis/findings.js";
import { DocumentJudging, type DocumentToJudge, type JudgeOptions, judgeDocument, keysOfClaim } from "../analysis/judge.js";
import {
  type Acknowledgement,
  type Claim,
  type Confirmation,
  type ConfirmedText,
  type DocumentClass,
  type FileAnalysis,
  type HistoryStatus,
  isFired,
  type Judgement,
  type Report,
  type Severity,
  type Skipped,
  type SourceText,
  type UnknownClaim,
  type UnknownReason,
} from "../analysis/model.js";
import { NotYetKnown } from "../analysis/names/history-view.js";
import { remarksOn } from "../analysis/remarks.js";
import { RULE_IDS } from "../analysis/rules/index.js";
import type { Vocabulary } from "../analysis/rules/rule.js";
import { OFF_BY_DEFAULT } from "../analysis/rules/weights.js";
import { scoreDocument } from "../analysis/score.js";
import { DocumentIndex } from "../analysis/world/document-index.js";
import type { Key } from "../analysis/world/keys.js";
import { World } from "../analysis/world/world.js";
import { compareText } from "../base/order.js";
import { isoTime } from "../base/time.js";
import type { Config } from "../config/schema.js";
import { type FileSource, type Root, workingFiles } from "../worktree/guard.js";
import { kindOf } from "../worktree/kinds.js";
import { sameStat } from "../worktree/stats.js";
import { type Condemned, distrust } from "./distrust.js";
import { type Agreements, type DocumentSync, documentSync, type SyncState } from "./document-sync.js";
import type { FileRecord } from "./file-record.js";
import { type Answers, emptyAnswers, historyView, ownerAndName } from "./history-view.js";
import { configuredClasses, type JudgedByPeople, judgedByPeople } from "./judged-by-people.js";
import type { JudgedState, Snapshot } from "./judged-state.js";
import { judgeInRounds } from "./judging.js";
import { CLAIMS_OF_CODE_MAX, type KeptFile, keepFile, keepReading, type Reading, type Shelf, unread } from "./kept-file.js";
import type { PastOfProject } from "./past.js";
import type { Analyzer } from "./pool.js";
import { type ReportOptions, reportOn } from "./report.js";
import { NOTHING_SAID, type Said } from "./said/said.js";
import type { LiveNames } from "./tombstones.js";

export type { FileRecord } from "./file-record.js";
export type { JudgedState } from "./judged-state.js";

export interface AbsorbResult {
  /** Files that were read anew, or whose stat moved. */
  changed: FileRecord[];
  removed: string[];
  /** Files that changed while they were read; to be looked at again. */
  unsettled: string[];
  /** `parse_ms`: waiting for the analyzer; `take_ms`: taking over what it said into the model. */
  figures: { files: number; parsed: number; bytes: number; read_ms: number; parse_ms: number; take_ms: number };
}

export interface JudgeResult {
  documents: JudgedState[];
  /** Documents that are gone, or hold no claim any more. */
  removed: string[];
  figures: { judged: number; judge_ms: number; rounds: number };
}

export interface ProjectOptions {
  root: Root;
  config: Config;
  analyzer: Analyzer;
  past: PastOfProject;
  vocabulary: Vocabulary;
  /** Where files are read; the working tree when not given. */
  source?: FileSource;
  /** What documents and code last agreed on, as recorded. */
  agreed?: Agreements;
  /** What of the repository's configuration was passed over, for the report. */
  notes?: readonly Skipped[];
  /** Where claims of code are once they are recorded; null keeps them in memory. */
  shelf: Shelf | null;
  /** Called with the files that are held whenever more of them was taken in; what it throws ends the work. */
  onHeld(files: ReadonlyMap<string, unknown>): void;
  clock: () => number;
  /** Monotonic milliseconds, for figures. */
  now: () => number;
}

/** Files read and parsed before the event loop gets a turn. */
const READ_BATCH = 64;
/** Characters of a batch from which on no further file is added: what is made of them is a multiple in memory. */
const READ_LENGTH = 1024 * 1024;
/** Batches that are read and handed to the threads before the first of them is taken. */
const BATCHES_AHEAD = 3;
/** Recorded files taken over before the event loop gets a turn. */
const RESTORE_BATCH = 64;

/** Files that were read together, and what the threads made of the new ones. */
interface ReadBatch {
  read: Map<string, FileRecord>;
  analyses: FileAnalysis[];
}

export class ProjectModel {
  readonly world = new World();
  readonly files = new Map<string, KeptFile>();
  private readonly judged = new Map<string, JudgedState>();
  private readonly index = new DocumentIndex();
  private readonly answers: Answers = emptyAnswers();
  private readonly dirtyDocuments = new Set<string>();
  private readonly severities: Map<string, Severity>;
  private readonly off: Set<string>;
  private readonly sync: DocumentSync;
  private people: JudgedByPeople;
  private confirmed = confirmedStates([]);
  private said: Said = NOTHING_SAID;
  private baseline: ReadonlySet<string> = new Set();
  private readonly classOf: (path: string) => DocumentClass | null;
  private readonly source: FileSource;
  private readonly distrusted = distrust();
  private unreadable: Skipped[] = [];
  /** How many claims of code were recorded until now. */
  private claimsOfCode = 0;

  constructor(private readonly options: ProjectOptions) {
    this.source = options.source ?? workingFiles(options.root);
    const rules = Object.entries(options.config.rules);
    this.classOf = configuredClasses(options.config);
    this.people = this.judgedBy([], isoTime(options.clock()).slice(0, 10));
    const silent = [...OFF_BY_DEFAULT].filter((rule) => options.config.rules[rule] === undefined);
    this.off = new Set([...silent, ...rules.filter(([, level]) => level === "off").map(([rule]) => rule)]);
    const { config, agreed = new Map() } = options;
    const isIgnored = (rule: string, path: string, claim: Claim) => this.people.isIgnored(rule, path, claim);
    this.sync = documentSync({ config, world: this.world, agreed, off: this.off, isIgnored });
    this.severities = new Map(rules.filter((entry): entry is [string, Severity] => entry[1] !== "off"));
  }

  get root(): Root {
    return this.options.root;
  }

  /**
   * Takes files over as an earlier pass recorded them, without reading them again. When the configuration would have others read,
   * documents and files that could not be read are known by name only, until they are looked at.
   */
  async restore(records: Iterable<FileRecord>, { sameReading }: { sameReading: boolean }): Promise<void> {
    let count = 0;
    for (const record of records) {
      const isDoubtful = !sameReading && (record.kind === "document" || record.problem !== null);
      const file = keepFile(isDoubtful ? unread(record) : record);
      this.files.set(record.path, file);
      if (file.kind === "code") this.claimsOfCode += file.claims?.length ?? 0;
      this.world.set(record.path, file.analysis);
      this.dirtyDocuments.add(record.path);
      if (++count % RESTORE_BATCH !== 0) continue;
      this.options.onHeld(this.files);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Takes files over as another model of the same configuration has them; they have their claims. */
  adopt(files: Iterable<KeptFile>): void {
    for (const file of files) {
      // Each model notes its own stats.
      this.files.set(file.path, { ...file });
      this.world.set(file.path, file.analysis);
      this.dirtyDocuments.add(file.path);
    }
  }

  /** Takes note that these files are in the ledger as the model has them. */
  recorded(files: readonly FileRecord[]): void {
    if (this.options.shelf === null) return;
    for (const { path, hash } of files) {
      const file = this.files.get(path);
      if (file?.kind !== "code" || file.hash !== hash || !file.claims) continue;
      this.claimsOfCode += file.claims.length;
      // Who looks at the files as they were goes on with what was there.
      if (file.claims.length > 0 && this.claimsOfCode > CLAIMS_OF_CODE_MAX) this.files.set(path, { ...file, claims: null });
    }
  }

  /** Paths that a listing could not hand in as files (a FIFO, a name that is no UTF-8), for the report. */
  setUnreadable(skipped: Skipped[]): void {
    this.unreadable = skipped;
    this.touch(this.world.setUnreadable(skipped.map(({ path }) => path)));
  }

  /** The file counts as poisoned from its next read on, until it changes. */
  condemn(file: Condemned): void {
    this.distrusted.add(file);
  }

  /** Reads, hashes and parses `paths`; forgets `removed`. A file whose hash is unchanged is not parsed again. */
  async absorb(paths: readonly string[], removed: readonly string[], onProgress?: (done: number) => void): Promise<AbsorbResult> {
    const result: AbsorbResult = {
      changed: [],
      removed: [],
      unsettled: [],
      figures: { files: paths.length, parsed: 0, bytes: 0, read_ms: 0, parse_ms: 0, take_ms: 0 },
    };
    const dirty = new Set<Key>();
    for (const path of removed) if (this.forget(path, dirty)) result.removed.push(path);
    const started = this.options.now();
    const parsing: Promise<ReadBatch>[] = [];
    for (const next = { at: 0 }; next.at < paths.length; ) {
      // Batches are read here while threads parse the ones before; they are taken in order.
      parsing.push(this.startBatch(paths, next, result, dirty));
      if (parsing.length > BATCHES_AHEAD) await this.takeBatch(parsing.shift(), result, dirty, onProgress);
    }
    while (parsing.length > 0) await this.takeBatch(parsing.shift(), result, dirty, onProgress);
    for (const key of this.world.settle()) dirty.add(key);
    const { figures } = result;
    figures.take_ms = this.options.now() - started - figures.read_ms - figures.parse_ms;
    this.touch(dirty);
    return result;
  }

  private forget(path: string, dirty: Set<Key>): boolean {
    if (!this.files.delete(path)) return false;
    for (const key of this.world.remove(path)) dirty.add(key);
    dirty.add("uncommitted");
    dirty.add(`content:${path}`);
    this.dirtyDocuments.add(path);
    this.options.past.forgetFile();
    return true;
  }

  /** Reads a batch of `paths` from `next` on, which it moves, and has what is new parsed. */
  private startBatch(paths: readonly string[], next: { at: number }, result: AbsorbResult, dirty: Set<Key>): Promise<ReadBatch> {
    const { now, analyzer, config } = this.options;
    const started = now();
    const read = new Map<string, FileRecord>();
    const sources: SourceText[] = [];
    for (let files = 0, length = 0; files < READ_BATCH && length < READ_LENGTH && next.at < paths.length; files++) {
      const path = paths[next.at++] as string;
      const known = sources.length;
      const record = this.read(path, sources);
      if (sources.length > known) length += sources[known]?.text.length ?? 0;
      if (record === null) {
        if (this.forget(path, dirty)) result.removed.push(path);
      } else read.set(path, record);
    }
    result.figures.read_ms += now() - started;
    result.figures.parsed += sources.length;
    for (const source of sources) result.figures.bytes += source.text.length;
    const parsed = sources.length === 0 ? Promise.resolve([]) : analyzer.analyze(sources, config.limits.parse_ms);
    const batch = parsed.then((analyses) => ({ read, analyses }));
    // Whoever takes the batch hears of a failure; until then it is nobody's.
    batch.catch(() => {});
    return batch;
  }

  private async takeBatch(
    batch: Promise<ReadBatch> | undefined,
    result: AbsorbResult,
    dirty: Set<Key>,
    onProgress?: (done: number) => void,
  ): Promise<void> {
    if (batch === undefined) return;
    const started = this.options.now();
    const { read, analyses } = await batch;
    result.figures.parse_ms += this.options.now() - started;
    for (const analysis of analyses) {
      const record = read.get(analysis.path);
      // A link to a document says nothing that its target does not say.
      if (record) record.analysis = record.alias ? { ...analysis, claims: [] } : analysis;
    }
    for (const record of read.values()) {
      if (this.hasMoved(record)) result.unsettled.push(record.path);
      else this.accept(record, result, dirty);
    }
    this.options.onHeld(this.files);
    onProgress?.(result.changed.length + result.removed.length);
  }

  /** Whether a file changed since it was read: then what was read of it is no state that it was ever left in. */
  private hasMoved({ path, stat, problem }: FileRecord): boolean {
    if (problem !== null) return false;
    const now = this.source.stat(path);
    return now === null || !sameStat(now, stat);
  }

  /** The file at `path` as it is now; adds it to `sources` when it must be parsed. null when it is gone. */
  private read(path: string, sources: SourceText[]): FileRecord | null {
    const { config, clock } = this.options;
    const kind = kindOf(path);
    const known = this.files.get(path);
    const read_at = clock();
    const source = this.source.read(path, { fileBytes: config.limits.file_bytes, contents: kind !== "other" });
    if ("missing" in source) return null;
    if ("problem" in source) {
      return { path, kind, stat: source.stat, hash: null, analysis: null, problem: source.problem, read_at };
    }
    const alias = source.alias !== undefined;
    const record = { path, kind, stat: source.stat, hash: source.hash, alias, read_at };
    const poison = this.distrusted.of(path, source.stat);
    if (poison !== null && kind !== "other") {
      return { ...record, analysis: poisonedAnalysis(this.sourceText(path, kind, source.text), poison), problem: null };
    }
    if (poison !== null) return { ...record, analysis: null, problem: { reason: "poisoned", message: poison } };
    if (known && known.alias === alias && known.hash === source.hash && known.kind === kind && known.problem === null) {
      return { ...record, analysis: null, problem: null, touched: true };
    }
    if (kind !== "other") sources.push(this.sourceText(path, kind, source.text));
    return { analysis: null, problem: null, ...record };
  }

  private sourceText(path: string, kind: SourceText["kind"], text: string): SourceText {
    const document_class = kind === "document" ? this.classOf(path) : null;
    return document_class === null ? { path, kind, text } : { path, kind, text, document_class };
  }

  private accept(record: FileRecord, result: AbsorbResult, dirty: Set<Key>): void {
    const { path, stat, read_at } = record;
    const known = this.files.get(path);
    result.changed.push(record);
    this.distrusted.forget(path);
    const isSame = known !== undefined && record.touched === true;
    // Also when it says what it said: whoever read it since may have seen something else, as in the middle of a rebase.
    this.options.past.forgetFile();
    if (isSame || known?.hash !== record.hash || record.hash === null) dirty.add("uncommitted").add(`content:${path}`);
    if (isSame) {
      Object.assign(known, { stat, read_at });
      return;
    }
    const file = keepFile(record);
    this.files.set(path, file);
    if (known && known.analysis === file.analysis && known.problem === file.problem) return;
    for (const key of this.world.set(path, file.analysis)) dirty.add(key);
    this.dirtyDocuments.add(path);
  }

  /** Marks what `dirty` keys touch: documents to judge again, answers of history that may no longer hold. */
  private touch(dirty: ReadonlySet<Key>): void {
    for (const path of this.index.readers(dirty)) this.dirtyDocuments.add(path);
    forgetAnswers(this.answers, dirty);
  }

  /** Takes a history that moved, or was read for the first time, into account. */
  historyMoved(): void {
    for (const answers of Object.values(this.answers)) answers.clear();
    this.touch(new Set(["history"]));
  }

  /** What the analyzer says of a file if its text were `text`; the model is not touched. null for a file that is not read. */
  async analyze(path: string, text: string): Promise<Reading | null> {
    const kind = kindOf(path);
    if (kind === "other") return null;
    const [analysis] = await this.options.analyzer.analyze([this.sourceText(path, kind, text)]);
    return analysis ? keepReading(analysis) : null;
  }

  /**
   * Takes `readings` for what known files say, as if they had been read; gives what they said before, to be handed in again. What they
   * touch waits to be judged. The files' hashes stay: nothing is recorded of a supposition.
   */
  suppose(readings: readonly Reading[]): Reading[] {
    const dirty = new Set<Key>();
    const before: Reading[] = [];
    for (const { analysis, claims } of readings) {
      const file = this.files.get(analysis.path);
      if (!file?.analysis) throw new Error(`nothing was read of ${analysis.path}`);
      before.push({ analysis: file.analysis, claims: file.claims });
      this.files.set(analysis.path, { ...file, analysis, claims });
      for (const key of this.world.set(analysis.path, analysis)) dirty.add(key);
      this.dirtyDocuments.add(analysis.path);
    }
    for (const key of this.world.settle()) dirty.add(key);
    this.touch(dirty);
    return before;
  }

  /** Everything is judged again: the configuration changed. */
  configurationMoved(): void {
    for (const path of this.files.keys()) this.dirtyDocuments.add(path);
  }

  /** Takes what people said into account; when it is something else than before, everything is judged again. */
  hear(said: Said): void {
    if (JSON.stringify(said) === JSON.stringify(this.said)) return;
    this.said = said;
    this.people = this.judgedBy(said.acknowledgements, said.today);
    this.confirmed = confirmedStates(said.confirmations);
    this.baseline = new Set(said.baseline?.map(({ id }) => id));
    this.configurationMoved();
  }

  private judgedBy(acknowledgements: readonly Acknowledgement[], today: string): JudgedByPeople {
    return judgedByPeople(this.options.config, acknowledgements, { today, formerly: (path) => this.formerly(path) });
  }

  /** The paths that a document had before it was renamed, by which people may have spoken of it; another one may stand there now. */
  private formerly(path: string): string[] {
    const { acknowledgements, confirmations, baseline } = this.said;
    if (acknowledgements.length + confirmations.length + (baseline?.length ?? 0) === 0) return [];
    this.world.keys.note("history");
    return this.options.past.formerPaths(path).filter((one) => !this.world.tree.hasFile(one));
  }

  /** The confirmation that holds for a text, by whatever name its document had. */
  private confirmationOf(text: ConfirmedText): Confirmation | null {
    const names = [text.document, ...this.formerly(text.document)];
    return names.map((document) => this.confirmed({ ...text, document })).find((one) => one !== null) ?? null;
  }

  /** Ids by which the baseline holds a finding of a document that was at the paths `formerly`. */
  private baselineIds({ id, rule, judgement }: JudgedFinding, formerly: readonly string[]): string[] {
    const ids = [id, ...formerly.map((former) => findingId(rule, former, judgement.claim))];
    return ids.filter((one) => this.baseline.has(one));
  }

  /** Judges every document that something touched, asking history as often as it takes. */
  async judge(onProgress?: (done: number, total: number) => void): Promise<JudgeResult> {
    const { now, onHeld, past } = this.options;
    const started = now();
    const result: JudgeResult = { documents: [], removed: [], figures: { judged: 0, judge_ms: 0, rounds: 0 } };
    const paths = [...this.dirtyDocuments].sort(compareText);
    this.dirtyDocuments.clear();
    const rounds = await judgeInRounds(paths, {
      begin: (path) => this.begin(path, result),
      conclude: (judging) => this.conclude(judging, result),
      answer: (questions) => past.answer(questions, this.answers),
      onTurn: () => onHeld(this.files),
      onProgress: (done) => onProgress?.(done, paths.length),
      now,
    });
    result.figures = { judged: result.documents.length, judge_ms: now() - started, rounds };
    return result;
  }

  /** null for what is no document any more, which is forgotten. */
  private begin(path: string, result: JudgeResult): DocumentJudging | null {
    const document = this.documentAt(path);
    if (document !== null && document.claims.length > 0) return new DocumentJudging(document, this.judging());
    this.index.remove(path);
    if (this.judged.delete(path)) result.removed.push(path);
    return null;
  }

  private conclude(judging: DocumentJudging, result: JudgeResult): void {
    const { document } = judging;
    const { result: state, keys } = this.world.keys.record(() => this.toState(document, judging.judgements()));
    for (const key of keys) judging.keys.add(key);
    this.index.set(document.path, judging.keys);
    this.judged.set(document.path, state);
    result.documents.push(state);
  }

  private documentAt(path: string): DocumentToJudge | null {
    const file = this.files.get(path);
    if (!file?.analysis) return null;
    const claims = file.claims ?? this.options.shelf?.claimsOf(path) ?? [];
    return { path, traits: file.analysis.document, claims };
  }

  private judging(): JudgeOptions {
    const history = historyView(() => this.options.past.facts(), this.answers, this.world);
    return {
      world: this.world,
      history,
      vocabulary: this.options.vocabulary,
      off: this.off,
      suppressionOf: this.people.suppressionOf,
      confirmed: (text) => this.confirmationOf(text),
    };
  }

  private toState({ path, traits, claims }: DocumentToJudge, judged: Judgement[]): JudgedState {
    const { judgements: synced, sync } = this.sync.apply(path, traits, judged);
    // What the kind of sync made of a verdict is what people were shown, and may have accepted.
    const judgements = synced.map((one) => suppress(one, this.people));
    const { endedOf } = this.people;
    const remarks = remarksOn({ path, claims, judgements, rules: RULE_IDS, endedOf }, this.off);
    const all = findingsOf([...judgements, ...remarks], this.severities);
    const drifted = all.filter(({ verdict }) => verdict !== "SUPPRESSED");
    const formerly = this.baseline.size === 0 || drifted.length === 0 ? [] : this.formerly(path);
    const known = new Map(drifted.map((finding) => [finding, this.baselineIds(finding, formerly)]));
    const isKnown = (finding: JudgedFinding) => (known.get(finding) ?? []).length > 0;
    const findings = drifted.filter((finding) => !isKnown(finding));
    const unknown: Partial<Record<UnknownReason, number>> = {};
    for (const { verdict } of judgements) {
      if (verdict.verdict === "UNKNOWN") unknown[verdict.reason] = (unknown[verdict.reason] ?? 0) + 1;
    }
    return {
      findings,
      suppressed: all.filter(({ verdict }) => verdict === "SUPPRESSED"),
      baselined: drifted.filter(isKnown),
      former_ids: [...known].flatMap(([{ id }, ids]) => ids.filter((one) => one !== id)),
      rules: decidedBy(judgements),
      unknown,
      sync,
      ...scoreDocument(path, judgements, findings),
    };
  }

  /** Kind of sync of a judged document. */
  syncOf(path: string): SyncState | undefined {
    return this.judged.get(path)?.sync;
  }

  /** Remembers what documents and code agree on, once it is recorded. */
  agree(documents: readonly JudgedState[], now: string): void {
    this.sync.agree(documents, now);
  }

  /** What is known now, in the public shape. `version` is the program's. */
  report(version: string, options: ReportOptions = {}): Report {
    return reportOn(this.snapshot(), version, options);
  }

  /** What is known now; later passes do not change it. */
  snapshot(): Snapshot {
    return {
      project: this.options.root.path,
      documents: [...this.judged.values()].sort((a, b) => compareText(a.path, b.path)),
      baseline: this.said.baseline,
      skipped: this.skipped(),
      history: this.history(),
    };
  }

  /** Every finding with its judgement. */
  findings(): JudgedFinding[] {
    return [...this.judged.values()].flatMap((document) => document.findings);
  }

  /** The finding `id`, also when it is suppressed or in the baseline. */
  findingOf(id: string): JudgedFinding | undefined {
    const among = (state: JudgedState) => [...state.findings, ...state.baselined, ...state.suppressed];
    for (const state of this.judged.values()) {
      const found = among(state).find((finding) => finding.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** The bindings of a document with what they bind now: those that stand in it, then those that code names it in. */
  async boundNow(document: string): Promise<BoundNow[]> {
    const bound = await this.bindingsIn(document);
    for (const { path, analysis } of this.files.values()) {
      if (analysis?.facts.some(({ kind }) => kind === "doc-tag")) bound.push(...(await this.bindingsIn(path)));
    }
    return bound.filter(({ text }) => text.document === document);
  }

  private async bindingsIn(path: string): Promise<BoundNow[]> {
    const document = this.documentAt(path);
    if (document === null) return [];
    for (;;) {
      try {
        return boundNow(document, this.judging());
      } catch (error) {
        if (!(error instanceof NotYetKnown)) throw error;
        await this.options.past.answer(error.questions, this.answers);
      }
    }
  }

  /** Claims that could not be judged, by document, with the reasons. */
  unknownClaims(): UnknownClaim[] {
    return [...this.judged.keys()].sort(compareText).flatMap((path) => {
      const document = this.documentAt(path);
      if (document === null) return [];
      return judgeDocument(document, this.judging()).flatMap((one) => unknownClaim(one) ?? []);
    });
  }

  history(): HistoryStatus {
    return this.options.past.facts().status;
  }

  /** Which code files declare or export a name now, and which members types have. */
  liveNames(): LiveNames {
    return {
      declaring: (name) => this.world.names.pathsOf(name),
      hasMember: (owner, name) => (owner === null ? this.world.names.hasMember(name) : this.world.members.declares(owner, name)),
      holds: (kind, name) => this.world.inner.lives(kind, name),
    };
  }

  /** Files that were not looked at, or only in part, and why. */
  skipped(): Skipped[] {
    const skipped: Skipped[] = [...(this.options.notes ?? []), ...this.unreadable, ...this.said.skipped];
    for (const { path, problem, analysis } of this.files.values()) {
      if (problem) skipped.push({ path, reason: `${problem.reason}: ${problem.message}` });
      for (const one of analysis?.problems ?? []) skipped.push({ path, reason: `${one.reason}: ${one.message}` });
    }
    return skipped.sort((a, b) => compareText(a.path, b.path) || compareText(a.reason, b.reason));
  }

  /** Keys that judging one finding reads. */
  keysOf({ path, judgement }: JudgedFinding): string[] {
    const document = this.documentAt(path);
    if (document === null) return [];
    return [...keysOfClaim(judgement.claim, document, this.judging())].sort(compareText);
  }
}

/** A judgement with what people said of it; what is suppressed already stays so. */
function suppress(judgement: Judgement, { suppressionOf }: JudgedByPeople): Judgement {
  const { rule, path, claim, verdict } = judgement;
  const suppression = isFired(verdict) ? suppressionOf(rule, path, claim, verdict) : null;
  if (suppression === null || !isFired(verdict)) return judgement;
  return { ...judgement, verdict: { verdict: "SUPPRESSED", suppression, drift: verdict, gates: verdict.gates } };
}

/** How many claims each rule decided: found true, in a set that could have said otherwise, or untrue. */
function decidedBy(judgements: readonly Judgement[]): Record<string, number> {
  const rules: Record<string, number> = {};
  for (const { rule, verdict } of judgements) {
    const isDecided = isFired(verdict) || ((verdict.verdict === "OK" || verdict.verdict === "WEAK_OK") && verdict.checked);
    if (isDecided) rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(rules).sort(([a], [b]) => compareText(a, b)));
}

/**
 * Drops answers that a change may have made untrue. A name or path that history does not know stays unknown until its own key is
 * dirty; whatever has a tombstone is asked anew after any change of content, for its trail may lead elsewhere now.
 */
function forgetAnswers(answers: Answers, dirty: ReadonlySet<Key>): void {
  if (dirty.has("packages")) {
    answers.scripts.clear();
    answers.bins.clear();
  }
  const changed = dirty.has("uncommitted");
  if (changed) answers.held.clear();
  for (const [name, tombstone] of answers.symbols) {
    if (dirty.has(`name:${name}`) || (changed && tombstone !== null)) answers.symbols.delete(name);
  }
  for (const [key, tombstone] of answers.members) {
    const [owner, name] = ownerAndName(key);
    const touched = dirty.has(`name:${name}`) || dirty.has(`type:${owner}`);
    if (touched || (changed && tombstone !== null)) answers.members.delete(key);
  }
  for (const [key, { files }] of answers.readings) {
    if (files.some((path) => dirty.has(`content:${path}`))) answers.readings.delete(key);
  }
  for (const [key, tombstone] of answers.inner) {
    if (dirty.has(`inner:${key}`) || (changed && tombstone !== null)) answers.inner.delete(key);
  }
  for (const [path, tombstone] of answers.files) {
    const touched = dirty.has(`file:${path}`) || dirty.has(`dir:${path}`);
    if (touched || (changed && tombstone !== null)) answers.files.delete(path);
  }
}
