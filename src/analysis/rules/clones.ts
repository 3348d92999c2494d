/** In which repository the commands of a section run. */
import type { Claim, Section } from "../model.js";
import type { JudgeContext } from "./rule.js";

/**
 * The repository of others that the reader cloned before the commands of `claim` run: in its section, in one above it, or in one before it
 * below the same heading. null when there is none, or the last one is this repository or a fork of it.
 */
export function clonedRepository(claim: Claim, { traits, world }: JudgeContext): string | null {
  const sections = traits?.sections ?? [];
  const own = sections[claim.container.section];
  if (own === undefined || !sections.some(({ clones }) => clones !== undefined)) return null;
  const before = sections.slice(0, claim.container.section + 1).filter((one) => one.clones !== undefined && leadsTo(one, own));
  const url = before.at(-1)?.clones;
  if (url === undefined) return null;
  world.keys.note("config");
  const name = nameOf(url);
  const known = [world.hosted?.address ?? "", ...world.packages.all().map((one) => one.name ?? "")].map(nameOf);
  // A name that has to do with ours may be ours under another one: a fork, the repository of several packages.
  const isOurs = name === "" || known.some((one) => one.length > 1 && (one.includes(name) || name.includes(one)));
  return isOurs ? null : name;
}

/** Whether a reader of `own` came through `one`: it is the same section, around it, or before it below the same heading. */
function leadsTo(one: Section, own: Section): boolean {
  const above = one.headings.slice(0, -1);
  return one === own || isWithin(own.headings, one.headings) || (above.length > 1 && isWithin(own.headings, above));
}

function isWithin(headings: readonly string[], outer: readonly string[]): boolean {
  return outer.every((heading, at) => headings[at] === heading);
}

/** `git@host:owner/name.git` → `name`; empty for placeholders. */
function nameOf(url: string): string {
  if (/[<>{}$*]|your/i.test(url.slice(0, 256))) return "";
  const last = url.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
  return last.replace(/\.git$/, "").toLowerCase();
}
