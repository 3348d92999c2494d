/** Keeps what was used last, up to a total size. */
export class Recent<V> {
  private readonly entries = new Map<string, { value: V; size: number }>();
  private total = 0;

  /** `sizeMax` in whatever unit the sizes of the entries are. */
  constructor(private readonly sizeMax: number) {}

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`; what was used longest ago goes when there is no room. A value larger than all room is not kept. */
  set(key: string, value: V, size: number): void {
    this.delete(key);
    if (size > this.sizeMax) return;
    this.entries.set(key, { value, size });
    this.total += size;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.sizeMax) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.total -= entry.size;
  }
}
