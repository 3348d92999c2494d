/** What comes of a text that tells a default. Shared by the rules for documents and for JSDoc. */
import type { Subject, ValueClaim } from "../model.js";
import { compareTold, rewriteTold } from "../names/told-values.js";
import { defaultMeant, isSetElsewhere, type SetDefault } from "./default-sites.js";
import { marksGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, unknown } from "./rule.js";

/** Judges a claim of a default against the one that the code sets; `probation` keeps a finding a note. */
export function judgeToldDefault(claim: ValueClaim, context: JudgeContext, probation: boolean): Outcome {
  const marked = marksGate(claim, context);
  const site = defaultMeant(claim, context);
  if ("verdict" in site) return site;
  const { value } = site;
  const found = compareTold(claim.told, value, claim.name);
  if (found === "same") return ok(marked === null, subjectOf(site));
  if (found === "unclear") return unknown("ambiguous", "the two cannot be compared");
  if (marked) return unknown(marked);
  // A parameter of one function, where the file sets what is told for another of that name, is not what the text speaks of.
  const isSure = site.path === context.path && site.site !== "pattern";
  const isElsewhere = !isSure && isSetElsewhere(claim, (other) => isTold(claim, other), context);
  if (isElsewhere) return unknown("ambiguous", "it is the default of another thing of that name");
  return differs(claim, site, probation);
}

function isTold({ told, name }: ValueClaim, value: string): boolean {
  return compareTold(told, value, name) === "same";
}

function subjectOf({ owner, name, value }: SetDefault): Subject {
  return { id: `default:${owner === "" ? "" : `${owner}.`}${name}`, state: value };
}

function differs(claim: ValueClaim, site: SetDefault, probation: boolean): Outcome {
  const { path, line, value, text } = site;
  const shown = claim.is_option ? `--${claim.name}` : claim.name;
  const replacement = claim.told.unit === null ? rewriteTold(claim.reference, value) : null;
  return drift({
    message: `\`${shown}\` defaults to ${value}, not ${claim.reference}`,
    suggestion: replacement === null ? { text: `Write ${value}` } : { text: `Write ${replacement}`, replacement },
    evidence: {
      kind: "contradiction",
      summary: `${path}${line > 0 ? `:${line}` : ""} sets \`${text}\``,
      facts: [`default:${path}#${claim.name}`],
      before: claim.reference,
      after: value,
    },
    fix: replacement === null ? null : "suggest",
    cause: `default:${path}#${claim.name}`,
    subject: subjectOf(site),
    ...(line > 0 ? { related: [{ path, line }] } : {}),
    ...(probation ? { probation } : {}),
  });
}
