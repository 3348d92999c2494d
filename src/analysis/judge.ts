/** Claims of one document → judgements. Pure: everything comes in through the context. */
import {
  type Claim,
  type Confirmation,
  type ConfirmedText,
  type DocumentTraits,
  type Fired,
  isFired,
  type Judgement,
  type Suppression,
  type Verdict,
} from "./model.js";
import { type HistoryView, NotYetKnown, type Question } from "./names/history-view.js";
import { rulesFor } from "./rules/index.js";
import { finish, type JudgeContext, type Vocabulary } from "./rules/rule.js";
import { Sections } from "./rules/sections.js";
import { NUMBERS, type RuleId } from "./rules/weights.js";
import type { Key } from "./world/keys.js";
import type { World } from "./world/world.js";

export interface DocumentToJudge {
  path: string;
  traits: DocumentTraits | null;
  claims: readonly Claim[];
}

export interface JudgeOptions {
  world: World;
  history: HistoryView;
  vocabulary: Vocabulary;
  /** Rules that are switched off. */
  off: ReadonlySet<string>;
  /** What somebody said about not reporting this; null when nobody did. */
  suppressionOf(rule: string, path: string, claim: Claim, drift: Fired): Suppression | null;
  /** What somebody confirmed of a bound text; null when nobody did. */
  confirmed(text: ConfirmedText): Confirmation | null;
}

/**
 * The claims of one document on their way to judgements, slice by slice and round by round: a claim that asks history something that it
 * has not answered yet is judged again in the next round, all others are judged once. Nothing of the world may change meanwhile.
 */
export class DocumentJudging {
  /** Keys that were read: the document is judged again when one of them is dirty. */
  readonly keys = new Set<Key>();
  private readonly context: JudgeContext;
  /** By the claim's place in the document; null for a claim whose rules are all off. */
  private readonly judged: (Judgement | null)[];
  /** Places of the claims of this round, the first `next` of which are done. */
  private round: readonly number[];
  private next = 0;
  private asking: number[] = [];
  private asked: Question[] = [];

  constructor(
    readonly document: DocumentToJudge,
    private readonly options: JudgeOptions,
  ) {
    this.context = contextOf(document, options);
    this.judged = document.claims.map(() => null);
    this.round = [...this.judged.keys()];
  }

  /**
   * Judges claims of this round until it is over, or until `isTimeUp` says so between two claims. Returns whether the round is over. In
   * the `last` round a claim that still asks is unknown, and said so.
   */
  advance({ last, isTimeUp }: { last: boolean; isTimeUp(): boolean }): boolean {
    const { keys } = this.options.world.keys.record(() => {
      for (; this.next < this.round.length; this.next++) {
        this.judge(this.round[this.next] as number, last);
        if (isTimeUp()) return void this.next++;
      }
    });
    for (const key of keys) this.keys.add(key);
    return this.next === this.round.length;
  }

  private judge(at: number, last: boolean): void {
    const claim = this.document.claims[at] as Claim;
    try {
      this.judged[at] = judgeClaim(claim, this.context, this.options);
    } catch (error) {
      if (!(error instanceof NotYetKnown)) throw error;
      if (last) this.judged[at] = unanswered(this.document.path, claim);
      else {
        this.asking.push(at);
        this.asked.push(...error.questions);
      }
    }
  }

  /** What history was asked in the round that is over; the claims that asked are the next round. Empty when all is judged. */
  takeQuestions(): readonly Question[] {
    const { asked } = this;
    this.round = this.asking;
    this.next = 0;
    this.asking = [];
    this.asked = [];
    return asked;
  }

  /** In the order of the document. */
  judgements(): Judgement[] {
    return this.judged.filter((judgement) => judgement !== null);
  }
}

/** Judges every claim of a document by what history has answered until now. */
export function judgeDocument(document: DocumentToJudge, options: JudgeOptions): Judgement[] {
  const judging = new DocumentJudging(document, options);
  judging.advance({ last: true, isTimeUp: () => false });
  return judging.judgements();
}

function unanswered(path: string, claim: Claim): Judgement {
  const verdict: Verdict = { verdict: "UNKNOWN", reason: "limit", note: "history was asked too often", gates: [] };
  return { path, claim, rule: rulesFor(claim.kind)[0]?.id ?? "", weight: 0, verdict };
}

/** The keys that judging one claim of a document reads, for `explain`; what history has not answered is left out. */
export function keysOfClaim(claim: Claim, document: DocumentToJudge, options: JudgeOptions): Set<Key> {
  return options.world.keys.record(() => {
    try {
      judgeClaim(claim, contextOf(document, options), options);
    } catch (error) {
      if (!(error instanceof NotYetKnown)) throw error;
    }
  }).keys;
}

/**
 * Asks the rules that read the claim's kind, in order; the first finding stands. Otherwise the best answer counts, with the weight
 * of the first rule of the kind. null when every rule of the kind is off.
 */
function judgeClaim(claim: Claim, context: JudgeContext, options: JudgeOptions): Judgement | null {
  let first: RuleId | null = null;
  let best: { rule: RuleId; verdict: Verdict } | null = null;
  for (const rule of rulesFor(claim.kind)) {
    if (options.off.has(rule.id) || rule.concerns?.(claim as never) === false) continue;
    const borrowed = rule.borrows?.includes(claim.kind) ?? false;
    if (!borrowed) first ??= rule.id;
    context.gates = [];
    const judged = finish(rule.judge(claim as never, context), NUMBERS[rule.id], context.gates);
    if (borrowed && !isFired(judged)) continue;
    const verdict = suppressed(judged, (drift) => options.suppressionOf(rule.id, context.path, claim, drift));
    if (best === null || rank(verdict) > rank(best.verdict)) best = { rule: rule.id, verdict };
    if (isFired(verdict)) break;
  }
  if (best === null) return null;
  const { rule, verdict } = best;
  const fired = verdict.verdict === "SUPPRESSED" ? verdict.drift : verdict;
  const weight = isFired(fired) ? NUMBERS[rule].weight * (fired.weight_factor ?? 1) : NUMBERS[first ?? rule].weight;
  return { path: context.path, claim, rule, weight, verdict };
}

/** One context serves all claims of a document; its gates are those of the claim in hand. */
export function contextOf({ path, traits, claims }: DocumentToJudge, options: JudgeOptions): JudgeContext {
  return { path, traits, sections: new Sections(claims, options.world), gates: [], ...options };
}

function suppressed(judged: Verdict, suppressionOf: (drift: Fired) => Suppression | null): Verdict {
  if (!isFired(judged)) return judged;
  const suppression = suppressionOf(judged);
  return suppression === null ? judged : { verdict: "SUPPRESSED", suppression, drift: judged, gates: judged.gates };
}

const RANK: Record<Verdict["verdict"], number> = { UNKNOWN: 0, WEAK_OK: 1, OK: 2, SUPPRESSED: 3, STALE: 4, DRIFT: 4 };

/**
 * Between two unknowns the more telling one stands: the rule that reached a gate over the one that does not read such a claim. Between
 * two that found the thing, the one that proved something.
 */
function rank(verdict: Verdict): number {
  const base = RANK[verdict.verdict] * 2;
  if (verdict.verdict === "OK") return verdict.checked ? base + 1 : base;
  return verdict.verdict === "UNKNOWN" && verdict.reason !== "ambiguous" ? base + 1 : base;
}
