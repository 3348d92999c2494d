/** Which default of the code a text speaks of: the one key, option or parameter of this project that it names. */
import { folderOf } from "../../base/paths.js";
import { isProjectCode } from "../../base/test-path.js";
import type { ValueClaim } from "../model.js";
import { askAll } from "../names/history-view.js";
import { subwords } from "../names/words.js";
import type { KeyOwner, KnownDefault } from "../world/values.js";
import { areRelated, lastName, related } from "./key-owners.js";
import { type JudgeContext, type Outcome, unknown } from "./rule.js";

/** Share of the names beside a default that a type must declare, to be the one that it fills in. */
const BESIDE_SHARE = 0.75;
/** Keys around a claim that the type it speaks of declares at least, where several types have its key. */
const AROUND_MIN = 2;
/** Types that are compared with each other: what more of them declare is nobody's own. */
const OWNERS_MAX = 50;

const OPTIONS = /(?:options?|opts?|config|configuration|settings|props|params)$/i;

/** A default that is a literal. */
export type SetDefault = KnownDefault & { value: string };

/** The default that the claim speaks of, the first of the places that set it to one value; or why that cannot be told. */
export function defaultMeant(claim: ValueClaim, context: JudgeContext): SetDefault | Outcome {
  const { world } = context;
  const spelled = claim.is_option ? spellings(claim.name) : [claim.name];
  if (claim.is_option && !spelled.some((name) => world.inner.lives("option", name))) return unknown("foreign", "no own option");
  const all = spelled
    .flatMap((name) => world.values.defaults(name))
    .filter(({ path, site }) => isProjectCode(path) && site !== "elsewhere");
  const scope = scopeOf(context);
  const sites = all.filter(({ path }) => scope(path));
  if (sites.length === 0) return unknown("never-here", "no default of it is known");
  const owners = world.values.owners(claim.name).filter(({ path }) => isProjectCode(path) && scope(path));
  const meant = ownersMeant(claim, owners, context);
  if (meant === null) return unknown("ambiguous", "several types declare it");
  const fitting = sites.filter((site) => fits(site, claim, { owners, meant }, context));
  const near = nearest(fitting, claim, context);
  if (claim.owner === null && near.some(({ site }) => site === "schema") && isInOtherSchemas(claim, all, context)) {
    return unknown("ambiguous", "other schemas have it too");
  }
  const literal = near.filter((site): site is SetDefault => site.value !== null);
  const [first] = literal;
  if (near.length === 0) return speaksOfGone(claim, sites, context) ?? unknown("never-here", "no default of it is known");
  if (first === undefined || literal.length < near.length) return unknown("ambiguous", "its default is computed");
  if (isOfAnotherOwner(claim, first, owners))
    return unknown("ambiguous", "several types declare it, and this one is set elsewhere");
  const isSetOtherwise =
    claim.owner === null && fitting.some(({ site, value }) => OF_KEYS.has(site) && value !== null && value !== first.value);
  if (isSetOtherwise) return unknown("ambiguous", "it has several defaults");
  return literal.every(({ value }) => value === first.value) ? first : unknown("ambiguous", "it has several defaults");
}

/** A section that names a function that is gone tells of that one's parameters; null when it names none. */
function speaksOfGone(
  claim: ValueClaim,
  sites: readonly KnownDefault[],
  { sections, world, history }: JudgeContext,
): Outcome | null {
  if (!sites.some(({ site }) => site === "parameter")) return null;
  const named = sections.claimsAround(claim).flatMap((one) => (one.kind === "symbol" ? [one.name] : []));
  const missing = [...new Set(named)].filter((name) => world.names.pathsOf(name).length === 0);
  const gone = askAll(missing, (name) => history.symbol(name)).findIndex((tombstone) => tombstone !== null);
  return gone === -1 ? null : unknown("subject-drifted", `${missing[gone]} is gone`);
}

/** Whether the code sets `value` as a default of the same name anywhere: the text may speak of that. */
export function isSetElsewhere(claim: ValueClaim, sets: (value: string) => boolean, { world }: JudgeContext): boolean {
  return world.values.defaults(claim.name).some(({ path, value }) => isProjectCode(path) && value !== null && sets(value));
}

/** Whether some schema has the key and sets no default that is known: the text may speak of that one. */
function isInOtherSchemas({ name }: ValueClaim, sites: readonly KnownDefault[], { world }: JudgeContext): boolean {
  const schemas = world.values.inSchemas(name).filter(({ path }) => isProjectCode(path));
  const all = schemas.reduce((total, { count }) => total + count, 0);
  return all > sites.filter(({ site, value }) => site === "schema" && value !== null).length;
}

/** Where keys get their defaults; parameters and options of programs of the same name are other things. */
const OF_KEYS: ReadonlySet<string> = new Set(["fallback", "object", "pattern"]);

