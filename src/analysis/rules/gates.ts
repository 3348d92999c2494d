/** The gates that several rules ask. Each notes its value for `explain` and returns why it is closed, or null when open. */
import { baseName } from "../../base/paths.js";
import { isTestCode } from "../../base/test-path.js";
import { isLog } from "../documents/classes.js";
import type { Claim, Mark, UnknownReason } from "../model.js";
import type { Died } from "../names/history-view.js";
import { clonedRepository } from "./clones.js";
import { copiedFolder, olderVersion } from "./provenance.js";
import type { JudgeContext } from "./rule.js";

/** Marks that may close a gate: what people said to ignore is judged first, for only a finding can be ignored. */
type Telling = Exclude<Mark, "ignored">;

const REASON_OF_MARK: Record<Telling, UnknownReason> = {
  historical: "historical",
  future: "future",
  negated: "negated",
  placeholder: "placeholder",
  example: "placeholder",
  language: "language",
  template: "user-side",
};

export function note(context: JudgeContext, gate: string, reason: UnknownReason | null, detail: string): UnknownReason | null {
  context.gates.push({ gate, open: reason === null, detail });
  return reason;
}

/** Marks that say nothing about a kind: only prose can be misread in a foreign language, only history in an old document. */
function applies(mark: Mark, claim: Claim, context: JudgeContext): mark is Telling {
  if (mark === "ignored") return false;
  if (mark === "language")
    return claim.kind === "path" || claim.kind === "symbol" || claim.kind === "engine" || claim.kind === "value";
  // "Names like `boilWater`" still says that there is such a name; a path or a script may stand for others of its kind.
  if (mark === "example") return claim.kind === "path" || claim.kind === "script";
  // A relative link of a guide to a new version is still followed by its readers; an entry of a log stays as it was written.
  const isLink = claim.kind === "link" || claim.kind === "anchor";
  if (mark === "historical" && isLink && context.traits?.class === "historical") return isLog(context.path);
  return true;
}

/** G1: marks. A marked claim is never drift. */
export function marksGate(claim: Claim, context: JudgeContext): UnknownReason | null {
  const other = others(context);
  if (other) return note(context, "G1 marks", other.reason, other.why);
  const mark = claim.marks.find((candidate): candidate is Telling => applies(candidate, claim, context));
  return note(context, "G1 marks", mark ? REASON_OF_MARK[mark] : null, claim.marks.join(", ") || "none");
}

interface Others {
  reason: UnknownReason;
  why: string;
}

/** By context, of which a judging of a document has one: every claim that is marked asks for the same. */
const othersOf = new WeakMap<JudgeContext, Others | null>();

function others(context: JudgeContext): Others | null {
  const known = othersOf.get(context);
  if (known !== undefined) return known;
  const found = speaksOfOthers(context);
  othersOf.set(context, found);
  return found;
}

/** Why the document as a whole is not about this tree: what a test is given, a copy of another's work, the documentation of an older version. */
function speaksOfOthers(context: JudgeContext): Others | null {
  if (isTestInput(context)) return { reason: "foreign", why: "what a test is given, beside what it is to make of it" };
  if (context.traits === null) {
    const copied = copiedFolder(context.path, context.world);
    return copied === null
      ? null
      : { reason: "foreign", why: `${copied} has a licence of its own, and no manifest: it is another's` };
  }
  const old = olderVersion(context.path, context.world);
  return old === null ? null : { reason: "historical", why: old };
}

/** Markdown of a test with the page of the same name beside it that is to come out. */
function isTestInput({ path, world }: JudgeContext): boolean {
  if (!isTestCode(path) || !path.endsWith(".md")) return false;
  return world.tree.hasFile(`${path.slice(0, -".md".length)}.html`);
}

/** G4: the text speaks of the reader's own project. */
export function userSideGate(claim: Claim, context: JudgeContext): UnknownReason | null {
  const detail = userSide(claim, context);
  return note(context, "G4 user-side", detail === null ? null : "user-side", detail ?? "speaks of this project");
}

