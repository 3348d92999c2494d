/** Judges documents in rounds, each of which answers what the one before asked history. The event loop gets its turns meanwhile. */
import type { DocumentJudging } from "../analysis/judge.js";
import type { Question } from "../analysis/names/history-view.js";
import { questionKey } from "./history-view.js";

export interface JudgingSteps {
  /** The document at a path, nothing of it judged; null for what is no document any more. */
  begin(path: string): DocumentJudging | null;
  /** Every claim of the document is judged. */
  conclude(judging: DocumentJudging): void;
  /** Has history answer. */
  answer(questions: readonly Question[]): Promise<void>;
  /** Called before the event loop gets a turn; what it throws ends the work. */
  onTurn(): void;
  onProgress(done: number): void;
  /** Monotonic milliseconds. */
  now(): number;
}

/** Rounds of judging and asking history; each round answers every question of the one before, so few are ever needed. */
const ROUNDS_MAX = 12;
/** Judging that goes on before the event loop gets a turn, ms. */
const SLICE_MS = 20;
/** Claims of documents that wait for history, from which on no further document is kept half judged: it is judged anew. */
const WAITING_CLAIMS_MAX = 50_000;

/** Judges the documents at `paths`; returns how many rounds it took. */
export async function judgeInRounds(paths: readonly string[], steps: JudgingSteps): Promise<number> {
  const slices = timeSlices(steps);
  const halfJudged = new HalfJudged();
  let waiting = paths;
  let round = 0;
  for (; waiting.length > 0 && round < ROUNDS_MAX; round++) {
    const last = round === ROUNDS_MAX - 1;
    const questions = new Map<string, Question>();
    const asking: string[] = [];
    for (const path of waiting) {
      const judging = halfJudged.take(path) ?? steps.begin(path);
      if (judging === null) continue;
      while (!judging.advance({ last, isTimeUp: slices.isOver })) await slices.turn();
      const asked = judging.takeQuestions();
      if (asked.length === 0) steps.conclude(judging);
      else {
        for (const question of asked) questions.set(`${question.ask} ${questionKey(question)}`, question);
        asking.push(path);
        halfJudged.keep(judging);
      }
      if (slices.isOver()) await slices.turn();
    }
    steps.onProgress(paths.length - asking.length);
    if (questions.size > 0) await steps.answer([...questions.values()]);
    waiting = asking;
  }
  return round;
}

function timeSlices({ now, onTurn }: JudgingSteps) {
  let end = now() + SLICE_MS;
  return {
    isOver: () => now() >= end,
    async turn(): Promise<void> {
      onTurn();
      await new Promise((resolve) => setImmediate(resolve));
      end = now() + SLICE_MS;
    },
  };
}

/** Documents that wait for history, with what is judged of them; not all of them when they are many. */
class HalfJudged {
  private readonly byPath = new Map<string, DocumentJudging>();
  private claims = 0;

  keep(judging: DocumentJudging): void {
    const { path, claims } = judging.document;
    if (this.claims + claims.length > WAITING_CLAIMS_MAX) return;
    this.claims += claims.length;
    this.byPath.set(path, judging);
  }

  take(path: string): DocumentJudging | undefined {
    const judging = this.byPath.get(path);
    this.byPath.delete(path);
    this.claims -= judging?.document.claims.length ?? 0;
    return judging;
  }
}
