/** How rules are named where people write them: by id, as `group/*`, or `*` for all. */

export type RuleIds = readonly string[];

/** Whether `name` names the rule `id`. */
export function namesRule(name: string, id: string): boolean {
  if (name === "*" || name === id) return true;
  return name.endsWith("/*") && id.startsWith(name.slice(0, -1));
}

/** The rules of `ids` that `name` names. */
export function rulesNamed(name: string, ids: RuleIds): string[] {
  return ids.filter((id) => namesRule(name, id));
}
