import { nearestOf } from "../../base/nearest.js";
import { headingAnchors } from "../documents/slugs.js";
import type { BindingClaim, Tier } from "../model.js";
import { agreedState, boundFile, boundStates, boundText, bringUpToDate, sinceAgreed, whenAgreed } from "./bindings.js";
import { artefactGate, marksGate } from "./gates.js";
import { liveFile, rewrite, tombstoneOf } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome, tombstoneEvidence } from "./text.js";

/** Tiers in which a change breaks a binding; in the others the text is only to be looked at. */
const BREAKING = ["sig", "contract"] as const satisfies Tier[];

/** The code that a text is bound to is gone, or no longer looks as it did when the text was written. */
export const bindingBroken = rule({
  id: "binding/broken",
  summary: "The code that a text is bound to is gone, or its signature changed since",
  reads: ["binding"],
  needs: ["file tree, declarations", "the agreed fingerprint"],
  gates: [],
  fix: "safe",
  judge(claim, context) {
    const closed = marksGate(claim, context);
    const path = boundFile(claim, context);
    const text = claim.text ? missingText(claim, claim.text, context) : null;
    if (text !== null) return closed ? unknown(closed) : text;
    if (path === null) return closed ? unknown(closed) : missingFile(claim, claim.target, context);
    if (claim.name === null) return ok(closed === null);
    if (closed) return unknown(closed);
    if (claim.name.startsWith("region:")) return judgeRegion(claim, path, context);
    return judgeDeclaration(claim, path, context);
  },
});

function missingFile(claim: BindingClaim, target: string, context: JudgeContext): Outcome {
  const { world } = context;
  const artefact = artefactGate(target, context);
  if (artefact) return unknown(artefact);
  if (world.isOpen(target)) return unknown("open-set", "inside another repository, or not checked out");
  const tombstone = tombstoneOf([target], context);
  const successor = tombstone?.successor?.path ?? null;
  const rest = claim.reference.slice(claim.reference.indexOf("#") === -1 ? claim.reference.length : claim.reference.indexOf("#"));
  const written = claim.reference.slice(0, claim.reference.length - rest.length);
  const replacement = successor === null ? null : rewrite(written, target, successor, context, false) + rest;
  return drift({
    message: successor ? `\`${target}\` was renamed to \`${successor}\`` : `\`${target}\` does not exist`,
    suggestion: replacement === null ? null : { text: `Bind it to ${replacement}`, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor, [`file:${target}`])
      : { kind: "closed-set", summary: `no file \`${target}\` exists`, facts: [`file:${target}`] },
    fix: successor !== null && keepsBound(claim, successor, context) ? "safe" : replacement === null ? null : "suggest",
    cause: `file:${target}`,
  });
}

/** Whether what is bound, the declaration or for a `@doc` tag the text, stands in the file's new place as it was. */
function keepsBound(claim: BindingClaim, path: string, context: JudgeContext): boolean {
  const { name, text } = claim;
  if (text) return context.history.read({ ask: "section", document: path, anchor: text.anchor }) !== null;
  if (name === null) return true;
  const now = context.history.read({ ask: "outlined", path, name });
  const agreed = agreedState(claim, { path, name }, context);
  return now !== null && agreed !== null && now.sig === agreed.fingerprints.sig;
}

/** The finding that a `@doc` tag names a text that is not there; null when it is. */
function missingText(claim: BindingClaim, named: NonNullable<BindingClaim["text"]>, context: JudgeContext): Outcome | null {
  if (boundText(claim, context) !== null) return null;
  const { world } = context;
  const { document, anchor } = named;
  const path = liveFile(document, context);
  if (path === null) return missingFile(claim, document, context);
  const analysis = world.analysis(path);
  if (!analysis?.document) return unknown("open-set", "it names no document that was read");
  if (analysis.facts.some((fact) => fact.kind === "open" && fact.set === "anchors")) {
    return unknown("open-set", "the document makes anchors at build time");
  }
  const slugs = headingAnchors(analysis.facts).flatMap((fact) => fact.slugs.slice(0, 1));
  const near = nearestOf(anchor ?? "", slugs);
  const replacement = near === null ? null : `${claim.reference.slice(0, claim.reference.indexOf("#"))}#${near}`;
  return drift({
    message: `\`${path}\` has no section \`#${anchor}\``,
    suggestion: replacement === null ? null : { text: `Name ${replacement}`, replacement },
    evidence: { kind: "closed-set", summary: `its sections are ${listSome(slugs)}`, facts: [`anchors:${path}`] },
    fix: replacement === null ? null : "suggest",
    cause: `anchor:${path}#${anchor}`,
  });
}

