/** Whether a dead key, option or variable can be told to be dead. Shared by the rules that read them. */
import { isProjectCode, isTestCode } from "../../base/test-path.js";
import type { Claim, UnknownReason } from "../model.js";
import type { InnerTombstone } from "../names/history-view.js";
import type { InnerKind } from "../names/inner.js";
import { heldWhileAlive, historyGate, narrowAliveGate, note } from "./gates.js";
import { type Drift, drift, type JudgeContext, type Outcome, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

export interface InnerClaim {
  kind: InnerKind;
  name: string;
  /** The token that would be a sign of life anywhere else: `--quiet` for an option. */
  token: string;
}

/** The tombstone of a name whose gates G6 (narrowed), G7 and G9 are open; else the verdict. */
export function judgeDeadInner(claim: Claim, { kind, name, token }: InnerClaim, context: JudgeContext): InnerTombstone | Outcome {
  const tombstone = context.history.inner(kind, name);
  if (!tombstone) return unknown(historyGate(context) ?? "never-here");
  if (!isProjectCode(tombstone.path)) return unknown("foreign", "it only ever lived in tests or examples");
  const alive = narrowAliveGate(token, context);
  if (alive) return unknown(alive);
  const held = heldWhileAlive(claim, tombstone.died, context);
  const unseen: UnknownReason | null = held ? null : "never-here";
  note(
    context,
    "G9 two revisions",
    unseen,
    held ? "the document named it while it lived" : "the document did not name it while it lived",
  );
  return unseen === null ? tombstone : unknown(unseen);
}

/** Why the options that the project's own programs declare may not be all; null when they are. */
export function optionsOpenness({ world }: JudgeContext): string | null {
  return world.inner.openness("options", (path) => !isTestCode(path));
}

/** The finding that a tombstone makes. `what` names the kind for people; `write` puts a name as the claim writes it. */
export function innerDrift(
  { kind, name, owner, path, died, successor }: InnerTombstone,
  { what, shown, write }: { what: string; shown: string; write(name: string): string },
): Drift {
  const place = owner === "" ? `\`${path}\`` : `\`${owner}\``;
  const replacement = successor === null ? null : write(successor.name);
  return drift({
    message:
      replacement === null
        ? `${what} \`${shown}\` was removed from ${place}`
        : `${what} \`${shown}\` was renamed to \`${replacement}\``,
    suggestion: replacement === null ? null : { text: `Write \`${replacement}\``, replacement },
    evidence: tombstoneEvidence(died, replacement, [`${path}#${owner === "" ? name : `${owner}.${name}`}`]),
    fix: replacement === null ? null : "safe",
    cause: `${kind}:${name}`,
  });
}
