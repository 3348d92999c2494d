/** Remarks: notes about what people said of findings, made when the claims of a document are judged. Off unless a configuration turns them on. */
import type { Acknowledgement, Claim, Judgement } from "../model.js";

/** An acknowledgement that no longer holds, and why. */
export interface Ended {
  acknowledgement: Acknowledgement;
  why: string;
}

/** The judged document, and what was said of its findings. */
export interface RemarkContext {
  path: string;
  claims: readonly Claim[];
  judgements: readonly Judgement[];
  /** Ids of all rules that there are. */
  rules: readonly string[];
  /** The ended acknowledgement of the finding that a judgement makes; null when there is none. */
  endedOf(judgement: Judgement): Ended | null;
}

export interface Remark {
  id: string;
  /** One line: what the note says. */
  summary: string;
  /** What it needs to judge. */
  needs: readonly string[];
  judge(context: RemarkContext): Remarked[];
}

export interface Remarked {
  claim: Claim;
  message: string;
  suggestion: string;
  /** What proves it, in one sentence. */
  summary: string;
}

/** Declares a remark; the identity, for its types. */
export function remark<I extends string>(definition: Remark & { id: I }): Remark & { id: I } {
  return definition;
}
