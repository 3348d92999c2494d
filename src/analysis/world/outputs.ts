import { ancestorsOf, baseName, folderOf, resolvePath } from "../../base/paths.js";
import type { Fact } from "../model.js";
import { OUTPUT_FOLDERS } from "./build-folders.js";
import type { Key, KeyRecorder } from "./keys.js";
import type { Tree } from "./tree.js";

/** Where builds put their files, by the manifests that say so. Any change of one dirties `outputs`: they change rarely. */
export class Outputs {
  private readonly byFile = new Map<string, string[]>();
  private places: ReadonlySet<string> | null = null;

  constructor(
    private readonly keys: KeyRecorder,
    private readonly tree: Tree,
  ) {}

  set(path: string, facts: readonly Fact[] | null): Key[] {
    const before = this.byFile.get(path) ?? [];
    const named = (facts ?? []).flatMap((fact) => (fact.kind === "output" ? [resolvePath(folderOf(path), fact.path)] : []));
    const now = named.filter((place) => place !== null);
    if (now.length > 0) this.byFile.set(path, now);
    else this.byFile.delete(path);
    this.places = null;
    return before.join("\n") === now.join("\n") ? [] : ["outputs"];
  }

  /** Why a file at `path` would be made by a build: an output without tracked files is at it or above it; null when there is none. */
  madeBy(path: string): string | null {
    this.keys.note("outputs");
    for (const place of [path, ...ancestorsOf(path)]) {
      if (place === "" || !this.isOutput(place) || this.tree.has(place)) continue;
      return `${place} is made by a build`;
    }
    return null;
  }

  private isOutput(place: string): boolean {
    if (OUTPUT_FOLDERS.has(baseName(place))) return true;
    this.places ??= new Set([...this.byFile.values()].flat());
    return this.places.has(place);
  }
}
