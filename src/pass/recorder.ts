/** Writes the passes of one project, keeps what `status` says of the last one, and announces what was committed. */
import type { Logger } from "pino";
import { PARSER_VERSION } from "../analysis/analyze.js";
import type { HistoryStatus } from "../analysis/model.js";
import type { EventHub } from "../base/events.js";
import { faultPoint } from "../base/fault-points.js";
import { type Clock, isoTime } from "../base/time.js";
import type { Project, ProjectState, ProjectSummary } from "../domains/documentation/projects.js";
import type { PassOutcome } from "../domains/documentation/store.js";
import type { Ledger } from "../domains/ledger.js";
import { announce } from "./announce.js";
import { commitPass, type Learned } from "./commit.js";
import { type Meters, sample } from "./metrics.js";
import type { JudgedState } from "./project.js";

export interface RecorderOptions {
  project: Project;
  ledger: Ledger;
  instance: string;
  isPending(id: string): boolean;
  events: EventHub;
  meters: Meters;
  now: Clock;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

export interface Figures {
  files: number;
  documents: number;
  took_ms: number;
}

export interface LastPass {
  at: string;
  files: number;
  took_ms: number;
}

export interface Recorder {
  readonly seq: number;
  readonly lastPass: LastPass | null;
  readonly summary: ProjectSummary;
  /** How much of git's history the findings rest on. */
  readonly history: HistoryStatus;
  /** Commit up to which history was read. */
  readonly historyHead: string | null;
  /** Commits a pass and tells about it; `also` is written in the same transaction. */
  pass(learned: Learned, figures: Figures, state: ProjectState, also: () => void): void;
  /** Commits documents of which some findings are known from now on; the last pass stays the last one. */
  settled(documents: readonly JudgedState[], state: ProjectState): void;
  /** Commits files that are not judged yet, with what their pass did until now, `also` in the same transaction; nobody is told. */
  facts(read: Pick<Learned, "changed" | "removed">, figures: Figures, state: ProjectState, also: () => void): void;
}

const NOTHING: Learned = { changed: [], removed: [], documents: [], removed_documents: [], history: null };

const NO_HISTORY: HistoryStatus = { kind: "none", commits: 0, note: "not read yet" };

export function recorder(options: RecorderOptions): Recorder {
  const { project, ledger, instance, isPending, events, meters, now, monotonic, log } = options;
  const project_id = project.id;
  const summarize = () => ledger.documentation.summarizeProject({ project_id });
  let seq = project.seq;
  // Counting goes over the whole project: done when somebody asks, not by every pass.
  let summary: ProjectSummary | null = null;
  let lastPass = lastPassOf(project);
  let history = project.history_status ?? NO_HISTORY;
  let historyHead = project.history_head;

  function write(learned: Learned, figures: Figures, state: ProjectState, also: () => void): PassOutcome {
    const started = monotonic();
    const common = { ledger, project_id, instance, now: isoTime(now()), parser_version: PARSER_VERSION };
    const outcome = commitPass(learned, { ...common, state, figures: { ...figures }, isPending, also });
    const record_ms = monotonic() - started;
    meters.add("record_ms", project_id, record_ms);
    log.debug({ files: learned.changed.length, documents: learned.documents.length, record_ms }, "pass recorded");
    seq = outcome.seq;
    if (learned.history) ({ status: history, head: historyHead } = learned.history);
    return outcome;
  }

  function tell(outcome: PassOutcome, figures: Figures): void {
    summary = null;
    log.info({ ...figures, seq, found: outcome.found.length, resolved: outcome.resolved.length }, "pass done");
    announce(events, { project: project.root, ...outcome, figures });
  }

  return {
    get seq() {
      return seq;
    },
    get lastPass() {
      return lastPass;
    },
    get summary() {
      summary ??= summarize();
      return summary;
    },
    get history() {
      return history;
    },
    get historyHead() {
      return historyHead;
    },
    pass(learned, figures, state, also) {
      const outcome = write(learned, figures, state, () => {
        also();
        const metric = { ...sample("pass_ms", project_id, figures.took_ms), metadata: { files: figures.files } };
        ledger.operations.recordMetrics([metric], isoTime(now()));
        faultPoint("pass.recording");
      });
      faultPoint("pass.recorded");
      lastPass = { at: isoTime(now()), files: figures.files, took_ms: figures.took_ms };
      meters.add("passes_count", project_id, 1);
      meters.addTotal("pass_ms", project_id, figures.took_ms);
      tell(outcome, figures);
    },
    settled(documents, state) {
      const figures = { files: lastPass?.files ?? 0, documents: documents.length, took_ms: lastPass?.took_ms ?? 0 };
      tell(
        write({ ...NOTHING, documents }, figures, state, () => faultPoint("settle.recording")),
        { files: 0, documents: documents.length, took_ms: 0 },
      );
    },
    facts({ changed, removed }, figures, state, also) {
      write({ ...NOTHING, changed, removed }, figures, state, () => {
        also();
        faultPoint("facts.recording");
      });
    },
  };
}

function lastPassOf({ last_pass, last_pass_at }: Project): LastPass | null {
  if (last_pass === null || last_pass_at === null) return null;
  return { at: last_pass_at, files: Number(last_pass.files ?? 0), took_ms: Number(last_pass.took_ms ?? 0) };
}
