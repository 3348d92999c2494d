import { ts } from "ts-morph";
import type { JsdocFact, JsdocLink, JsdocTag, Span } from "../model.js";
import { type CodeFile, commentEnd } from "./code-file.js";
import { readLinks } from "./jsdoc-links.js";
import { openReason } from "./jsdoc-open.js";
import { readTags } from "./jsdoc-tags.js";
import { documentedBy, type Surroundings, type Target, targetOf, valueName } from "./jsdoc-targets.js";
import { OVERLOADS_MAX } from "./limits.js";
import type { Callable } from "./parameters.js";
import { returnedBy } from "./returned.js";

// The parser's functions are getters of a module object: looked up once here, they cost nothing for each node.
const { isIdentifier, SyntaxKind } = ts;

/** What a block says of the statement it stands before. */
export interface Standing {
  deprecated: boolean;
  internal: boolean;
}

/** Overloads of one name that follow one another, in their order. */
interface Overloads {
  name: string;
  list: { parameters: string[]; documented: JsdocFact | null; bodiless: boolean }[];
}

/** A JSDoc comment with its tags. */
interface Block {
  span: Span;
  tags: JsdocTag[];
  links: JsdocLink[];
}

const NOWHERE: Target = { owner: null, parameters: null, open: "no declaration", callable: null };
/** Tags whose truth shows in the body of the function only. */
const OF_THE_BODY = new Set(["returns", "throws"]);

/**
 * The JSDoc blocks of a file, found while its tree is walked from the top down in source order: a block belongs to the outermost
 * node that starts after it.
 */
export class JsdocBlocks {
  /** Of the blocks that say anything of the kind. */
  readonly standings = new Map<number, Standing>();
  /** Offset of the next comment that looks like a block; behind the file when there is none. */
  next: number;
  private readonly bound: { fact: JsdocFact; callable: Callable }[] = [];
  private readonly users = new Set<ts.Node>();
  /** Where the last overload of a group ends → the group. */
  private readonly overloads = new Map<number, Overloads>();
  private readonly groups: Overloads[] = [];
  /** Where the last node asked about begins, without and with the comments before it: an expression's parts share that place. */
  private lastPos = -1;
  private lastStart = -1;

  constructor(private readonly file: CodeFile) {
    this.next = this.find(0);
  }

  private find(from: number): number {
    const { text } = this.file;
    for (let at = text.indexOf("/**", from); at !== -1; at = text.indexOf("/**", at + 3)) {
      if (text[at + 3] !== "/" && text[at + 3] !== "*") return at;
    }
    return text.length;
  }

  /** Reads the blocks before `node`, which holds `next`. */
  visit(node: ts.Node, around: Surroundings): void {
    if (this.next < node.pos) this.next = this.find(node.pos);
    if (this.next >= node.end || node.kind === SyntaxKind.JsxText) return;
    if (node.pos !== this.lastPos) {
      this.lastPos = node.pos;
      this.lastStart = node.getStart(this.file.source);
    }
    const start = this.lastStart;
    if (this.next >= start) return;
    const blocks = blocksBetween(this.file.text, node.pos, start).map((span) => this.read(span));
    const last = blocks.pop();
    for (const block of blocks) this.add(block, NOWHERE);
    if (last)
      this.bind(
        last,
        node,
        around,
        blocks.some(({ tags }) => tags.some(({ tag }) => tag === "overload")),
      );
    this.next = this.find(start);
  }

  private read(span: Span): Block {
    const { text } = this.file;
    const tags = readTags(text, span.start, span.end);
    return { span, tags, links: readLinks(text, span.start, span.end, tags) };
  }

