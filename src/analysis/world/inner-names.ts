import type { Fact, WorldFile } from "../model.js";
import type { InnerKind } from "../names/inner.js";
import type { Key, KeyRecorder } from "./keys.js";

/** What one file holds: ids of names, and why it may read more variables than it says. */
interface FileInner {
  ids: Set<string>;
  open: Map<"options" | "env", string>;
}

const NOTHING: FileInner = { ids: new Set(), open: new Map() };

/** The key of a name below module level: `inner:env KETTLE_TEMP`. */
export function innerKey(kind: InnerKind, name: string): Key {
  return `inner:${kind}\0${name}`;
}

/** Names below module level that live in the code now: keys of types and schemas, options and commands of programs, variables. */
export class InnerNames {
  private readonly files = new Map<string, FileInner>();
  private readonly holders = new Map<string, Set<string>>();

  constructor(private readonly keys: KeyRecorder) {}

  set(path: string, analysis: WorldFile | null): Key[] {
    const before = this.files.get(path) ?? NOTHING;
    const after = analysis === null ? NOTHING : innerNames(analysis.facts);
    if (after.ids.size > 0 || after.open.size > 0) this.files.set(path, after);
    else this.files.delete(path);
    const dirty: Key[] = [];
    for (const id of before.ids) if (!after.ids.has(id)) this.leave(id, path, dirty);
    for (const id of after.ids) if (!before.ids.has(id)) this.enter(id, path, dirty);
    if (dirty.length > 0 || [...before.open].join() !== [...after.open].join()) dirty.push("inner");
    return dirty;
  }

  private enter(id: string, path: string, dirty: Key[]): void {
    const holders = this.holders.get(id);
    if (holders) holders.add(path);
    else this.holders.set(id, new Set([path]));
    dirty.push(`inner:${id}`);
  }

  private leave(id: string, path: string, dirty: Key[]): void {
    const holders = this.holders.get(id);
    holders?.delete(path);
    if (holders?.size === 0) this.holders.delete(id);
    dirty.push(`inner:${id}`);
  }

  /** Whether some file declares, or reads, the name. */
  lives(kind: InnerKind, name: string): boolean {
    this.keys.note(innerKey(kind, name));
    return this.holders.has(`${kind}\0${name}`);
  }

  /** Files that declare, or read, the name; sorted. */
  holding(kind: InnerKind, name: string): string[] {
    this.keys.note(innerKey(kind, name));
    return [...(this.holders.get(`${kind}\0${name}`) ?? [])].sort();
  }

  /** Every name of the kind, sorted. For near-misses and closed sets: reads all of them. */
  all(kind: InnerKind): string[] {
    this.keys.note("inner");
    const prefix = `${kind}\0`;
    return [...this.holders.keys()]
      .filter((id) => id.startsWith(prefix))
      .map((id) => id.slice(prefix.length))
      .sort();
  }

  /** Why there may be more options, or variables, than are known; null when there are not. `counts` says which files matter. */
  openness(set: "options" | "env", counts: (path: string) => boolean): string | null {
    this.keys.note("inner");
    for (const [path, file] of [...this.files].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const reason = file.open.get(set);
      if (reason !== undefined && counts(path)) return `${reason} in ${path}`;
    }
    return null;
  }
}

function innerNames(facts: readonly Fact[]): FileInner {
  const inner: FileInner = { ids: new Set(), open: new Map() };
  for (const fact of facts) {
    if (fact.kind === "member") inner.ids.add(`key\0${fact.name}`);
    else if (fact.kind === "key" || fact.kind === "option" || fact.kind === "env" || fact.kind === "command") {
      inner.ids.add(`${fact.kind}\0${fact.name}`);
    } else if (fact.kind === "open" && (fact.set === "options" || fact.set === "env")) inner.open.set(fact.set, fact.reason);
  }
  return inner;
}
