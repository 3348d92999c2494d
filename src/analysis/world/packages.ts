import { compareText } from "../../base/order.js";
import { ancestorsOf, folderOf, resolvePath } from "../../base/paths.js";
import type { OpenFact, PackageFact, PackageSelector } from "../model.js";
import type { Key, KeyRecorder } from "./keys.js";

/** A `package.json` with its place. */
export interface Package extends PackageFact {
  manifest: string;
  folder: string;
  /** Why its scripts are no closed set; null when closed. */
  open: string | null;
}

/** Every package of the project. Any change of one dirties `packages`: they change rarely and reach far. */
export class Packages {
  private readonly byFolder = new Map<string, Package>();
  private sorted: Package[] | null = null;

  constructor(private readonly keys: KeyRecorder) {}

  set(manifest: string, fact: PackageFact | null, open: OpenFact | null): Key[] {
    const folder = folderOf(manifest);
    const before = JSON.stringify(this.byFolder.get(folder) ?? null);
    if (fact || open) {
      this.byFolder.set(folder, { ...(fact ?? EMPTY), manifest, folder, open: open?.reason ?? null });
    } else this.byFolder.delete(folder);
    this.sorted = null;
    return before === JSON.stringify(this.byFolder.get(folder) ?? null) ? [] : ["packages"];
  }

  /** The nearest package above `path`; undefined when there is none. */
  home(path: string): Package | undefined {
    this.keys.note("packages");
    for (const folder of ancestorsOf(path)) {
      const found = this.byFolder.get(folder);
      if (found) return found;
    }
    return undefined;
  }

  /** The package at the root. */
  root(): Package | undefined {
    this.keys.note("packages");
    return this.byFolder.get("");
  }

  named(name: string): Package | undefined {
    return this.all().find((candidate) => candidate.name === name);
  }

  /** All packages, by folder. */
  all(): readonly Package[] {
    this.keys.note("packages");
    this.sorted ??= [...this.byFolder.values()].sort((a, b) => compareText(a.folder, b.folder));
    return this.sorted;
  }

  /** Whether `name` is one of the project's own packages. */
  isOwn(name: string): boolean {
    return this.named(name) !== undefined;
  }

  /** Whether any package depends on `name`. */
  isDependency(name: string): boolean {
    return this.all().some((candidate) => candidate.dependencies.includes(name));
  }

  /** Whether the package that `path` belongs to asks a registry for another version of `own` than the one here. */
  asksForAnother(path: string, own: Package): boolean {
    const home = this.home(path);
    const range = home === undefined || home.folder === own.folder || own.name === null ? undefined : home.ranges[own.name];
    if (range === undefined || own.version === null) return false;
    const [asked, here] = [majorOf(range), majorOf(own.version)];
    return asked !== null && here !== null && asked !== here;
  }

  /** Names of all binaries that the project's packages install, sorted. */
  bins(): string[] {
    return [...new Set(this.all().flatMap((candidate) => Object.keys(candidate.bin)))].sort();
  }

  /**
   * The packages a command may speak of, most likely first: the selected one, else the home package and the root.
   * null when the selector cannot be resolved.
   */
  spokenOf(documentPath: string, selector: PackageSelector | null): Package[] | null {
    const home = this.home(documentPath);
    if (selector === null) return distinct([home, this.root()]);
    if (selector.by === "unresolved") return null;
    if (selector.by === "workspace") {
      // The root is no workspace, also when it is called like one.
      const called = this.all().find(({ name, folder }) => name === selector.name && folder !== "");
      const named = called ?? this.named(selector.name) ?? this.at(resolvePath("", selector.name));
      return named ? [named] : null;
    }
    for (const base of new Set([folderOf(documentPath), home?.folder ?? "", ""])) {
      const found = this.at(resolvePath(base, selector.dir));
      if (found) return [found];
    }
    return null;
  }

  private at(folder: string | null): Package | undefined {
    this.keys.note("packages");
    return folder === null ? undefined : this.byFolder.get(folder);
  }
}

/** `^7.5.1`, `7`, `~0.3.1` → the part of a version that a breaking change raises; null for what is no such range. */
function majorOf(range: string): string | null {
  const match = /^[\^~=v]{0,2}(\d{1,6})(?:\.(\d{1,6}))?/.exec(range.slice(0, 64));
  if (!match || match[1] === undefined) return null;
  return match[1] === "0" && match[2] !== undefined ? `0.${match[2]}` : match[1];
}

const EMPTY: PackageFact = {
  kind: "package",
  name: null,
  version: null,
  private: false,
  bin: {},
  scripts: {},
  main: null,
  module: null,
  types: null,
  engines: {},
  workspaces: [],
  files: null,
  dependencies: [],
  ranges: {},
};

function distinct(packages: (Package | undefined)[]): Package[] {
  return [...new Set(packages.filter((candidate) => candidate !== undefined))];
}
