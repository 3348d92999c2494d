/** In which tiers a text is bound. */
import type { Tier } from "../model.js";

const TIERS: ReadonlySet<string> = new Set(["path", "sig", "contract", "body", "deps", "value"] satisfies Tier[]);

/** `sig,value`; null for a word that is no list of tiers. */
export function tiersOf(word: string): Tier[] | null {
  const tiers = word.split(",");
  return tiers.every((tier): tier is Tier => TIERS.has(tier)) ? tiers : null;
}

/** The tiers of a binding that names none. */
export function usualTiers(name: string | null): Tier[] {
  return name === null || name.startsWith("region:") ? ["path"] : ["path", "sig"];
}
