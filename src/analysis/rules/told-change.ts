/** Whether a section tells of what changed in the shape of its declaration. */
import type { SymbolClaim } from "../model.js";
import type { JudgeContext } from "./rule.js";
import { splitTopLevel } from "./type-brackets.js";

/**
 * Whether the text of the section that `claim` stands in need be looked at after its declaration's signature became `after`. Of a
 * class or interface only members that the section names count, and new ones where it names all: what else was added, or stands
 * elsewhere, leaves the text as true as it was. A shape too long to be kept whole, or one that is not written out, tells nothing.
 */
export function tellsOfChange(claim: SymbolClaim, before: string, after: string, { sections }: JudgeContext): boolean {
  if (isCut(before) || isCut(after) || after === UNTYPED || onlyRenamesTypes(before, after)) return false;
  const [was, is] = [membersOf(before), membersOf(after)];
  if (was === null || is === null) return true;
  const named = new Set(sections.claimsAround(claim).flatMap((one) => ("name" in one ? [one.name] : [])));
  const changed = [...was].filter(([name, shape]) => is.get(name) !== shape).map(([name]) => name);
  if (changed.some((name) => named.has(name))) return true;
  // A text that names every member told of all there is.
  return is.size > was.size && [...was.keys()].every((name) => named.has(name));
}

/** A variable without a type, whose value tells none. */
const UNTYPED = "const: ";

const TOKENS = /[A-Za-z_$][\w$]*|[^\s\w$]/g;

/** Whether one becomes the other by other names of types alone, each by one: a text that names such a type is told of it by its own rule. */
function onlyRenamesTypes(before: string, after: string): boolean {
  const was: readonly string[] = before.match(TOKENS) ?? [];
  const is: readonly string[] = after.match(TOKENS) ?? [];
  if (was.length !== is.length) return false;
  const names = new Map<string, string>();
  return was.every((token, at) => {
    const now = is[at] as string;
    const known = names.get(token);
    if (known !== undefined) return known === now;
    names.set(token, now);
    return token === now || (isTypeName(token) && isTypeName(now) && !was.includes(now));
  });
}

function isTypeName(token: string): boolean {
  return /^[A-Z]/.test(token);
}

/** Ends with a hash of what was left out. */
function isCut(signature: string): boolean {
  return /… [0-9a-f]{16}$/.test(signature.slice(-18));
}

/** Name → shape of the members of a class or interface; null for every other declaration, and for several under one name. */
function membersOf(signature: string): Map<string, string> | null {
  const open = signature.indexOf("{ ");
  const head = signature.slice(0, open === -1 ? 0 : open);
  if (!signature.endsWith(" }") || head.includes("(") || !/(^|\s)(class|interface)[\s<]/.test(head.slice(0, 40))) return null;
  const members = new Map<string, string>();
  for (const part of splitTopLevel(signature.slice(open + 2, -2), ";")) {
    const member = part.trim();
    const [name = ""] = member.split(" ", 1);
    members.set(name, `${members.get(name) ?? ""}${member}; `);
  }
  return members;
}
