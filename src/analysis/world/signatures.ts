import { compareText } from "../../base/order.js";
import type { Fact, SignatureFact } from "../model.js";
import type { Key, KeyRecorder } from "./keys.js";

/** The signatures of one name in one file; overloads in their order. */
export interface Signatures {
  path: string;
  list: readonly SignatureFact[];
}

/** Under which name the signatures lie of what is called as `name(…)`, or made as `new name(…)`. */
export function calledName(name: string, form: "call" | "new"): string {
  return form === "new" ? `${name}.constructor` : name;
}

/** Signatures of the project's functions, and of the methods of its types as `Type.name`. */
export class SignatureIndex {
  private readonly files = new Map<string, ReadonlyMap<string, SignatureFact[]>>();
  private readonly byName = new Map<string, Set<string>>();

  constructor(private readonly keys: KeyRecorder) {}

  set(path: string, facts: readonly Fact[] | null): Key[] {
    const before = this.files.get(path);
    const after = facts === null ? new Map<string, SignatureFact[]>() : grouped(facts);
    if (before === undefined && after.size === 0) return [];
    const names = new Set([...(before?.keys() ?? []), ...after.keys()]);
    for (const name of names) this.place(name, path, after.has(name));
    if (after.size > 0) this.files.set(path, after);
    else this.files.delete(path);
    return [...names].filter((name) => saysElse(before?.get(name), after.get(name))).map((name) => `sig:${name}`);
  }

  private place(name: string, path: string, isThere: boolean): void {
    const paths = this.byName.get(name);
    if (isThere) {
      if (paths) paths.add(path);
      else this.byName.set(name, new Set([path]));
    } else if (paths?.delete(path) && paths.size === 0) this.byName.delete(name);
  }

  /** Signatures of `name` (`f`, `Type.f`), by path. */
  of(name: string): Signatures[] {
    this.keys.note(`sig:${name}`);
    return [...(this.byName.get(name) ?? [])]
      .sort(compareText)
      .map((path) => ({ path, list: this.files.get(path)?.get(name) ?? [] }));
  }

  /** Those of `name` in one file; none when it declares no such function. */
  at(path: string, name: string): readonly SignatureFact[] {
    this.keys.note(`sig:${name}`);
    return this.files.get(path)?.get(name) ?? [];
  }
}

function grouped(facts: readonly Fact[]): Map<string, SignatureFact[]> {
  const groups = new Map<string, SignatureFact[]>();
  for (const fact of facts) {
    if (fact.kind !== "signature") continue;
    const group = groups.get(fact.name);
    if (group) group.push(fact);
    else groups.set(fact.name, [fact]);
  }
  return groups;
}

function saysElse(before: readonly SignatureFact[] | undefined, after: readonly SignatureFact[] | undefined): boolean {
  return before === undefined || after === undefined || textOf(before) !== textOf(after);
}

/** What judging reads of signatures, without their places. */
function textOf(list: readonly SignatureFact[]): string {
  return JSON.stringify(list.map(({ parameters, returns, open, async }) => [parameters, returns, open, async]));
}
