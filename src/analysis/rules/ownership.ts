/**
 * Gate G5: is this name ours? `own = 1 − Π(1 − oᵢ)` and `foreign = 1 − Π(1 − fᵢ)` over independent pieces of evidence,
 * all of it read from the tree, the history and the document, none from a list of projects seen.
 */
import { folderOf, resolvePath } from "../../base/paths.js";
import type { Claim, SymbolClaim, UnknownReason } from "../model.js";
import type { SymbolTombstone } from "../names/history-view.js";
import { isLanguageWord, subwords } from "../names/words.js";
import type { JudgeContext } from "./rule.js";
import { FOREIGN, OWN, OWNERSHIP } from "./weights.js";

export interface Ownership {
  own: number;
  foreign: number;
  /** Reason the gate is closed; null when open. */
  closed: UnknownReason | null;
}

/**
 * Weighs a name. `tombstone` is null for a live name: then it is weighed as if it died now, to tell whether finding it proves
 * anything.
 */
export function weighOwnership(
  claim: SymbolClaim,
  tombstone: SymbolTombstone | null,
  held: boolean,
  context: JudgeContext,
): Ownership {
  const foreign = foreignEvidence(claim, context);
  // A live name is ours whoever else exports one like it; reading what others export takes a while.
  const isTheirs = tombstone !== null && foreign.global === undefined && context.world.exporterOf(claim.name) !== null;
  if (isTheirs) foreign.exportedByOthers = FOREIGN.global;
  return decide(claim.name, ownEvidence(claim, tombstone, held, context), foreign, context);
}

/**
 * Weighs the owner of a member: the live type `type`, written as `written` (its own name, or an instance's). `held`: the document named
 * the dead member while it lived.
 */
export function weighOwner(
  claim: SymbolClaim,
  { type, written }: { type: string; written: string },
  held: boolean,
  context: JudgeContext,
): Ownership {
  const own: Pieces = { liveOwner: OWN.liveOwner };
  if (context.world.entryPoints().names.has(type)) own.exportedFromEntry = OWN.exportedFromEntry;
  if (held) own.heldWhileAlive = OWN.heldWhileAlive;
  if (countOtherOwnNames(claim, context) >= 2) own.otherOwnNames = OWN.otherOwnNames;
  if (isCompound(type)) own.compound = OWN.compound;
  // Qualified names are no plain prose, however often the word before the dot is.
  const { plainWord: _, ...foreign } = foreignEvidence({ ...claim, name: written, owner: written }, context);
  return decide(written, own, foreign, context);
}

function decide(word: string, own: Pieces, foreign: Pieces, context: JudgeContext): Ownership {
  const result = { own: together(own), foreign: together(foreign) };
  if (context.vocabulary.own.has(word)) return open(context, { own: 1, foreign: 0 }, own, foreign);
  if (context.vocabulary.foreign.has(word)) return shut(context, { own: 0, foreign: 1 }, own, foreign);
  if (result.own < OWNERSHIP.ownMin || result.foreign >= OWNERSHIP.foreignMax) return shut(context, result, own, foreign);
  return open(context, result, own, foreign);
}

type Pieces = Record<string, number>;

function open(context: JudgeContext, values: { own: number; foreign: number }, own: Pieces, foreign: Pieces): Ownership {
  context.gates.push({ gate: "G5 foreign name", open: true, detail: describe(values, own, foreign) });
  return { ...values, closed: null };
}

function shut(context: JudgeContext, values: { own: number; foreign: number }, own: Pieces, foreign: Pieces): Ownership {
  context.gates.push({ gate: "G5 foreign name", open: false, detail: describe(values, own, foreign) });
  return { ...values, closed: "foreign" };
}

function describe(values: { own: number; foreign: number }, own: Pieces, foreign: Pieces): string {
  const list = (pieces: Pieces) =>
    Object.entries(pieces)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ") || "none";
  return `own ${round(values.own)} (${list(own)}), foreign ${round(values.foreign)} (${list(foreign)})`;
}

