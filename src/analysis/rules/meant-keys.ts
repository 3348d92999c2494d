/** Which option a document means by a name that none has, where its place tells. */
import type { KeyClaim, SymbolClaim } from "../model.js";
import { subwords } from "../names/words.js";
import { shownKeys } from "./key-owners.js";
import type { JudgeContext } from "./rule.js";

/** Options of one set that a list must name, to be the list of that set. */
const LISTED_MIN = 5;

export interface MeantKey {
  name: string;
  /** What tells that it is meant. */
  why: string;
}

/**
 * A sample below the heading of one option, which shows a shortened name and not the option; or the one name of a list of a set of
 * options that is none, where one of the set is left out that is nearly called so.
 */
export function meantKey(claim: KeyClaim | SymbolClaim, context: JudgeContext): MeantKey | null {
  return claim.kind === "key" ? ofOwnSection(claim, context) : leftOut(claim, context);
}

function ofOwnSection(claim: KeyClaim, { world, sections }: JudgeContext): MeantKey | null {
  const heading = claim.container.headings.at(-1) ?? "";
  if (claim.place !== "fence" || heading === claim.name || !world.inner.lives("key", heading)) return null;
  const [short, long] = [subwords(claim.name), subwords(heading)];
  if (short.length < 2 || short[0] !== long[0] || !isPartOf(short, long)) return null;
  const fence = claim.container.fence?.ordinal;
  const shown = sections.claimsAround(claim).filter((one) => one.kind === "key" && one.container.fence?.ordinal === fence);
  const isShown = shown.some((one) => one.kind === "key" && one.name === heading);
  return isShown ? null : { name: heading, why: `the section is about \`${heading}\`, and its sample has no such key` };
}

/** Whether `part` is `whole` with words left out. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const word of whole) if (word === part[at]) at++;
  return at === part.length && part.length < whole.length;
}

function leftOut(claim: SymbolClaim, { world, sections }: JudgeContext): MeantKey | null {
  const listed = sections.keysAround(claim);
  if (!claim.leads || listed.size < LISTED_MIN) return null;
  const set = shownKeys([...listed], world);
  const left = [...(set ?? [])].filter((name) => !listed.has(name) && differInOneWord(name, claim.name));
  const [only, another] = left;
  if (only === undefined || another !== undefined) return null;
  return { name: only, why: `of the options listed here only \`${only}\` is left out` };
}

function differInOneWord(a: string, b: string): boolean {
  const [left, right] = [subwords(a), subwords(b)];
  return left.length > 1 && left.length === right.length && left.filter((word, at) => word !== right[at]).length === 1;
}
