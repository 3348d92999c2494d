/** Names below module level in the form in which their deaths and renames are told: keys of types and schemas, options, variables. */
import { isAsciiNameCode } from "../../base/characters.js";
import type { Fact } from "../model.js";
import { tokenHash } from "../tokens.js";
import { nameSimilarity } from "./similarity.js";

export type InnerKind = "key" | "option" | "env" | "command";

/** One declaration of such a name. */
export interface Inner {
  kind: InnerKind;
  /** The type, schema or call that holds it; empty for what stands by itself. */
  owner: string;
  name: string;
  /** Its text without its own name: type, default, description. */
  site: number;
  /** The names before and behind it in its owner; null at the ends. */
  before: string | null;
  after: string | null;
  /** Names of outside types that its owner is built from: they may go on holding it. */
  outside: readonly string[];
}

/** Characters of a declaration that are compared. */
const SITE_MAX = 2_000;
const SIMILAR_MIN = 0.5;

/** How sure a rename is that keeps the site of the declaration (drift specification §5.3). */
export const SAME_SITE = 0.92;

/** The inner names that the facts of `text` declare, in their order. */
export function innerOf(facts: readonly Fact[], text: string): Inner[] {
  const types = typeNames(facts);
  const bases = outsideBases(facts);
  const found: Inner[] = [];
  for (const fact of facts) {
    if (!isInner(fact)) continue;
    // Members of classes and enums are no keys.
    if (fact.kind === "member" && !types.has(fact.owner)) continue;
    const owner = "owner" in fact ? fact.owner : "";
    const kind = fact.kind === "member" ? "key" : fact.kind;
    const span = fact.kind === "env" ? lineAround(text, fact.span.start) : fact.span;
    const site = siteOf(text.slice(span.start, Math.min(span.end, span.start + SITE_MAX)), fact.name);
    found.push({ kind, owner, name: fact.name, site, before: null, after: null, outside: bases(owner) });
  }
  linkNeighbours(found);
  return found;
}

function isInner(fact: Fact): fact is InnerFact {
  return INNER.has(fact.kind);
}

type InnerFact = Extract<Fact, { kind: InnerKind | "member" }>;
const INNER: ReadonlySet<Fact["kind"]> = new Set<InnerFact["kind"]>(["key", "option", "env", "command", "member"]);

function typeNames(facts: readonly Fact[]): Set<string> {
  const names = new Set<string>();
  for (const fact of facts) {
    if (fact.kind === "declaration" && (fact.what === "interface" || fact.what === "type")) names.add(fact.name);
  }
  return names;
}

/** The names of an owner's bases, followed within the file, that neither it nor another own module declares. */
function outsideBases(facts: readonly Fact[]): (owner: string) => readonly string[] {
  const bases = new Map<string, string[]>();
  const declared = new Set<string>();
  const own = new Set<string>();
  for (const fact of facts) {
    if (fact.kind === "base") bases.set(fact.owner, [...(bases.get(fact.owner) ?? []), fact.name]);
    else if (fact.kind === "declaration") declared.add(fact.name);
    else if (fact.kind === "import" && fact.specifier.startsWith(".")) for (const { local } of fact.names) own.add(local);
  }
  return (owner) => {
    const outside = new Set<string>();
    const seen = new Set<string>();
    const queue = [owner];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const base of bases.get(next) ?? []) {
        if (seen.has(base)) continue;
        seen.add(base);
        if (declared.has(base)) queue.push(base);
        else if (!own.has(base)) outside.add(base);
      }
    }
    return [...outside];
  };
}

function lineAround(text: string, at: number): { start: number; end: number } {
  const start = text.lastIndexOf("\n", at) + 1;
  const end = text.indexOf("\n", at);
  return { start, end: end === -1 ? text.length : end };
}

/** A text without white space and without `name` as a whole word. */
function siteOf(text: string, name: string): number {
  let rest = "";
  let from = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (at < from || isNamePart(text.charCodeAt(lastBefore(text, at))) || isNamePart(text.charCodeAt(at + name.length))) continue;
    rest += `${text.slice(from, at)}\u0001`;
    from = at + name.length;
  }
  rest += text.slice(from);
  return tokenHash(rest.split(/\s/).join(""));
}

/** Where the character before `at` stands, the dashes of an option left out. */
function lastBefore(text: string, at: number): number {
  return text.startsWith("--", at - 2) ? at - 3 : at - 1;
}

function isNamePart(code: number): boolean {
  return isAsciiNameCode(code) || code === 45;
}

function linkNeighbours(all: readonly Inner[]): void {
  const last = new Map<string, Inner>();
  for (const one of all) {
    const key = `${one.kind} ${one.owner}`;
    const before = last.get(key);
    if (before) {
      one.before = before.name;
      before.after = one.name;
    }
    last.set(key, one);
  }
}

/**
 * The one of `added` that took the place of `dead`, or null: it stands in the same owner with the same text, or between the same
 * neighbours with a like name; no other added name does, and no other of `lost`, the names that went with it, fits it as well.
 */
export function innerSuccessor(dead: Inner, added: readonly Inner[], lost: readonly Inner[]): Inner | null {
  const fitting = distinct(added.filter((one) => fits(dead, one)));
  const [only, second] = nearest(dead, fitting);
  if (only === undefined || second !== undefined) return null;
  const rivals = distinct(lost.filter((one) => one.name !== dead.name && fits(one, only)));
  return nearest(only, [dead, ...rivals]).length === 1 && nearest(only, [dead, ...rivals])[0]?.name === dead.name ? only : null;
}

function fits(dead: Inner, one: Inner): boolean {
  if (one.kind !== dead.kind || one.owner !== dead.owner) return false;
  if (one.site === dead.site) return true;
  const between = one.before === dead.before && one.after === dead.after && (one.before !== null || one.after !== null);
  return between && nameSimilarity(dead.name, one.name) >= SIMILAR_MIN;
}

/** Those between the same neighbours if there are any, else all. */
function nearest(at: Inner, all: readonly Inner[]): readonly Inner[] {
  if (all.length < 2) return all;
  const between = all.filter((one) => one.before === at.before && one.after === at.after);
  return between.length > 0 ? between : all;
}

function distinct(all: readonly Inner[]): Inner[] {
  return [...new Map(all.map((one) => [one.name, one])).values()];
}
