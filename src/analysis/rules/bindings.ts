/** What the rules of bindings share: the target of a binding now, and as it was when text and code last agreed. */
import type { BindingClaim, Outlined } from "../model.js";
import type { Agreed } from "../names/readings.js";
import { candidatePaths, liveFile } from "./places.js";
import { type JudgeContext, type Outcome, unknown } from "./rule.js";

/**
 * The file that a binding names, or from where it is written the folder, when it lives. Bindings are written from the root; from the
 * document's folder they are understood.
 */
export function boundFile({ target }: BindingClaim, context: JudgeContext): string | null {
  const { tree } = context.world;
  if (tree.hasFile(target)) return target;
  return candidatePaths(target, context).find((path) => tree.has(path)) ?? null;
}

/** A text that is bound, as confirmations know it. */
export interface BoundText {
  document: string;
  section: string | null;
  /** Line of its heading, or of the binding when that stands in the text. */
  line: number;
  binding: string;
  ordinal: number;
  words: string;
}

/** The text that a binding is of: the one it stands in, or for a `@doc` tag the one it names; null when that is not there. */
export function boundText(claim: BindingClaim, context: JudgeContext): BoundText | null {
  const { text, line, normalized, ordinal, words } = claim;
  if (!text) return { document: context.path, section: null, line, binding: normalized, ordinal, words };
  const document = liveFile(text.document, context);
  const { anchor } = text;
  const found = document === null ? null : context.history.read({ ask: "section", document, anchor });
  if (document === null || found === null) return null;
  const binding = `${claim.target}#${claim.name} @doc${anchor === null ? "" : ` #${anchor}`}`;
  return { document, section: anchor, binding, ordinal, ...found };
}

export interface BoundStates {
  path: string;
  name: string;
  now: Outlined;
  agreed: Agreed;
}

/** Both states of a bound declaration; an outcome when one of them is not known. */
export function boundStates(claim: BindingClaim, context: JudgeContext): BoundStates | Outcome {
  const path = boundFile(claim, context);
  const { name } = claim;
  if (path === null || name === null || name.startsWith("region:")) return unknown("never-here", "no declaration is bound");
  const now = context.history.read({ ask: "outlined", path, name });
  if (now === null) return unknown("subject-drifted", `${path} declares no ${name}`);
  const agreed = agreedState(claim, { path, name }, context);
  return agreed === null ? unknown("no-history", "text and code were not seen to agree before") : { path, name, now, agreed };
}

/** The declaration as it was when text and code were last known to agree: as somebody confirmed it, or else as history tells. */
export function agreedState(claim: BindingClaim, bound: { path: string; name: string }, context: JudgeContext): Agreed | null {
  const { history } = context;
  const text = boundText(claim, context);
  if (text === null) return null;
  const { document, section: anchor, binding, ordinal, words } = text;
  const confirmed = confirmedAs(text, context);
  if (confirmed !== null) return confirmed;
  if (claim.text) return history.read({ ask: "agreed-by-tag", document, anchor, words, tag: claim.reference, ...bound });
  return history.read({ ask: "agreed", document, binding, ordinal, words, ...bound });
}

/** The declaration as it was when somebody confirmed the text; null when nobody did. */
export function confirmedAs(text: BoundText, context: JudgeContext): Agreed | null {
  const confirmed = context.confirmed(text);
  return confirmed === null ? null : { commit: null, date: confirmed.confirmed_at, fingerprints: confirmed.fingerprints };
}

/** "since the text was written". */
export function sinceAgreed({ text }: BindingClaim, { commit }: Agreed): string {
  const what = text ? `\`${text.document}${text.anchor === null ? "" : `#${text.anchor}`}\`` : "the text";
  return `since ${what} was ${commit === null ? "confirmed" : "written"}`;
}

/** What to do about code that moved on, and where the text is when the finding stands elsewhere. */
export function bringUpToDate(claim: BindingClaim, context: JudgeContext) {
  const text = claim.text ? boundText(claim, context) : null;
  const place = text === null ? context.path : `${text.document}${text.section === null ? "" : `#${text.section}`}`;
  return {
    suggestion: stillHolds(place),
    ...(text === null ? {} : { related: [{ path: text.document, line: text.line }] }),
  };
}

/** What to do about code that moved on, the text being at `place`: `docs/a.md#b`. */
export function stillHolds(place: string) {
  return { text: `Bring the text up to date, or say that it still holds with \`lockstep confirm ${place}\`` };
}

/** "3f2a91c, 2025-03-01". */
export function whenAgreed({ commit, date }: Agreed): string {
  return [commit === null ? "confirmed" : commit.slice(0, 7), date?.slice(0, 10)].filter(Boolean).join(", ");
}
