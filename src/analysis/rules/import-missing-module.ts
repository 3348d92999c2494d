import { folderOf, relativePath, resolvePath } from "../../base/paths.js";
import type { ImportClaim } from "../model.js";
import { askAll, type FileTombstone } from "../names/history-view.js";
import { splitSpecifier } from "../world/modules.js";
import { artefactGate, marksGate } from "./gates.js";
import { packageMeant } from "./package-slips.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { tombstoneEvidence } from "./text.js";

/**
 * A code sample imports from a module of this project that does not exist: a subpath missing from `exports`, or a relative path
 * whose file history saw removed. A relative path that was never here is the reader's own.
 */
export const importMissingModule = rule({
  id: "import/missing-module",
  summary: "A code sample imports from a module that this project does not have",
  reads: ["import"],
  concerns: (claim) => claim.name === null,
  needs: ["closed set: exports map", "near-miss among built modules and own packages", "tombstone for relative paths"],
  gates: ["G8"],
  fix: "safe",
  judge(claim, context) {
    const { modules } = context.world;
    const target = modules.resolve(context.path, claim.specifier);
    const marked = marksGate(claim, context);
    if (target.kind === "foreign") return marked ? unknown(marked) : judgeForeign(claim, context);
    if (target.kind === "files") return ok(marked === null);
    if (target.kind === "open") return unknown("open-set", target.reason);
    if (marked) return unknown(marked);
    if (!claim.specifier.startsWith(".")) return missingSubpath(claim, target);
    return judgeRelative(claim, context);
  },
});

/** Another's package, unless its name is a slip. */
function judgeForeign({ specifier }: ImportClaim, context: JudgeContext): Outcome {
  const { name } = splitSpecifier(specifier);
  const meant = packageMeant(name, context);
  if (meant === null) return unknown("foreign");
  const replacement = meant + specifier.slice(name.length);
  return drift({
    message: `\`${specifier}\` is no package of this project; \`${meant}\` is`,
    suggestion: { text: `Import from ${replacement}`, replacement },
    evidence: { kind: "near-miss", summary: `the only package like it is \`${meant}\``, facts: ["packages"] },
    fix: "suggest",
    cause: `package:${name}`,
  });
}

function missingSubpath(claim: ImportClaim, { reason, nearest }: { reason: string; nearest?: string }): Outcome {
  const replacement = nearest === undefined ? null : splitSpecifier(claim.specifier).name + nearest.slice(1);
  return drift({
    message: `\`${claim.specifier}\` cannot be imported: ${reason}`,
    suggestion: replacement === null ? null : { text: `Import from ${replacement}`, replacement },
    evidence: { kind: replacement === null ? "closed-set" : "near-miss", summary: reason, facts: ["packages"] },
    fix: replacement === null ? null : "suggest",
    cause: `module:${claim.specifier}`,
  });
}

function judgeRelative(claim: ImportClaim, context: JudgeContext): Outcome {
  const path = resolvePath(folderOf(context.path), claim.specifier);
  if (path === null) return unknown("host-route", "leaves the project");
  const fromHome = resolvePath(context.world.packages.home(context.path)?.folder ?? "", claim.specifier);
  if (fromHome !== null && context.world.modules.resolveFile(fromHome) !== null) return ok(false);
  const tombstone = moduleTombstone(path, context);
  if (!tombstone) return unknown("never-here");
  const artefact = artefactGate(path, context);
  if (artefact) return unknown(artefact);
  return missingFile(claim, tombstone, context);
}

/** Extensions of the sources that a specifier may stand for. */
const SOURCES = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs"];

function moduleTombstone(path: string, { history }: JudgeContext): FileTombstone | null {
  const stem = path.replace(/\.[mc]?jsx?$/, "");
  const candidates = [path, ...SOURCES.map((extension) => stem + extension)];
  return askAll([...new Set(candidates)], (candidate) => history.file(candidate)).find((found) => found !== null) ?? null;
}

function missingFile(claim: ImportClaim, tombstone: FileTombstone, context: JudgeContext): Outcome {
  const { successor } = tombstone;
  const replacement = successor ? specifierFor(claim.specifier, successor.path, context) : null;
  return drift({
    message: successor ? `\`${tombstone.path}\` was renamed to \`${successor.path}\`` : `\`${tombstone.path}\` was removed`,
    suggestion: replacement === null ? null : { text: `Import from ${replacement}`, replacement },
    evidence: tombstoneEvidence(tombstone.died, successor?.path ?? null, [`file:${tombstone.path}`]),
    fix: replacement === null ? null : "safe",
    cause: `file:${tombstone.path}`,
  });
}

/** The specifier of `path`, with the extension (or none) that the old one was written with. */
function specifierFor(written: string, path: string, context: JudgeContext): string {
  const relative = relativePath(folderOf(context.path), path);
  const dotted = relative.startsWith("../") ? relative : `./${relative}`;
  const extension = /\.([mc]?[jt]sx?)$/.exec(written.slice(-8))?.[0] ?? "";
  return dotted.replace(/\.([mc]?)[jt]sx?$/, (own, kind: string) =>
    extension === "" ? "" : /ts/.test(extension) ? own : `.${kind}js`,
  );
}