function userSide(claim: Claim, context: JudgeContext): string | null {
  const { traits, world, path } = context;
  if (!traits) return null;
  const home = world.packages.home(path);
  const nested = /(^|\/)(examples?|templates?|playgrounds?|starters?)\//.exec(path.slice(0, 256));
  if (nested && home && home.folder !== "" && path.startsWith(`${home.folder}/`)) return "an example with a package of its own";
  const other = clonedRepository(claim, context);
  if (other !== null) return `the reader is in a clone of ${other}`;
  if (traits.class !== "reference" && traits.class !== "template") return null;
  if (claim.kind === "script" && traits.scripts.includes(claim.script))
    return "a sample writes that script into the reader's package.json";
  const section = traits.sections[claim.container.section];
  if (!section) return null;
  if (section.creates) return "the section tells the reader to make something";
  const installed = section.installs.find((name) => world.packages.isOwn(name));
  return installed === undefined ? null : `the section installs ${installed} first`;
}

/** G8: the path is made by a build, an install or a run, or belongs to one machine. */
export function artefactGate(path: string, context: JudgeContext): UnknownReason | null {
  const detail = artefact(path, context);
  return note(context, "G8 artefact", detail === null ? null : "artefact", detail ?? "a source path");
}

function artefact(path: string, { world }: JudgeContext): string | null {
  world.keys.note("config");
  if (world.isIgnored(path)) return "ignored";
  const base = baseName(path);
  if (base.startsWith(".env") || base.split(".").includes("local")) return "belongs to one machine";
  return world.outputs.madeBy(path);
}

/** G7: history that is not whole proves nothing about what came before it. */
export function historyGate(context: JudgeContext): UnknownReason | null {
  const status = context.history.status();
  return note(context, "G7 history", status.kind === "full" ? null : "no-history", `${status.kind}, ${status.commits} commits`);
}

/** G9: the document spoke of the thing while it lived. `own` ≥ .90 opens it anyway. */
export function twoRevisionsGate(claim: Claim, died: Died, own: number, context: JudgeContext): UnknownReason | null {
  const held = heldWhileAlive(claim, died, context);
  if (held) return note(context, "G9 two revisions", null, "the document named it while it lived");
  return note(context, "G9 two revisions", own >= 0.9 ? null : "never-here", "the document did not name it while it lived");
}

/** Whether the document held the claim's name at the parent of the death. */
export function heldWhileAlive(claim: Claim, died: Died, context: JudgeContext): boolean {
  const { kind } = claim;
  const name = kind === "symbol" || kind === "import" ? (claim.name ?? claim.reference) : claim.reference;
  return context.history.held(context.path, name, died.commit);
}

/** G10: the document itself defines the name. */
export function definedHereGate(name: string, context: JudgeContext): UnknownReason | null {
  const defines = context.traits?.defines.includes(name) ?? false;
  return note(context, "G10 defined here", defines ? "ambiguous" : null, defines ? "a fence declares it" : "not defined here");
}

/** G6 for symbols: the exact name lives elsewhere in the project. `at` is where it died; uses left there are no sign of life. */
export function aliveElsewhereGate(
  name: string,
  at: { paths: string[] },
  including: { words: boolean },
  context: JudgeContext,
): UnknownReason | null {
  const { world } = context;
  const alive = world.names
    .filesHolding(name, including)
    .find((path) => !at.paths.includes(path) && !importsOnlyFromOwnModules(path, name, context));
  const where = world.packages.isDependency(name) ? "a dependency" : alive;
  return note(context, "G6 alive elsewhere", where === undefined ? null : "alive-elsewhere", where ?? "nowhere else");
}

/**
 * G6 narrowed, for keys, options and variables: the exact token is an identifier or a whole string of code, or a word of a file that
 * is no code; tests do not count.
 */
export function narrowAliveGate(token: string, context: JudgeContext): UnknownReason | null {
  const alive = context.world.names.filesHolding(token, { words: true }).find((path) => !isTestCode(path));
  return note(context, "G6 alive elsewhere", alive === undefined ? null : "alive-elsewhere", alive ?? "nowhere else");
}

/** An identifier that a file only imports from an own module which no longer exports it is no sign of life. */
function importsOnlyFromOwnModules(path: string, name: string, { world }: JudgeContext): boolean {
  const specifiers = world.names.importedFrom(path, name);
  if (specifiers.length === 0) return false;
  return specifiers.every((specifier) => {
    const target = world.modules.resolve(path, specifier);
    if (target.kind === "missing") return true;
    if (target.kind !== "files") return false;
    return target.files.every((file) => {
      const exports = world.modules.exportsOf(file);
      return exports.open === null && !exports.names.has(name);
    });
  });
}
