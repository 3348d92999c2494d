import { evidenceHash, findingId } from "../analysis/findings.js";
import {
  type Acknowledgement,
  type Claim,
  type DocumentClass,
  type Fired,
  isFired,
  type Judgement,
  type Suppression,
} from "../analysis/model.js";
import type { Ended } from "../analysis/rules/remark.js";
import { compilePattern } from "../base/patterns.js";
import { namesRule } from "../config/rule-names.js";
import type { Config } from "../config/schema.js";

export interface JudgedByPeople {
  /** Whether a comment beside the claim, or the configuration, says not to report it. */
  isIgnored(rule: string, path: string, claim: Claim): boolean;
  /** Why a finding is not reported: beside the text, by the configuration, by an acknowledgement that holds; null when it is. */
  suppressionOf(rule: string, path: string, claim: Claim, drift: Fired): Suppression | null;
  /** The acknowledgement of a reported finding, and why it no longer holds; null when there is none. */
  endedOf(judgement: Judgement): Ended | null;
}

/** What people said of findings, as it holds on the day `today`, `2026-11-21`; `formerly` gives the paths that a document had before. */
export function judgedByPeople(
  config: Config,
  acknowledgements: readonly Acknowledgement[],
  { today, formerly }: { today: string; formerly(path: string): readonly string[] },
): JudgedByPeople {
  const configured = configuredIgnores(config, today);
  const byId = new Map<string, Acknowledgement[]>();
  for (const one of acknowledgements) byId.set(one.finding_id, [...(byId.get(one.finding_id) ?? []), one]);

  const acknowledged = (rule: string, path: string, claim: Claim) =>
    [path, ...formerly(path)].flatMap((one) => byId.get(findingId(rule, one, claim)) ?? []);

  function ignoredBy(rule: string, path: string, claim: Claim): Suppression | null {
    if (claim.ignored_rules?.some((name) => namesRule(name, rule))) return { by: "comment", reason: null, until: null };
    const entry = configured(rule, path, claim);
    return entry ? { by: "config", reason: entry.reason, until: entry.until ?? null } : null;
  }

  return {
    isIgnored: (rule, path, claim) => ignoredBy(rule, path, claim) !== null,
    suppressionOf(rule, path, claim, drift) {
      const ignored = ignoredBy(rule, path, claim);
      if (ignored !== null) return ignored;
      if (byId.size === 0) return null;
      const holding = acknowledged(rule, path, claim).find((one) => endOf(one, claim, drift, today) === null);
      return holding ? { by: "acknowledgement", reason: holding.reason, until: holding.until } : null;
    },
    endedOf({ rule, path, claim, verdict }) {
      if (byId.size === 0 || !isFired(verdict)) return null;
      const [acknowledgement] = acknowledged(rule, path, claim);
      const why = acknowledgement && endOf(acknowledgement, claim, verdict, today);
      return acknowledgement && why ? { acknowledgement, why } : null;
    },
  };
}

/** Why an acknowledgement does not hold for what a rule says of a claim; null when it does. */
function endOf({ until, blocks, evidence }: Acknowledgement, claim: Claim, drift: Fired, today: string): string | null {
  if (until < today) return `its last day was ${until}`;
  if (!blocks.includes(claim.block_hash)) return "the text around it changed";
  return evidence === evidenceHash(drift) ? null : "what proves it changed";
}

type Entry = Config["ignore"][number];

/** The entry of `ignore` in the configuration that covers a claim. */
function configuredIgnores(config: Config, today: string): (rule: string, path: string, claim: Claim) => Entry | undefined {
  const entries = config.ignore
    .filter(({ until }) => until === undefined || until >= today)
    .map((entry) => ({ entry, matches: compilePattern(entry.path) ?? (() => false) }));
  return (rule, path, claim) =>
    entries.find(({ entry, matches }) => {
      const fits = entry.reference === undefined || entry.reference === claim.reference || entry.reference === claim.normalized;
      return fits && namesRule(entry.rule, rule) && matches(path);
    })?.entry;
}

/** What the configuration says that documents are; the first pattern that fits counts. */
export function configuredClasses({ classes }: Config): (path: string) => DocumentClass | null {
  const entries = Object.entries(classes).map(([pattern, name]) => ({ name, matches: compilePattern(pattern) ?? (() => false) }));
  return (path) => entries.find(({ matches }) => matches(path))?.name ?? null;
}
