import { isTestCode } from "../../base/test-path.js";
import { isVariableName } from "../documents/variables.js";
import { nearMiss } from "../names/similarity.js";
import { marksGate, narrowAliveGate, userSideGate } from "./gates.js";
import { innerDrift, judgeDeadInner } from "./inner-life.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";

/** Variables that runtimes, package managers and hosts of code read by themselves. */
const OTHERS = new Set("NODE_ENV NODE_OPTIONS NODE_PATH NODE_DEBUG PATH HOME GITHUB_TOKEN GITHUB_ACTIONS NPM_TOKEN".split(" "));

/** A document names a variable of the environment that code of this project read once, and reads no longer. */
export const envUnreadVariable = rule({
  id: "env/unread-variable",
  summary: "A document names an environment variable that no code reads any more",
  reads: ["env", "symbol"],
  borrows: ["symbol"],
  concerns: (claim) => claim.kind === "env" || (claim.form === "bare" && claim.owner === null && isVariableName(claim.name)),
  needs: ["tombstone, or near-miss among the variables with the same prefix"],
  gates: ["G4", "G6", "G7", "G9"],
  fix: "safe",
  judge(claim, context) {
    const { world } = context;
    const { name } = claim;
    const closed = marksGate(claim, context) ?? userSideGate(claim, context);
    if (world.inner.lives("env", name)) return ok(closed === null && context.history.status().kind === "full");
    if (OTHERS.has(name)) return unknown("foreign", "other programs read it");
    if (closed) return unknown(closed);
    const dead = judgeDeadInner(claim, { kind: "env", name, token: name }, context);
    if ("verdict" in dead) {
      return claim.kind === "env" && dead.verdict === "UNKNOWN" && dead.reason === "never-here"
        ? judgeNearMiss(name, context)
        : dead;
    }
    const open = openness(context);
    if (open !== null) return unknown("open-set", open);
    return innerDrift(dead, { what: "variable", shown: name, write: (next) => next });
  },
});

function openness({ world }: JudgeContext): string | null {
  return world.inner.openness("env", (path) => !isTestCode(path));
}

/** One slip away from exactly one variable that is read and begins with the same word. */
function judgeNearMiss(name: string, context: JudgeContext): Outcome {
  const { world } = context;
  const prefix = name.slice(0, name.indexOf("_") + 1);
  if (prefix === "") return unknown("never-here");
  const near = nearMiss(
    name,
    world.inner.all("env").filter((one) => one.startsWith(prefix)),
  );
  if (near === null) return unknown("never-here");
  const alive = narrowAliveGate(name, context);
  if (alive) return unknown(alive);
  const open = openness(context);
  if (open !== null) return unknown("open-set", open);
  return drift({
    message: `No code reads \`${name}\`; \`${near.name}\` is read`,
    suggestion: { text: `Write \`${near.name}\``, replacement: near.name },
    evidence: { kind: "near-miss", summary: `the only variable like it is \`${near.name}\``, facts: [`env:${near.name}`] },
    fix: "suggest",
    cause: `env:${name}`,
  });
}
