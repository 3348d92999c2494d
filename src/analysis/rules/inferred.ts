/** Bindings that nobody wrote: a section that is about one declaration. */
import { isProjectCode } from "../../base/test-path.js";
import { headingAnchors } from "../documents/slugs.js";
import type { SymbolClaim } from "../model.js";
import type { BoundText } from "./bindings.js";
import { candidatePaths } from "./places.js";
import type { JudgeContext } from "./rule.js";

/** Sections of a document that are looked at: each may have a version of its code read. */
const SECTIONS_MAX = 100;

/** The declaration that the section of `claim` is about, when the claim is what says so; null otherwise. */
export function inferredSubject(claim: SymbolClaim, context: JudgeContext): { path: string; name: string } | null {
  const { traits, sections } = context;
  const { section, block } = claim.container;
  if (traits === null || section === 0 || section > SECTIONS_MAX) return null;
  const cited = block === "heading" ? null : citedWith(claim, context);
  if (block === "heading" ? !isWholeHeading(claim) : cited === null) return null;
  const subject = soleDeclaration(claim, context);
  if (subject === null || (cited !== null && cited !== subject.path)) return null;
  if (!showsShape(claim, subject.name, context)) return null;
  // What somebody bound is judged as he said.
  return sections.claimsAround(claim).some(({ kind }) => kind === "binding") ? null : subject;
}

/** Members of a type that a section names, from which on it tells what the type is made of. */
const MEMBERS_MIN = 2;

/** Whether the section writes a call of the declaration, or names members of it: prose about it need not change with its signature. */
function showsShape(claim: SymbolClaim, name: string, { sections, world }: JudgeContext): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const named = sections
    .claimsAround(claim)
    .flatMap((one) => (one.kind === "symbol" || (one.kind === "key" && one.place !== "config") ? [one] : []));
  if (named.some((one) => one.kind === "symbol" && one.name === last && one.call !== undefined)) return true;
  const members = world.members.find(last)?.members;
  const told = new Set(named.flatMap((one) => (members?.has(one.name) ? [one.name] : [])));
  return told.size >= MEMBERS_MIN;
}

function isWholeHeading({ reference, container }: SymbolClaim): boolean {
  return container.headings.at(-1)?.trim() === reference;
}

/** The exported declaration of the project's own code that is the only one of its name. */
function soleDeclaration({ owner, name }: SymbolClaim, { world }: JudgeContext): { path: string; name: string } | null {
  const whole = owner === null ? name : `${owner.replaceAll("#", ".")}.${name}`;
  const [only, another] = world.names.declared(whole.split(".", 1)[0] as string);
  if (!only || another || !only.exported || !isProjectCode(only.path)) return null;
  return { path: only.path, name: whole };
}

/** The one live path that the first paragraph of a section cites beside its one symbol; null with none, or with several of either. */
function citedWith(claim: SymbolClaim, context: JudgeContext): string | null {
  const { traits, sections, world } = context;
  if (traits?.sections[claim.container.section]?.opening !== claim.block.start) return null;
  const beside = sections.claimsAround(claim).filter(({ block }) => block.start === claim.block.start);
  const names = new Set(beside.flatMap((one) => (one.kind === "symbol" ? [one.normalized] : [])));
  const targets = new Set(beside.flatMap((one) => (one.kind === "path" || one.kind === "link" ? [one.target] : [])));
  const [target, another] = targets;
  if (names.size !== 1 || target === undefined || another !== undefined) return null;
  return candidatePaths(target, context).find((path) => world.tree.hasFile(path)) ?? null;
}

/** The section of `claim` as a text that is bound to `subject`; null when it cannot be told by an anchor. */
export function inferredText(
  claim: SymbolClaim,
  subject: { path: string; name: string },
  context: JudgeContext,
): BoundText | null {
  const { path: document, traits, world, history } = context;
  const line = traits?.sections[claim.container.section]?.line;
  const facts = world.analysis(document)?.facts ?? [];
  const anchor = headingAnchors(facts).find((fact) => fact.line === line && fact.slugs.length > 0)?.slugs[0];
  const found = anchor === undefined ? null : history.read({ ask: "section", document, anchor });
  if (anchor === undefined || found === null) return null;
  return { document, section: anchor, binding: `${subject.path}#${subject.name} inferred`, ordinal: 0, ...found };
}