function judgeRegion(claim: BindingClaim, path: string, { history }: JudgeContext): Outcome {
  const name = (claim.name ?? "").slice("region:".length);
  if (history.read({ ask: "piece", path, piece: { part: "region", name } }) !== null) return ok();
  return gone(claim, path, `\`${path}\` has no region \`${name}\``);
}

function judgeDeclaration(claim: BindingClaim, path: string, context: JudgeContext): Outcome {
  const { history, world } = context;
  const name = claim.name as string;
  const analysis = world.analysis(path);
  world.keys.note(`content:${path}`);
  if (analysis?.kind !== "code") return unknown("limit", "only declarations of TypeScript and JavaScript are read");
  if (analysis.problems.length > 0) return unknown("parse-error", analysis.problems[0]?.message);
  const isThere = history.read({ ask: "outlined", path, name }) !== null;
  // A tag stands before its declaration: that is there, be it where no outline shows it.
  if (!isThere && claim.text) return unknown("limit", "only declarations of modules and their members are read");
  if (!isThere) return missingName(claim, path, name, context);
  const states = boundStates(claim, context);
  if ("verdict" in states) return ok(false);
  const { now, agreed } = states;
  const broken = BREAKING.find((tier) => claim.tiers.includes(tier) && agreed.fingerprints[tier] !== now[tier]);
  if (broken === undefined) return ok();
  const isSig = agreed.fingerprints.sig !== now.sig;
  return drift({
    message: `the ${broken === "sig" || isSig ? "signature" : "contract"} of \`${name}\` changed ${sinceAgreed(claim, agreed)}`,
    ...bringUpToDate(claim, context),
    evidence: {
      kind: "contradiction",
      summary: isSig
        ? `it was \`${agreed.fingerprints.sig}\`, it is \`${now.sig}\` (agreed ${whenAgreed(agreed)})`
        : `agreed ${whenAgreed(agreed)}`,
      facts: [`${broken}:${path}#${name}`],
      commit: agreed.commit,
      date: agreed.date,
      before: agreed.fingerprints[broken],
      after: now[broken],
    },
    fix: null,
    cause: `${broken}:${path}#${name}`,
  });
}

function missingName(claim: BindingClaim, path: string, name: string, { history }: JudgeContext): Outcome {
  const tombstone = name.includes(".") ? null : history.symbol(name);
  const successor = tombstone?.path === path ? tombstone.successor : null;
  if (!tombstone || !successor) return gone(claim, path, `\`${path}\` declares no \`${name}\``);
  const replacement = `${successor.path === path ? claim.reference.slice(0, claim.reference.indexOf("#")) : successor.path}#${successor.name}`;
  return drift({
    message: `\`${name}\` was renamed to \`${successor.name}\``,
    suggestion: { text: `Bind it to ${replacement}`, replacement },
    evidence: tombstoneEvidence(tombstone.died, successor.name, [`name:${name}`]),
    fix: successor.confidence >= 0.95 ? "safe" : "suggest",
    cause: `symbol:${name}`,
  });
}

function gone(claim: BindingClaim, path: string, message: string): Outcome {
  return drift({
    message,
    suggestion: null,
    evidence: { kind: "closed-set", summary: "every declaration of the file was read", facts: [`content:${path}`] },
    fix: null,
    cause: `binding:${path}#${claim.name}`,
  });
}