  private bind(block: Block, node: ts.Node, around: Surroundings, isOverloaded: boolean): void {
    if (this.isPlain(block)) return;
    const target = targetOf(this.file, node, around);
    const isNamed = block.tags.some(({ tag }) => tag === "doc");
    const open = openReason(target, node, block.tags) ?? (isOverloaded ? "overload" : null);
    const fact = this.add(block, { ...target, open }, documentedBy(node, around));
    const said = standing(block.tags);
    if (said.deprecated || said.internal) this.standings.set(node.pos, said);
    if (fact && isNamed) {
      fact.declares = target.owner ?? valueName(node, around);
      this.file.facts.add({ kind: "doc-tag" });
    }
    if (fact && target.callable) this.bound.push({ fact, callable: target.callable });
  }

  private add(
    block: Block,
    { owner, parameters, open, callable }: Target,
    documents: JsdocFact["documents"] = null,
  ): JsdocFact | null {
    if (this.isPlain(block)) return null;
    const looksInside = block.tags.some(({ tag }) => OF_THE_BODY.has(tag));
    const returned = callable ? returnedBy(this.file, callable, looksInside) : null;
    const fact: JsdocFact = { kind: "jsdoc", ...block, owner, documents, parameters, open, shared: false, returned };
    this.file.facts.add(fact);
    return fact;
  }

  /** A block without tags and links, and without a word of defaults, says nothing that could be judged. */
  private isPlain({ span, tags, links }: Block): boolean {
    return tags.length === 0 && links.length === 0 && !this.file.text.slice(span.start, span.end).includes("efault");
  }

  /** Notes that the body of `callable` uses `arguments`. */
  usesArguments(callable: ts.Node): void {
    this.users.add(callable);
  }

  /** Notes a function or method that may be one of several overloads, after its own block was read. */
  noteOverload(
    node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.MethodSignature | ts.ConstructorDeclaration,
    name: string,
  ): void {
    const before = this.overloads.get(node.pos);
    const follows = before?.name === name;
    const bodiless = !("body" in node) || node.body === undefined;
    if (!follows && !bodiless) return;
    const group = follows ? before : { name, list: [] };
    const own = this.bound.at(-1);
    const documented = own?.callable === node ? own.fact : null;
    const parameters = node.parameters.flatMap(({ name: one }) => (isIdentifier(one) ? [one.text] : []));
    group.list.push({ parameters, documented, bodiless });
    if (follows) this.overloads.delete(node.pos);
    if (bodiless) this.overloads.set(node.end, group);
    if (group.list.length === 2) this.groups.push(group);
  }

  /** Opens the parameters of overloads that share a block, and of functions that turned out to read `arguments`. */
  finish(): void {
    for (const group of this.groups) judgeOverloads(group);
    for (const { fact, callable } of this.bound) if (this.users.has(callable)) fact.open ??= "reads `arguments`";
  }
}

/** The body behind overloads may hold one block for all, and an undocumented one may lend its parameters to another's block. */
function judgeOverloads({ list }: Overloads): void {
  const isForOthers = list.some((one) => one.documented === null && one.bodiless);
  const shared = new Set(list.flatMap((one) => (one.documented === null ? one.parameters : [])));
  for (const { documented, parameters, bodiless } of list) {
    if (documented === null) continue;
    documented.shared = isForOthers;
    const own = new Set(parameters);
    const isShared = list.length > OVERLOADS_MAX || [...shared].some((name) => !own.has(name));
    documented.open ??= !bodiless ? "overload" : isShared ? "its block may speak for other overloads" : null;
  }
}

function standing(tags: readonly JsdocTag[]): Standing {
  return { deprecated: tags.some(({ tag }) => tag === "deprecated"), internal: tags.some(({ tag }) => tag === "internal") };
}

/** The JSDoc comments in `text.slice(from, to)`, which holds nothing but white space and comments. */
function blocksBetween(text: string, from: number, to: number): Span[] {
  const blocks: Span[] = [];
  for (let at = from; at < to; ) {
    const end = commentEnd(text, at);
    const isBlock = end !== -1 && text.startsWith("/**", at) && text[at + 3] !== "*" && text[at + 3] !== "/";
    if (isBlock) blocks.push({ start: at, end });
    at = end === -1 ? at + 1 : end;
  }
  return blocks;
}
