/** How code hosts turn a heading into an anchor. */
import type { AnchorFact, Fact } from "../model.js";

const PICTOGRAPHS = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\p{Join_Control}/gu;
const VARIATION = /[\ufe0e\ufe0f]/g;
/** A heading longer than this is cut: no link names it. */
const HEADING_MAX = 500;

/**
 * Every slug that a code host makes of a heading's text, the usual one (GitHub's) first. Emoji and their short codes may be kept or
 * dropped, runs of blanks may count as one, and Bitbucket puts a prefix before.
 */
export function slugsOf(headingText: string): string[] {
  const text = cut(headingText);
  const slugs = new Set<string>();
  for (const variant of [text, withoutShortCodes(text), text.replaceAll(VARIATION, "")]) {
    const github = githubSlug(variant);
    slugs.add(github);
    slugs.add(gitlabSlug(github));
    slugs.add(trimDashes(github));
    slugs.add(keepingEmoji(variant));
    const ascii = asciiSlug(variant);
    if (ascii !== "") slugs.add(ascii).add(`markdown-header-${ascii}`);
    slugs.add(vitepressSlug(variant));
    slugs.add(dashedSlug(variant));
  }
  slugs.delete("");
  slugs.delete("-");
  return [...slugs];
}

/** The usual slug alone, without the number that a repeated one has. */
export function slugOf(headingText: string): string {
  return githubSlug(cut(headingText));
}

function cut(headingText: string): string {
  return headingText.trim().slice(0, HEADING_MAX);
}

/** Lower case; letters, marks, digits, `_`, `-` kept; blanks to `-`; everything else dropped. */
function githubSlug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Runs of `-` count as one. */
function gitlabSlug(slug: string): string {
  return slug.replaceAll(/-{2,}/g, "-");
}

function trimDashes(slug: string): string {
  let start = 0;
  let end = slug.length;
  while (slug[start] === "-") start++;
  while (end > start && slug[end - 1] === "-") end--;
  return slug.slice(start, end);
}

function keepingEmoji(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\p{Extended_Pictographic}\p{Join_Control}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Accents dropped, punctuation to `-`. */
function asciiSlug(text: string): string {
  return trimDashes(
    text
      .normalize("NFKD")
      .replaceAll(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(/[\s-]/g, "-")
      .replaceAll(/-{2,}/g, "-"),
  );
}

/** VitePress and VuePress: accents dropped, ASCII punctuation and `_` to `-`, a `_` before a leading digit. */
function vitepressSlug(text: string): string {
  const dashed = text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f\u0000-\u001f]/g, "")
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]/g, "-")
    .replaceAll(/-{2,}/g, "-");
  const slug = trimDashes(dashed).toLowerCase();
  return slug[0] !== undefined && slug[0] >= "0" && slug[0] <= "9" ? `_${slug}` : slug;
}

/** Punctuation to `-`, `_` kept, as other site generators do. */
function dashedSlug(text: string): string {
  return trimDashes(
    text
      .replaceAll(PICTOGRAPHS, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}_]/gu, "-")
      .replaceAll(/-{2,}/g, "-"),
  );
}

/** `:rocket:` is shown as an emoji, which no slug keeps. */
function withoutShortCodes(text: string): string {
  if (!text.includes(":")) return text;
  return text.replaceAll(/:[a-z0-9_+-]{2,40}:/g, "");
}

/** The anchors among `facts` that headings make; others have no text. */
export function headingAnchors(facts: readonly Fact[]): AnchorFact[] {
  return facts.filter((fact): fact is AnchorFact => fact.kind === "anchor" && fact.text !== null);
}

/** Counts slugs and gives repeated ones their numbers. */
export class SlugCounter {
  private readonly seen = new Map<string, number>();
  private readonly given = new Set<string>();
  /** The first number of each slug that may be free: those before were given away. */
  private readonly numbers = new Map<string, number>();

  /** The slugs under which the next heading of this text is reached, all variants, the usual one first. */
  next(headingText: string): string[] {
    const result = new Set<string>();
    for (const slug of slugsOf(headingText)) {
      const before = this.seen.get(slug) ?? 0;
      this.seen.set(slug, before + 1);
      if (before === 0) result.add(slug);
      else {
        result.add(`${slug}-${before}`).add(`${slug}_${before}`);
        result.add(this.free(slug, before));
      }
    }
    for (const slug of result) this.given.add(slug);
    return [...result];
  }

  /** Notes an explicit id, which numbers of later headings step over. */
  take(id: string): void {
    this.given.add(id);
  }

  /** Some hosts count on to a number that no other heading has. */
  private free(slug: string, from: number): string {
    let number = Math.max(from, this.numbers.get(slug) ?? 0);
    while (this.given.has(`${slug}-${number}`)) number++;
    this.numbers.set(slug, number + 1);
    return `${slug}-${number}`;
  }
}
