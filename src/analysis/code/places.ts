/**
 * Where in a text something is written that a walk over its tree reads: subtrees without such a place need not be entered.
 * To be asked with growing offsets; each text is then searched once for each pattern.
 */
export class Places {
  private readonly next: number[];
  private nearest = -1;

  /** `search` finds what no fixed text marks: the first offset from the given one on, infinite when there is none. */
  constructor(
    private readonly text: string,
    private readonly patterns: readonly string[],
    private readonly search: (from: number) => number,
  ) {
    this.next = [...patterns.map(() => -1), -1];
  }

  /** The first place at or behind `offset`; infinite when there is none. */
  after(offset: number): number {
    if (this.nearest >= offset) return this.nearest;
    let nearest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.next.length; index++) {
      let place = this.next[index] as number;
      if (place < offset) {
        place = this.find(index, offset);
        this.next[index] = place;
      }
      if (place < nearest) nearest = place;
    }
    this.nearest = nearest;
    return nearest;
  }

  private find(index: number, offset: number): number {
    const pattern = this.patterns[index];
    if (pattern === undefined) return this.search(offset);
    const place = this.text.indexOf(pattern, offset);
    return place === -1 ? Number.POSITIVE_INFINITY : place;
  }
}
