import type { OptionClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { kebab } from "../names/words.js";
import { marksGate, narrowAliveGate } from "./gates.js";
import { innerDrift, judgeDeadInner, optionsOpenness } from "./inner-life.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/** Options that every program answers, declared or not. */
const EVERYWHERE = new Set(["help", "version", "h", "v", "V"]);

/** A command, or a text about one, gives an option that this project's program no longer has. */
export const cliUnknownOption = rule({
  id: "cli/unknown-option",
  summary: "A text names an option that this project's program no longer has",
  reads: ["option"],
  needs: ["tombstone; for own programs also a near-miss in the closed set of their options"],
  gates: ["G6", "G7", "G9"],
  fix: "safe",
  judge(claim, context) {
    const { world } = context;
    if (EVERYWHERE.has(claim.name)) return unknown("foreign", "every program has it");
    const isOwn = claim.bin !== null && world.packages.bins().includes(claim.bin);
    if (claim.bin !== null && !isOwn && !world.packages.isOwn(claim.bin)) return unknown("foreign", `an option of ${claim.bin}`);
    const marked = marksGate(claim, context);
    const spelled = spellings(claim.name);
    if (spelled.some((name) => world.inner.lives("option", name))) return ok(isOwn && marked === null);
    if (marked) return unknown(marked);
    for (const name of spelled) {
      const dead = judgeDeadInner(claim, { kind: "option", name, token: `--${name}` }, context);
      if ("verdict" in dead) {
        if (dead.verdict === "UNKNOWN" && dead.reason === "never-here") continue;
        return dead;
      }
      if (!dead.successor && isDeclaredOtherwise(spelled, dead.path, context))
        return unknown("alive-elsewhere", `${dead.path} still has the name`);
      // Another parser, or names built at run time, may have taken over all of them.
      const open = dead.successor
        ? null
        : (optionsOpenness(context) ?? (dead.owner_survived ? null : "all options went with it"));
      if (open !== null) return unknown("open-set", open);
      return innerDrift(dead, { what: "option", shown: claim.reference, write: (next) => written(claim, next) });
    }
    return isOwn ? judgeNearMiss(claim, context) : unknown("never-here");
  },
});

/** `maxSize` and `max-size` are one option to most parsers; `--no-x` belongs to `x`. */
function spellings(name: string): string[] {
  const plain = name.startsWith("no-") ? [name, name.slice(3)] : [name];
  return [...new Set(plain.flatMap((one) => [one, kebab(one), camel(one)]))];
}

function camel(name: string): string {
  if (!name.includes("-")) return name;
  return name
    .split("-")
    .map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
}

function written(claim: OptionClaim, next: string): string {
  const negated = claim.name.startsWith("no-") && !next.startsWith("no-");
  return `--${negated ? "no-" : ""}${claim.name.includes("-") ? kebab(next) : next}`;
}

/** The file that had the option still holds its name, apart from dashes: in a list of options that another parser reads. */
function isDeclaredOtherwise(names: readonly string[], path: string, { world }: JudgeContext): boolean {
  return names.some((name) => world.names.filesHolding(name, { words: true }).includes(path));
}

/** One slip away from exactly one option of the own program, whose options are all known. */
function judgeNearMiss(claim: OptionClaim, context: JudgeContext): Outcome {
  const { world } = context;
  const open = optionsOpenness(context);
  if (open !== null) return unknown("open-set", open);
  const options = world.inner.all("option");
  const near = nearMiss(claim.name, options);
  if (near === null) return unknown("never-here");
  const alive = narrowAliveGate(claim.reference, context);
  if (alive) return unknown(alive);
  const replacement = written(claim, near.name);
  return drift({
    message: `\`${claim.bin}\` has no option \`${claim.reference}\``,
    suggestion: { text: `Write \`${replacement}\``, replacement },
    evidence: { kind: "near-miss", summary: `its options are ${listSome(options)}`, facts: [`cli:${claim.bin}`] },
    fix: "suggest",
    cause: `option:${claim.name}`,
  });
}
