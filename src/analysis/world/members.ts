import { compareText } from "../../base/order.js";
import type { Fact, TypeFact, WorldFile } from "../model.js";
import type { Key, KeyRecorder } from "./keys.js";
import type { Names } from "./names.js";

/** Members of a type of the project, those of its bases among them: a closed set, unless `open` says why it may have more. */
export interface TypeMembers {
  members: ReadonlySet<string>;
  open: string | null;
  /** Files that declare it, sorted. */
  paths: readonly string[];
}

/** One type as one file declares it. */
interface Declared {
  members: Set<string>;
  bases: string[];
  open: string | null;
}

const BASES_DEPTH_MAX = 16;

/** The types that the project declares at module level, by name; declarations of one name are read as one type. */
export class Members {
  private readonly files = new Map<string, ReadonlyMap<string, Declared>>();
  private readonly byName = new Map<string, Map<string, Declared>>();

  constructor(
    private readonly keys: KeyRecorder,
    private readonly names: Names,
  ) {}

  set(path: string, analysis: WorldFile | null): Key[] {
    const before = this.files.get(path);
    const after = analysis === null ? new Map<string, Declared>() : declaredTypes(analysis.facts);
    if (before === undefined && after.size === 0) return [];
    for (const name of before?.keys() ?? []) this.drop(name, path);
    for (const [name, declared] of after) this.add(name, path, declared);
    if (after.size > 0) this.files.set(path, after);
    else this.files.delete(path);
    const names = new Set([...(before?.keys() ?? []), ...after.keys()]);
    return [...names].filter((name) => signature(before?.get(name)) !== signature(after.get(name))).map((name) => `type:${name}`);
  }

  private add(name: string, path: string, declared: Declared): void {
    const known = this.byName.get(name);
    if (known) known.set(path, declared);
    else this.byName.set(name, new Map([[path, declared]]));
  }

  private drop(name: string, path: string): void {
    const known = this.byName.get(name);
    if (known?.delete(path) && known.size === 0) this.byName.delete(name);
  }

  /** The type that the project calls `name`; null when there is none. */
  find(name: string): TypeMembers | null {
    this.keys.note(`type:${name}`);
    const found = this.byName.get(name);
    if (!found) return null;
    const members = new Set<string>();
    const open = this.collect(name, members, new Set(), 0);
    return { members, open, paths: [...found.keys()].sort() };
  }

  /** Adds the members of `name` and its bases; returns why they may be more. */
  private collect(name: string, members: Set<string>, seen: Set<string>, depth: number): string | null {
    this.keys.note(`type:${name}`);
    if (seen.has(name)) return null;
    seen.add(name);
    const found = this.byName.get(name);
    if (!found || depth > BASES_DEPTH_MAX) return `it extends \`${name}\`, which is declared elsewhere`;
    let open: string | null = null;
    for (const [, declared] of [...found].sort(([a], [b]) => compareText(a, b))) {
      for (const member of declared.members) members.add(member);
      open ??= declared.open;
      for (const base of declared.bases) {
        if (this.names.isBoundFromOutside(base)) open ??= `it extends \`${base}\` of another package`;
        else open = this.collect(base, members, seen, depth + 1) ?? open;
      }
    }
    return open;
  }

  /** The type `name` and what it extends, nearest first. */
  lineage(name: string): string[] {
    const seen = new Set<string>();
    this.keys.note(`type:${name}`);
    this.collect(name, new Set(), seen, 0);
    return [...seen];
  }

  /** Whether a type called `name` declares or inherits `member`. Notes no key: for what history is asked. */
  declares(name: string, member: string): boolean {
    const { result } = this.keys.record(() => this.find(name));
    return result?.members.has(member) ?? false;
  }
}

function declaredTypes(facts: readonly Fact[]): Map<string, Declared> {
  const types = new Map<string, Declared>();
  for (const fact of facts) if (fact.kind === "type") merge(types, fact);
  if (types.size === 0) return types;
  for (const fact of facts) if (fact.kind === "member") types.get(fact.owner)?.members.add(fact.name);
  return types;
}

/** Interfaces of one name are one. */
function merge(types: Map<string, Declared>, { name, bases, open }: TypeFact): void {
  const known = types.get(name);
  if (!known) types.set(name, { members: new Set(), bases: [...bases], open });
  else {
    known.bases.push(...bases);
    known.open ??= open;
  }
}

function signature(declared: Declared | undefined): string {
  if (!declared) return "";
  return [[...declared.members].sort(), [...declared.bases].sort(), [declared.open ?? ""]]
    .map((part) => part.join(" "))
    .join("\n");
}
