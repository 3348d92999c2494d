/** Packages that samples import from by a name that is one slip away from a package of this project. */
import { differsByAWord, nearMiss } from "../names/similarity.js";
import { subwords } from "../names/words.js";
import type { JudgeContext } from "./rule.js";

/**
 * The package of this project that a document means by `name`: nothing here is called so, a sample imports from it what this project
 * exports, and one published package is nearly called so. Names of several words are left alone: `next-auth` and `nuxt-auth` are two.
 * null else.
 */
export function packageMeant(name: string, { sections, world }: JudgeContext): string | null {
  const { names, packages } = world;
  if (name.includes("/") || subwords(name).length !== 1 || packages.isOwn(name) || packages.isDependency(name)) return null;
  if (!sections.importedFrom(name).some((imported) => names.isExported(imported))) return null;
  const published = packages.all().flatMap((own) => (own.private || own.name === null ? [] : [own.name]));
  const near = nearMiss(name, published);
  if (near === null || differsByAWord(name, near.name)) return null;
  return names.filesHolding(name, { words: true }).length === 0 ? near.name : null;
}