/** Whether a type is named, others declare the key too, and the default stands far from it without a type of its own. */
function isOfAnotherOwner(claim: ValueClaim, site: KnownDefault, owners: readonly KeyOwner[]): boolean {
  if (claim.owner === null || site.type !== undefined || owners.length < 2) return false;
  const named = owners.filter(({ name }) => lastName(name) === lastName(claim.owner ?? ""));
  return named.length > 0 && named.every(({ path }) => folderOf(path) !== folderOf(site.path));
}

/** `max-size` and `maxSize` are one option to most parsers. */
function spellings(name: string): string[] {
  const [first = name, ...rest] = name.split("-");
  const camel = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return [...new Set([name, camel, subwords(name).join("-")])];
}

/** The package of the document; a private one, as sites and workspaces are, speaks of all. */
function scopeOf({ world, path }: JudgeContext): (path: string) => boolean {
  const home = world.packages.home(path);
  if (home === undefined || home.private) return () => true;
  return (site) => world.packages.home(site)?.folder === home.folder;
}

/** The types whose key the claim names: those it says itself, or the one set of options that there is; null when it may be several. */
function ownersMeant(claim: ValueClaim, owners: readonly KeyOwner[], context: JudgeContext): readonly KeyOwner[] | null {
  const named = owners.filter((owner) => claim.owner !== null && lastName(owner.name) === lastName(claim.owner));
  const local = named.filter(({ path }) => path === context.path);
  if (local.length > 0 || named.length > 0) return withRelated(local.length > 0 ? local : named, owners);
  if (owners.length > OWNERS_MAX) return null;
  const groups = related(owners);
  if (groups.length < 2) return groups[0] ?? [];
  const around = new Set(leadsAround(claim, context));
  const hits = groups.map((group) =>
    Math.max(...group.map(({ members }) => [...around].filter((name) => members.has(name)).length)),
  );
  const best = Math.max(...hits);
  const [at, another] = hits.flatMap((count, index) => (count === best ? [index] : []));
  return best < AROUND_MIN || at === undefined || another !== undefined ? null : (groups[at] ?? null);
}

/** Names of keys and values that lead their places in the claim's section, or are headings beside its own. */
function leadsAround(claim: ValueClaim, { sections }: JudgeContext): string[] {
  const here = sections.claimsAround(claim).flatMap((one) => {
    if (one.kind === "value") return [one.name];
    return (one.kind === "symbol" || one.kind === "key") && one.leads ? [one.name] : [];
  });
  return [...here, ...sections.headingsBeside(claim)];
}

function withRelated(named: readonly KeyOwner[], owners: readonly KeyOwner[]): KeyOwner[] {
  return owners.filter((owner) => named.slice(0, OWNERS_MAX).some((one) => one === owner || areRelated(one, owner)));
}

/** Whether a default is that of the claim: by the names beside it, or by what holds it. */
function fits(
  site: KnownDefault,
  claim: ValueClaim,
  { owners, meant }: { owners: readonly KeyOwner[]; meant: readonly KeyOwner[] },
  context: JudgeContext,
): boolean {
  const { path, site: kind, owner, beside, type } = site;
  if (kind === "parameter") return isNamed(lastName(owner), claim, context);
  if (kind === "field") return claim.owner !== null && lastName(claim.owner) === lastName(owner);
  // What a program takes when called need not be what its functions take.
  if (kind === "option") return claim.is_option || owners.length === 0;
  if (beside.length === 0) {
    const held = claim.owner === null || OPTIONS.test(claim.owner) ? null : lastName(claim.owner);
    const isHeld = held !== null && owner.split(".").includes(held);
    return owners.length === meant.length || isHeld || meant.some((one) => one.path === path);
  }
  if (type !== undefined && !meant.some((one) => lastName(one.name) === type)) return false;
  // One name alone tells nothing of the object it belongs to.
  if (kind === "object" && beside.length === 1 && path !== context.path && !/default/i.test(owner)) return false;
  if (owners.length === 0) return type === undefined;
  return meant.some(({ members }) => beside.filter((name) => members.has(name)).length >= beside.length * BESIDE_SHARE);
}

/** Whether the claim, or its section, names the function. */
function isNamed(name: string, claim: ValueClaim, context: JudgeContext): boolean {
  if (claim.container.block === "jsdoc") return claim.owner !== null && lastName(claim.owner) === name;
  return context.sections.claimsAround(claim).some((one) => one.kind === "symbol" && one.name === name);
}

/** Of several, those of the claim's own file, else those of the file that the document or a heading is called after. */
function nearest(sites: readonly KnownDefault[], claim: ValueClaim, { path }: JudgeContext): readonly KnownDefault[] {
  const own = sites.filter((site) => site.path === path);
  if (own.length > 0) return own;
  const titles = new Set([stemOf(path), ...claim.container.headings.map(plain)]);
  const called = sites.filter((site) => titles.has(stemOf(site.path)));
  return called.length > 0 ? called : sites;
}

function stemOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return plain(base.slice(0, base.indexOf(".", 1) === -1 ? base.length : base.indexOf(".", 1)));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z\d]/g, "");
}
