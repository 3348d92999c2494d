/** Places and pieces of code files, and what the declarations of one version of a file look like. */

/** Lines of a file, both ends included, from 1. */
export interface Lines {
  from: number;
  to: number;
}

/** A piece of a file: all of it, a declaration, a named region, lines. */
export type Part =
  | { part: "file" }
  | { part: "symbol"; name: string; comment: boolean }
  | { part: "region"; name: string }
  | { part: "lines"; from: number; to: number };

/** How much of a declaration a text is bound to. */
export type Tier = "path" | "sig" | "contract" | "body" | "deps" | "value";

/**
 * One text for each tier, equal when nothing that the tier is about changed. `sig` is kept as it reads, cut to a length that people
 * read; the others are hashes. `value` is null when there is no literal.
 */
export interface Fingerprints {
  sig: string;
  contract: string;
  body: string;
  deps: string;
  value: string | null;
}

/** A declaration: its lines, from 1, with and without the comment before it, and what it looks like in each tier. */
export interface Outlined extends Fingerprints {
  comment_from: number;
  from: number;
  to: number;
  /** Only its own type sees it. */
  hidden: boolean;
  /** Why it may have members that are not written in it; null when all are, and for what has none. */
  open: string | null;
}

/** The declarations of one version of a code file, by qualified name. */
export type Outline = Readonly<Record<string, Outlined>>;
