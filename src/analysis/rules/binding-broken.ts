import type { BindingClaim, Tier } from "../model.js";
import { agreedState, boundFile, boundStates, bringUpToDate, sinceAgreed, whenAgreed } from "./bindings.js";
import { artefactGate, marksGate } from "./gates.js";
import { rewrite, tombstoneOf } from "./places.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

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
    if (path === null) return closed ? unknown(closed) : missingFile(claim, context);
    if (claim.name === null) return ok(closed === null);
    if (closed) return unknown(closed);
    if (claim.name.startsWith("region:")) return judgeRegion(claim, path, context);
    return judgeDeclaration(claim, path, context);
  },
});

function missingFile(claim: BindingClaim, context: JudgeContext): Outcome {
  const { world } = context;
  const artefact = artefactGate(claim.target, context);
  if (artefact) return unknown(artefact);
  if (world.isOpen(claim.target)) return unknown("open-set", "inside another repository, or not checked out");
  const tombstone = tombstoneOf([claim.target], context);
  const successor = tombstone?.successor?.path ?? null;
  const rest = claim.reference.slice(claim.reference.indexOf("#") === -1 ? claim.reference.length : claim.reference.indexOf("#"));
  const written = claim.reference.slice(0, claim.reference.length - rest.length);
  const replacement = successor === null ? null : rewrite(written, claim.target, successor, context, false) + rest;
  return drift({
    message: successor ? `\`${claim.target}\` was renamed to \`${successor}\`` : `\`${claim.target}\` does not exist`,
    suggestion: replacement === null ? null : { text: `Bind it to ${replacement}`, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, successor, [`file:${claim.target}`])
      : { kind: "closed-set", summary: `no file \`${claim.target}\` exists`, facts: [`file:${claim.target}`] },
    fix: successor !== null && keepsDeclaration(claim, successor, context) ? "safe" : replacement === null ? null : "suggest",
    cause: `file:${claim.target}`,
  });
}

/** Whether what is bound stands in the file's new place as it was. */
function keepsDeclaration(claim: BindingClaim, path: string, context: JudgeContext): boolean {
  const { name } = claim;
  if (name === null) return true;
  const now = context.history.read({ ask: "outlined", path, name });
  const agreed = agreedState(claim, { path, name }, context);
  return now !== null && agreed !== null && now.sig === agreed.fingerprints.sig;
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
  if (history.read({ ask: "outlined", path, name }) === null) return missingName(claim, path, name, context);
  const states = boundStates(claim, context);
  if ("verdict" in states) return ok(false);
  const { now, agreed } = states;
  const broken = BREAKING.find((tier) => claim.tiers.includes(tier) && agreed.fingerprints[tier] !== now[tier]);
  if (broken === undefined) return ok();
  const isSig = agreed.fingerprints.sig !== now.sig;
  return drift({
    message: `the ${broken === "sig" || isSig ? "signature" : "contract"} of \`${name}\` changed ${sinceAgreed(agreed)}`,
    suggestion: bringUpToDate(context),
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
