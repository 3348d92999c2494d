import type { Key } from "./keys.js";

/** The reverse index: which documents read which keys when they were last judged. */
export class DocumentIndex {
  private readonly byDocument = new Map<string, ReadonlySet<Key>>();
  private readonly byKey = new Map<Key, Set<string>>();

  set(path: string, keys: ReadonlySet<Key>): void {
    this.remove(path);
    this.byDocument.set(path, keys);
    for (const key of keys) {
      const readers = this.byKey.get(key);
      if (readers) readers.add(path);
      else this.byKey.set(key, new Set([path]));
    }
  }

  remove(path: string): void {
    for (const key of this.byDocument.get(path) ?? []) {
      const readers = this.byKey.get(key);
      readers?.delete(path);
      if (readers?.size === 0) this.byKey.delete(key);
    }
    this.byDocument.delete(path);
  }

  /** Documents whose judgement read one of `keys`. */
  readers(keys: Iterable<Key>): Set<string> {
    const paths = new Set<string>();
    for (const key of keys) for (const path of this.byKey.get(key) ?? []) paths.add(path);
    return paths;
  }
}
