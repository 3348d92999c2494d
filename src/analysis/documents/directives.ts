/** What `<!-- lockstep: … -->` says: which code a block or section is bound to. */
import type { Claim, Span, Tier } from "../model.js";
import type { Block, Extent } from "./blocks.js";
import { sectionSpan, wordsHash } from "./bound-words.js";
import type { Collector } from "./collector.js";
import { ContentMap } from "./content-map.js";
import { commentsOf, nextExtent } from "./ignores.js";
import { DIRECTIVES_MAX } from "./limits.js";
import { addLists } from "./list-directives.js";
import type { SourceLines } from "./source.js";
import { tiersOf, usualTiers } from "./tiers.js";

const WORD = "lockstep:";

/** One target of a directive, with its place in the file. */
interface Target {
  text: string;
  span: Span;
  tiers: Tier[];
}

/** Adds a claim for each target that the comments and the front matter of a document bind its text to. */
export function readDirectives(
  collector: Collector,
  {
    blocks,
    extents,
    lines,
    frontEnd,
  }: { blocks: readonly Block[]; extents: readonly Extent[]; lines: SourceLines; frontEnd: number },
): void {
  const { text } = lines;
  let count = 0;
  for (const [at, block] of blocks.entries()) {
    for (const comment of commentsOf(block, WORD)) {
      const body = comment.text.trimStart();
      const span = block.map.span(comment.start, comment.end);
      if (!body.startsWith(WORD) || !span || count++ >= DIRECTIVES_MAX) continue;
      const bound = boundText(span, at, blocks, extents, text.length);
      const from = span.start + text.slice(span.start, span.end).indexOf(WORD) + WORD.length;
      const until = span.end - (text.endsWith("-->", span.end) ? 3 : 0);
      if (!bound) continue;
      bind(collector, block, targetsIn(text, from, until), wordsHash(text, bound));
      const next = nextExtent(span, block, extents)?.span;
      if (next) addLists(collector, block, blocks, { text: text.slice(from, until), from, bound: next });
    }
  }
  const front = frontMatterTargets(text, frontEnd);
  if (front.length === 0) return;
  const span = { start: 0, end: frontEnd };
  const block: Block = {
    kind: "html",
    content: "",
    map: new ContentMap([]),
    tokens: [],
    span,
    section: 0,
    marks: [],
    items: [],
    level: 0,
  };
  bind(collector, block, front, wordsHash(text, { start: frontEnd, end: text.length }));
}

function bind(collector: Collector, block: Block, targets: readonly Target[], words: string): void {
  for (const { text, span, tiers } of targets) {
    const hash = text.indexOf("#");
    const target = (hash === -1 ? text : text.slice(0, hash)).replace(/^\.\//, "");
    const name = hash === -1 ? null : text.slice(hash + 1);
    const particulars = {
      kind: "binding",
      target,
      name,
      tiers: tiers.length > 0 ? tiers : usualTiers(name),
      words,
      ordinal: 0,
    } as const;
    collector.add(block, particulars, { span, expected: text, normalized: text, marks: [] });
  }
}

/** Counts equal bindings of a document, so that each is found again in another version of it. */
export function numberBindings(claims: readonly Claim[]): void {
  const counts = new Map<string, number>();
  for (const claim of claims) {
    if (claim.kind !== "binding") continue;
    claim.ordinal = counts.get(claim.normalized) ?? 0;
    counts.set(claim.normalized, claim.ordinal + 1);
  }
}

/** `path#name tier,tier path …`: each target with the tiers that follow it. Sets are read elsewhere. */
function targetsIn(text: string, from: number, until: number): Target[] {
  const targets: Target[] = [];
  for (const { word, start } of wordsIn(text, from, until)) {
    const tiers = tiersOf(word);
    const last = targets.at(-1);
    if (last && tiers) last.tiers = tiers;
    else if (!word.includes("(") && word.length <= 256 && (word.includes("/") || word.includes(".")))
      targets.push({ text: word, span: { start, end: start + word.length }, tiers: [] });
  }
  return targets;
}

function* wordsIn(text: string, from: number, until: number): Generator<{ word: string; start: number }> {
  let start = -1;
  for (let at = from; at <= until; at++) {
    const isBlank = at === until || " \t\r\n[]\"'".includes(text[at] as string);
    if (!isBlank && start === -1) start = at;
    if (!isBlank || start === -1) continue;
    yield { word: text.slice(start, at), start };
    start = -1;
  }
}

/** `lockstep: [a, b]`, or a list of `- a` lines below the key. */
function frontMatterTargets(text: string, end: number): Target[] {
  const front = text.slice(0, end);
  const key = front.startsWith(WORD) ? 0 : front.indexOf(`\n${WORD}`) + 1;
  if (end === 0 || (key === 0 && !front.startsWith(WORD))) return [];
  let until = lineEnd(front, key);
  while (until < end && /^\s{0,8}- /.test(front.slice(until + 1, until + 12))) until = lineEnd(front, until + 1);
  const targets: Target[] = [];
  for (const { word, start } of wordsIn(front, key + WORD.length, until)) {
    const target = word.replace(/,$/, "");
    if (target.includes("/") || target.includes("."))
      targets.push({ text: target, span: { start, end: start + target.length }, tiers: [] });
  }
  return targets;
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed === -1 ? text.length : feed;
}

/** What a directive binds: the section when it stands right below a heading, else the next block. */
function boundText(comment: Span, at: number, blocks: readonly Block[], extents: readonly Extent[], end: number): Span | null {
  const heading = headingBefore(blocks, at);
  if (heading === null) return nextExtent(comment, blocks[at] as Block, extents)?.span ?? null;
  return sectionSpan(heading, blocks, at, end);
}

function headingBefore(blocks: readonly Block[], at: number): Block | null {
  let before = at - 1;
  while (before >= 0 && blocks[before]?.kind === "html" && blocks[before]?.content.trimStart().startsWith("<!--")) before--;
  const block = blocks[before];
  return block?.kind === "heading" ? block : null;
}
