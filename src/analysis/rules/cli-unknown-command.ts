import { isTestCode } from "../../base/test-path.js";
import type { CommandClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { marksGate, narrowAliveGate } from "./gates.js";
import { innerDrift, judgeDeadInner } from "./inner-life.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/** Commands that parsers answer by themselves. */
const EVERYWHERE = new Set(["help", "version", "completion"]);
/** Commands that a program has at least, for a word that is none of them to be a slip and no argument. */
const COMMANDS_MIN = 2;

/**
 * A command gives this project's program a subcommand that it no longer has.
 *
 * A word that never was a command may be an argument: only a tombstone, or one slip from a live command, says more.
 */
export const cliUnknownCommand = rule({
  id: "cli/unknown-command",
  summary: "A command gives this project's program a subcommand that it no longer has",
  reads: ["command"],
  needs: ["tombstone", "near-miss in the closed set of its commands"],
  gates: ["own binaries only", "G6", "G7", "G9"],
  fix: "safe",
  judge(claim, context) {
    const { world } = context;
    const isOwn = world.packages.bins().includes(claim.bin) || world.packages.isOwn(claim.bin);
    if (!isOwn) return unknown("foreign", `a command of ${claim.bin}`);
    const marked = marksGate(claim, context);
    if (world.inner.lives("command", claim.name)) return ok(marked === null);
    if (EVERYWHERE.has(claim.name)) return unknown("foreign", "parsers answer it");
    if (marked) return unknown(marked);
    const dead = judgeDeadInner(claim, { kind: "command", name: claim.name, token: claim.name }, context);
    if ("verdict" in dead) {
      const isUnseen = dead.verdict === "UNKNOWN" && (dead.reason === "never-here" || dead.reason === "no-history");
      return isUnseen ? judgeNearMiss(claim, context) : dead;
    }
    if (dead.successor === null && !dead.owner_survived) return unknown("open-set", "all commands went with it");
    return innerDrift(dead, { what: "command", shown: claim.name, write: (name) => name });
  },
});

function judgeNearMiss(claim: CommandClaim, context: JudgeContext): Outcome {
  const { world, history } = context;
  const open = world.inner.openness("options", (path) => !isTestCode(path));
  if (open !== null) return unknown("open-set", open);
  const commands = world.inner.all("command");
  const near = commands.length < COMMANDS_MIN ? null : nearMiss(claim.name, commands);
  if (near === null || history.inner("command", claim.name) !== null) return unknown("never-here");
  const alive = narrowAliveGate(claim.name, context);
  if (alive) return unknown(alive);
  return drift({
    message: `\`${claim.bin}\` has no command \`${claim.name}\``,
    suggestion: { text: `Write \`${near.name}\``, replacement: near.name },
    evidence: { kind: "near-miss", summary: `its commands are ${listSome(commands)}`, facts: [`cli:${claim.bin}`] },
    fix: "suggest",
    cause: `command:${claim.name}`,
  });
}
