import type { ListClaim } from "../model.js";
import { marksGate } from "./gates.js";
import type { NamedSet } from "./named-set.js";
import { drift, type Outcome, ok, rule, unknown } from "./rule.js";
import { SETS } from "./sets.js";
import { listSome } from "./text.js";

/** A list that says which set of the project it is lacks a member or has one too many; or a number is not the set's size. */
export const listOutOfSync = rule({
  id: "list/out-of-sync",
  summary: "A list bound to a set of the project, or its number, no longer is that set",
  reads: ["list"],
  needs: ["closed set: the one that the directive names"],
  gates: [],
  fix: "suggest",
  judge(claim, context) {
    const find = Object.hasOwn(SETS, claim.set) ? SETS[claim.set] : undefined;
    if (find === undefined) return unknown("open-set", `no set is called ${claim.set}`);
    const set = find(claim.argument, context);
    if (typeof set === "string") return unknown("never-here", set);
    if (set.open !== null) return unknown("open-set", set.open);
    const closed = marksGate(claim, context);
    const outcome = claim.what === "items" ? judgeItems(claim, set) : judgeCount(claim, set);
    return closed === null ? outcome : unknown(closed);
  },
});

function judgeItems(claim: ListClaim, { members, writtenAs, read, mayList }: NamedSet): Outcome {
  const forms = new Map<string, string>();
  for (const member of members)
    for (const form of [member, ...(writtenAs?.(member) ?? [])]) if (!forms.has(form)) forms.set(form, member);
  const memberOf = (item: string) => forms.get(item) ?? forms.get(withoutArguments(item)) ?? forms.get(read?.(item) ?? "");
  const named = claim.items.map((item) => memberOf(item) ?? null);
  const missing = members.filter((member) => !named.includes(member)).sort();
  const extra = claim.items.filter((item, at) => named[at] === null && !mayList?.(item));
  if (missing.length === 0 && extra.length === 0) return ok();
  const parts = [
    ...(missing.length > 0 ? [`lacks ${listSome(missing)}`] : []),
    ...(extra.length > 0 ? [`has ${listSome(extra)} too many`] : []),
  ];
  return wrong(claim, `the list ${parts.join(" and ")}`, members);
}

/** `boil(litres)` → `boil()`. */
function withoutArguments(item: string): string {
  const open = item.indexOf("(");
  return open > 0 && item.endsWith(")") ? `${item.slice(0, open)}()` : item;
}

function judgeCount(claim: ListClaim, { members }: NamedSet): Outcome {
  return claim.count === members.length
    ? ok()
    : wrong(claim, `the text says ${claim.count}, there are ${members.length}`, members);
}

function wrong(claim: ListClaim, message: string, members: readonly string[]): Outcome {
  return drift({
    message,
    suggestion: { text: claim.what === "items" ? `List ${listSome([...members].sort(), 20)}` : `Write ${members.length}` },
    evidence: {
      kind: "closed-set",
      summary: `${claim.reference} has ${members.length} members: ${listSome([...members].sort())}`,
      facts: [`set:${claim.reference}`],
    },
    fix: null,
    cause: `set:${claim.reference}`,
  });
}
