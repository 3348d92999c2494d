import type { ImportClaim } from "../model.js";
import type { SymbolTombstone } from "../names/history-view.js";
import { nearMiss } from "../names/similarity.js";
import { aliveElsewhereGate, definedHereGate, marksGate, userSideGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown, weakOk } from "./rule.js";
import { listSome, tombstoneEvidence } from "./text.js";
import { CONFIDENCE, NUMBERS } from "./weights.js";

/**
 * A code sample imports from this project a name that the module does not export.
 *
 * Where the module's exports are an open set, only a tombstone can prove it.
 */
export const importMissingExport = rule({
  id: "import/missing-export",
  summary: "A code sample imports a name that this project's module does not export",
  reads: ["import"],
  concerns: (claim) => claim.name !== null,
  needs: ["closed set: exports of the module", "tombstone where that set is open"],
  gates: ["G4 for relative specifiers"],
  fix: "safe",
  judge(claim, context) {
    const target = context.world.modules.resolve(context.path, claim.specifier);
    if (target.kind === "foreign") return unknown("foreign");
    if (target.kind === "missing") return unknown("subject-drifted", target.reason);
    if (target.kind === "open") return judgeOpen(claim, target.reason, context);
    return judgeModule(claim, claim.name ?? "default", target.files, target.complete, context);
  },
});

function judgeModule(claim: ImportClaim, name: string, files: string[], complete: boolean, context: JudgeContext): Outcome {
  const { world } = context;
  if (files.some((file) => !world.modules.isModule(file))) return unknown("open-set", "not a module that was parsed");
  const exports = files.map((file) => world.modules.exportsOf(file));
  const marked = marksGate(claim, context);
  const names = [...new Set(exports.flatMap((one) => [...one.names]))];
  const open = exports.find((one) => one.open !== null)?.open ?? (complete ? null : "a condition leads to a built file");
  if (names.includes(name)) return ok(marked === null && open === null);
  if (name === "default" && names.length === 0) return unknown("open-set", "exports nothing that was read");
  if (marked) return unknown(marked);
  if (open !== null) return judgeOpen(claim, open, context);
  // CommonJS interoperability makes a default import of any module that assigns `module.exports`.
  if (name === "default" && !files.every((file) => /\.[mc]?tsx?$/.test(file.slice(-8))))
    return unknown("open-set", "may be CommonJS");
  const tombstone = name === "default" ? null : context.history.symbol(name);
  if (isReadersOwn(claim, tombstone, context)) return unknown(userSideGate(claim, context) ?? "never-here");
  return missing(claim, name, files, names, tombstone, context);
}

/** A relative specifier in a document for users, or in a JSDoc example, speaks of this project only if the name is, or was, exported there. */
function isReadersOwn(claim: ImportClaim, tombstone: SymbolTombstone | null, context: JudgeContext): boolean {
  if (!claim.specifier.startsWith(".") || (context.traits !== null && context.traits.class !== "reference")) return false;
  return tombstone === null;
}

function judgeOpen(claim: ImportClaim, why: string, context: JudgeContext): Outcome {
  if (claim.name === null || claim.name === "default") return unknown("open-set", why);
  if (context.world.names.isDeclared(claim.name) || context.world.names.isExported(claim.name)) {
    return weakOk("declared, in a module that cannot be told", false);
  }
  const closed = marksGate(claim, context);
  if (closed) return unknown(closed);
  const tombstone = context.history.symbol(claim.name);
  if (!tombstone?.exported) return unknown("open-set", why);
  const paths = [tombstone.path, tombstone.successor?.path ?? tombstone.path];
  const alive = aliveElsewhereGate(claim.name, { paths }, { words: false }, context) ?? definedHereGate(claim.name, context);
  if (alive) return unknown(alive);
  const result = missing(claim, claim.name, [claim.specifier], [], tombstone, context);
  if (result.verdict !== "DRIFT") return result;
  return { ...result, factors: { open_set: CONFIDENCE.openExport / NUMBERS["import/missing-export"].confidence } };
}

function missing(
  claim: ImportClaim,
  name: string,
  files: readonly string[],
  names: readonly string[],
  tombstone: SymbolTombstone | null,
  { world }: JudgeContext,
): Outcome {
  const successor = tombstone?.successor ?? null;
  const isLive = successor !== null && (names.length === 0 || names.includes(successor.name));
  const near = successor || name.length < 4 ? null : nearMiss(name, names);
  const replacement = isLive ? successor.name : near?.name;
  const facts = files.map((file) => `mod:${file}`);
  const elsewhere = successor === null && names.length > 0 ? world.names.declared(name) : [];
  return drift({
    message: isLive ? `\`${name}\` was renamed to \`${successor.name}\`` : `\`${claim.specifier}\` does not export \`${name}\``,
    suggestion: replacement === undefined ? null : { text: `Import \`${replacement}\``, replacement },
    evidence: tombstone
      ? tombstoneEvidence(tombstone.died, isLive ? successor.name : null, facts)
      : {
          kind: "closed-set",
          summary: `${files[0]} exports ${listSome(names)}${elsewhere[0] ? `; \`${name}\` is declared in ${elsewhere[0].path}` : ""}`,
          facts,
        },
    fix: isLive && successor.confidence >= 0.95 ? "safe" : replacement === undefined ? null : "suggest",
    cause: `symbol:${name}`,
  });
}
