/** Finds the first place from an offset on; infinite when there is none. */
export type Finder = (from: number) => number;

/**
 * Where in a text something is written that a walk over its tree reads: subtrees without such a place need not be entered.
 * To be asked with growing offsets; the text is then searched once by each finder.
 */
export class Places {
  private readonly next: number[];
  private nearest = -1;

  constructor(private readonly finders: readonly Finder[]) {
    this.next = finders.map(() => -1);
  }

  /** The first place at or behind `offset`; infinite when there is none. */
  after(offset: number): number {
    if (this.nearest >= offset) return this.nearest;
    let nearest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.finders.length; index++) {
      let place = this.next[index] as number;
      if (place < offset) {
        place = (this.finders[index] as Finder)(offset);
        this.next[index] = place;
      }
      if (place < nearest) nearest = place;
    }
    this.nearest = nearest;
    return nearest;
  }
}

/** Finds `pattern` in `text`. */
export function textFinder(text: string, pattern: string): Finder {
  return (from) => {
    const place = text.indexOf(pattern, from);
    return place === -1 ? Number.POSITIVE_INFINITY : place;
  };
}
