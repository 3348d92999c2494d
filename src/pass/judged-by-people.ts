import type { Claim, DocumentClass } from "../analysis/model.js";
import { compilePattern } from "../base/patterns.js";
import { namesRule } from "../config/rule-names.js";
import type { Config } from "../config/schema.js";

/**
 * What people said to ignore: beside the text (`lockstep-ignore`), and in `ignore` of the configuration until its date. `today` is
 * `2026-11-21`.
 */
export function ignoredFindings(config: Config, today: string): (rule: string, path: string, claim: Claim) => boolean {
  const entries = config.ignore
    .filter(({ until }) => until === undefined || until >= today)
    .map((entry) => ({ ...entry, matches: compilePattern(entry.path) ?? (() => false) }));
  return (rule, path, claim) => {
    if (claim.ignored_rules?.some((name) => namesRule(name, rule))) return true;
    return entries.some((entry) => {
      const fits = entry.reference === undefined || entry.reference === claim.reference || entry.reference === claim.normalized;
      return fits && namesRule(entry.rule, rule) && entry.matches(path);
    });
  };
}

/** What the configuration says that documents are; the first pattern that fits counts. */
export function configuredClasses({ classes }: Config): (path: string) => DocumentClass | null {
  const entries = Object.entries(classes).map(([pattern, name]) => ({ name, matches: compilePattern(pattern) ?? (() => false) }));
  return (path) => entries.find(({ matches }) => matches(path))?.name ?? null;
}
