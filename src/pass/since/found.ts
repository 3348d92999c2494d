/** What comparing with a base finds. */

/** A finding of a commit; `parts` make up its id in whatever document it stands now. */
export interface BaseFinding {
  path: string;
  parts: string[];
}

export interface Base {
  ref: string;
  commit: string;
  /** Ids that its findings have now: in a document that was renamed since, under its new name. */
  ids: ReadonlySet<string>;
  /** Path now → path in the base, of files that were renamed. */
  formerly: ReadonlyMap<string, string>;
}

export interface RelatedLine {
  path: string;
  line: number;
}

export interface Since {
  base: Base;
  /** Id of a new finding → the line that changed, where one is found. */
  lines: ReadonlyMap<string, RelatedLine>;
}
