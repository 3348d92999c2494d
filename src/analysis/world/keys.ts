/**
 * Keys name what a judgement read. A document is judged again when one of its keys is dirty.
 *
 * `file:P` a path exists or not · `dir:P` a folder does · `list:P` the files of a folder ·
 * `ext:E` whether an extension is known · `tree` all paths · `case:p` paths equal but for case · `base:B` paths with a last segment ·
 * `page:N` pages of sites with a last segment ·
 * `text:P` lines and anchors of a file, and the kind of page it is · `mod:P` exports of a module ·
 * `types:P` what a file says of the names of types · `name:N` where an identifier lives ·
 * `inner:K N` where a key, option, command or variable lives · `inner` all of them ·
 * `sites` which folders are pages of a site · `outputs` where builds write ·
 * `type:T` members and bases of the types called T · `sig:N` signatures of N ·
 * `value:N` defaults and constants called N, and the types that declare a key N · `targets` any Makefile, justfile or Taskfile ·
 * `packages` any package.json · `entries` what packages hand out · `exported` the set of exported names · `history` what git says ·
 * `content:P` the content of a file · `uncommitted` that of any file · `config`.
 */
export type Key = string;

/** Collects the keys that one document's judgement reads. */
export class KeyRecorder {
  private current: Set<Key> | null = null;

  note(key: Key): void {
    this.current?.add(key);
  }

  /** Runs `work` and returns its result with every key it read. */
  record<T>(work: () => T): { result: T; keys: Set<Key> } {
    const outer = this.current;
    const keys = new Set<Key>();
    this.current = keys;
    try {
      return { result: work(), keys };
    } finally {
      this.current = outer;
    }
  }
}
