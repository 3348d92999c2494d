import { hash } from "node:crypto";
import type { LineIndex } from "../../base/positions.js";
import type { Claim, ClaimBase, Container, Mark, Place as Occurrence, Problem, Span } from "../model.js";
import type { Block } from "./blocks.js";
import { CLAIMS_MAX, LINKS_MAX, OCCURRENCES_MAX } from "./limits.js";

/** The fields that every claim has when it is read. */
type Common = Omit<ClaimBase, "ignored_rules">;

/** What distinguishes a claim of its kind: everything but the common fields. */
export type Particulars = Claim extends infer C ? (C extends Claim ? Omit<C, keyof Common | "ignored_rules"> : never) : never;

export interface Place {
  span: Span;
  /** The characters that should stand at the span. */
  expected: string;
  normalized: string;
  marks: readonly Mark[];
  occurrences?: readonly Span[];
}

/** Gathers the claims of one document: places and bounds them, and drops what does not stand where it should. */
export class Collector {
  readonly claims: Claim[] = [];
  private readonly taken = new Set<string>();
  private readonly hashes = new Map<number, string>();
  private links = 0;
  private mismatches = 0;
  private overflow = 0;
  private linkOverflow = 0;

  constructor(
    private readonly text: string,
    private readonly index: LineIndex,
    private readonly headings: readonly (readonly string[])[],
  ) {}

  /** Adds a claim of `block`; a span that has one already keeps it. */
  add(block: Block, particulars: Particulars, place: Place): void {
    const { start, end } = place.span;
    const key = `${start}-${end}`;
    if (end <= start || this.taken.has(key)) return;
    const reference = this.text.slice(start, end);
    if (!isWritten(reference, place.expected)) {
      this.mismatches++;
      return;
    }
    if (!this.hasRoom(particulars.kind)) return;
    this.taken.add(key);
    const { line, column, end_line, end_column } = this.placeOf(place.span);
    const claim = {
      reference,
      normalized: place.normalized,
      span: { start, end },
      line,
      column,
      end_line,
      end_column,
      container: this.containerOf(block),
      block: block.span,
      block_hash: this.hashOf(block.span),
      marks: [...new Set([...block.marks, ...place.marks])],
      occurrences: (place.occurrences ?? []).slice(0, OCCURRENCES_MAX).map((span) => this.placeOf(span)),
      // Behind the others: of an object that begins with a spread, Node 20 makes a copy for each key that follows.
      ...particulars,
    } satisfies Common;
    // The two halves of one member of the union, which the compiler cannot put together.
    this.claims.push(claim as Claim);
  }

  private placeOf({ start, end }: Span): Occurrence {
    const from = this.index.positionOf(start);
    const to = this.index.positionOf(end);
    return { start, end, line: from.line, column: from.column, end_line: to.line, end_column: to.column };
  }

  /** What was cut or dropped. */
  problems(): Problem[] {
    const problems: Problem[] = [];
    const limit = (message: string) => problems.push({ reason: "limit", message });
    if (this.overflow > 0) limit(`${this.overflow} claims beyond ${CLAIMS_MAX} were not read`);
    if (this.linkOverflow > 0) limit(`${this.linkOverflow} links beyond ${LINKS_MAX} were not read`);
    if (this.mismatches > 0) limit(`span_mismatch: ${this.mismatches} references were not found where they were read`);
    return problems;
  }

  private hasRoom(kind: Claim["kind"]): boolean {
    if (kind === "link" && ++this.links > LINKS_MAX) {
      this.linkOverflow++;
      return false;
    }
    if (this.claims.length < CLAIMS_MAX) return true;
    this.overflow++;
    return false;
  }

  private containerOf(block: Block): Container {
    return {
      section: block.section,
      headings: [...(this.headings[block.section] ?? [])],
      block: block.kind,
      ...(block.column_header ? { column_header: block.column_header } : {}),
      ...(block.fence ? { fence: block.fence } : {}),
    };
  }

  private hashOf(span: Span): string {
    const known = this.hashes.get(span.start);
    if (known !== undefined) return known;
    const hash = blockHash(this.text.slice(span.start, span.end));
    this.hashes.set(span.start, hash);
    return hash;
  }
}

/**
 * Whether `reference`, the characters of the file, is how `expected` is written there: in a table cell a pipe is `\|`, and each further
 * line has the margin that lists and quotes put before it.
 */
function isWritten(reference: string, expected: string): boolean {
  if (reference === expected || reference.replaceAll("\\|", "|") === expected) return true;
  return expected.includes("\n") && withoutMargins(reference) === withoutMargins(expected);
}

/** The lines of `text` joined by `\n`, all but the first without the blanks and quote marks they begin with. */
function withoutMargins(text: string): string {
  const [first = "", ...further] = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  return [first, ...further.map((line) => line.slice(marginOf(line)))].join("\n");
}

function marginOf(line: string): number {
  let at = 0;
  while (at < line.length && " \t>".includes(line[at] as string)) at++;
  return at;
}

/** The first 16 hex digits of the SHA-256 of a block's text. */
export function blockHash(text: string): string {
  return hash("sha256", text).slice(0, 16);
}