/** Probability that at least one of independent pieces holds. */
function together(pieces: Pieces): number {
  return 1 - Object.values(pieces).reduce((rest, piece) => rest * (1 - piece), 1);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function ownEvidence(claim: SymbolClaim, tombstone: SymbolTombstone | null, held: boolean, context: JudgeContext): Pieces {
  const pieces: Pieces = {};
  if (tombstone !== null && tombstone.owner !== null) {
    if (tombstone.exported) pieces.exportedMember = OWN.exportedMember;
  } else if (exportedFromEntry(claim.name, tombstone, context)) pieces.exportedFromEntry = OWN.exportedFromEntry;
  if (held) pieces.heldWhileAlive = OWN.heldWhileAlive;
  const section = context.sections.claimsAround(claim);
  if (isQualifiedByOwn(claim, context) || section.some((other) => importsOwn(other, claim.name, context))) {
    pieces.importedInSection = OWN.importedInSection;
  }
  if (countOtherOwnNames(claim, context) >= 2) pieces.otherOwnNames = OWN.otherOwnNames;
  if (isCompound(claim.name)) pieces.compound = OWN.compound;
  if (tombstone && section.some((other) => namesPath(other, tombstone.path, context))) pieces.pathInSection = OWN.pathInSection;
  return pieces;
}

function isCompound(name: string): boolean {
  return subwords(name).length >= 2 && name.length >= 8;
}

/** Exported, by a module that a package's entry point reaches through its re-exports. */
function exportedFromEntry(name: string, tombstone: SymbolTombstone | null, { world }: JudgeContext): boolean {
  const { files, names } = world.entryPoints();
  if (tombstone === null) return names.has(name);
  if (!tombstone.exported) return false;
  if (files.has(tombstone.path) || (tombstone.successor && files.has(tombstone.successor.path))) return true;
  return tombstone.successor !== null && names.has(tombstone.successor.name);
}

function isQualifiedByOwn(claim: SymbolClaim, { world }: JudgeContext): boolean {
  return claim.owner !== null && world.names.isDeclared(claim.owner.split(/[.#]/)[0] ?? "");
}

function importsOwn(other: Claim, name: string, { world, path }: JudgeContext): boolean {
  if (other.kind !== "import" || other.name !== name) return false;
  const target = world.modules.resolve(path, other.specifier);
  return target.kind === "files" || (target.kind === "open" && !other.specifier.startsWith("."));
}

function countOtherOwnNames(claim: SymbolClaim, { sections }: JudgeContext): number {
  const names = sections.compoundsAround(claim);
  return names.size - (names.has(claim.name) ? 1 : 0);
}

function namesPath(other: Claim, path: string, context: JudgeContext): boolean {
  if (other.kind !== "path" && other.kind !== "link" && other.kind !== "citation") return false;
  const folders = [folderOf(context.path), context.world.packages.home(context.path)?.folder ?? "", ""];
  return folders.some((folder) => resolvePath(folder, other.target) === path);
}

function foreignEvidence(claim: SymbolClaim, context: JudgeContext): Pieces {
  const { world, vocabulary, traits } = context;
  const { name } = claim;
  const pieces: Pieces = {};
  if (vocabulary.globals.has(name)) pieces.global = FOREIGN.global;
  else if (vocabulary.globalMembers.has(name)) pieces.globalMember = FOREIGN.globalMember;
  const owner = claim.owner?.split(/[.#]/)[0];
  const foreignImport =
    claim.imported_from !== undefined && world.modules.resolve(context.path, claim.imported_from).kind === "foreign";
  if (foreignImport) pieces.boundOutside = FOREIGN.boundOutside;
  if (owner !== undefined && world.names.isBoundFromOutside(owner)) pieces.boundOutside = FOREIGN.boundOutside;
  if (world.names.isImportedFromOutside(name)) pieces.importedOutside = FOREIGN.importedOutside;
  if (isTakenFromOthers(claim, context)) pieces.boundOutside = FOREIGN.boundOutside;
  if (isLanguageWord(name)) pieces.language = FOREIGN.language;
  if (subwords(name).length === 1 && name === name.toLowerCase() && (traits?.prose_words[name] ?? 0) >= 3) {
    pieces.plainWord = FOREIGN.plainWord;
  }
  const section = traits?.sections[claim.container.section];
  if (section && namesOthers(section, context)) pieces.otherHost = FOREIGN.otherHost;
  if (isOnCompanion(context)) pieces.companion = FOREIGN.companion;
  if (hasForeignShape(name)) pieces.shape = FOREIGN.shape;
  return pieces;
}

/** Sections at the beginning of a document, where it says what it is about. */
const FIRST_SECTIONS = 3;

/** Whether the document begins with the reader's installing a package that is called after one of ours, and none of ours: `kettle-devtools`. */
function isOnCompanion({ traits, world }: JudgeContext): boolean {
  const installed = (traits?.sections ?? []).slice(0, FIRST_SECTIONS).flatMap(({ installs }) => installs);
  if (installed.length === 0 || installed.some((name) => world.packages.isOwn(name))) return false;
  const ours = world.packages.all().flatMap(({ name }) => name ?? []);
  return installed.some((name) => ours.some((one) => name.startsWith(`${one}-`)));
}

/** Whether a sample of the document imports the name from another package, or the name is the text of a link to another repository. */
function isTakenFromOthers({ name, link }: SymbolClaim, { path, sections, world }: JudgeContext): boolean {
  if (sections.importsOf(name).some((specifier) => world.modules.resolve(path, specifier).kind === "foreign")) return true;
  return link !== undefined && isOtherRepository(link, world.hosted?.address ?? null);
}

const CODE_HOSTS = ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"];

/** `address` is that of this repository, without a scheme; where it is not known, every repository is another. */
function isOtherRepository(link: string, address: string | null): boolean {
  const target = link.slice(link.indexOf("//") + 2).toLowerCase();
  if (!CODE_HOSTS.some((host) => target.startsWith(`${host}/`))) return false;
  return address === null || (target !== address && !target.startsWith(`${address}/`) && !target.startsWith(`${address}#`));
}

function namesOthers(section: { headings: string[]; hosts: string[] }, { world }: JudgeContext): boolean {
  const heading = section.headings.at(-1)?.trim().toLowerCase() ?? "";
  return section.hosts.length > 0 || (heading !== "" && world.packages.isDependency(heading));
}

const LOCALE = /^[a-z]{2}[-_][A-Z]{2}$/;
const HEX = /^(?=.*[0-9])[0-9a-f]{7,40}$/;

/** Locale tags, hashes, and all capitals shorter than five letters name no code of ours. */
function hasForeignShape(name: string): boolean {
  if (name.length > 64) return false;
  return LOCALE.test(name) || HEX.test(name) || (name.length < 5 && name === name.toUpperCase() && name !== name.toLowerCase());
}
