import { baseName, extensionOf, folderOf, resolvePath } from "../../base/paths.js";
import type { ExportFact, Fact, OpenFact } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import { COMPILED_FOLDERS } from "./build-folders.js";
import type { Key, KeyRecorder } from "./keys.js";
import type { Package, Packages } from "./packages.js";
import type { Tree } from "./tree.js";

/** What a module hands out: a closed set of names, unless `open` says why it may hold more. */
export interface ModuleExports {
  names: ReadonlySet<string>;
  open: string | null;
}

/** Where a specifier leads. `files` are the modules of all conditions together. */
export type Resolution =
  | { kind: "files"; files: string[]; complete: boolean }
  | { kind: "missing"; reason: string; nearest?: string }
  | { kind: "foreign" }
  | { kind: "open"; reason: string };

interface ModuleFacts {
  exports: ExportFact[];
  open: string | null;
}

/** Extensions that a specifier may leave out, and what a written extension may stand for in sources. */
const SOURCE_EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".d.mts", ".d.cts"];
const WRITTEN_FOR: Record<string, string[]> = {
  ".js": [".ts", ".tsx", ".d.ts"],
  ".jsx": [".tsx"],
  ".mjs": [".mts", ".d.mts"],
  ".cjs": [".cts", ".d.cts"],
};
const SOURCE_FOLDERS = ["src", "source", "lib"];
const EXPORT_DEPTH_MAX = 32;
/** Modules of one folder that are handed out, from which on another name there is a slip and not one that a build makes. */
const GIVEN_MIN = 3;

/** Exports of the project's own modules, and where specifiers lead. Syntactic: no file is looked up outside the tree. */
export class Modules {
  private readonly facts = new Map<string, ModuleFacts>();
  private readonly memo = new Map<string, { exports: ModuleExports; keys: Set<Key> }>();
  /** What importers of a package get, by manifest and subpath: many paths are tried for each, and samples import the same. */
  private readonly entries = new Map<string, { resolution: Resolution; keys: Set<Key> }>();

  constructor(
    private readonly keys: KeyRecorder,
    private readonly tree: Tree,
    private readonly packages: Packages,
  ) {}

  set(path: string, facts: readonly Fact[] | null): Key[] {
    const before = this.facts.get(path);
    const after = facts === null ? undefined : moduleFacts(facts);
    if (after) this.facts.set(path, after);
    else this.facts.delete(path);
    if (before && after && sameModule(before, after)) return [];
    this.forget();
    return [`mod:${path}`];
  }

  /** Drops what was computed over several modules; called whenever a file appears, vanishes or changes its exports. */
  forget(): void {
    this.memo.clear();
    this.entries.clear();
    this.version++;
  }

  /** Raised whenever what was computed over several modules may have changed. */
  version = 0;

  /** Modules behind the entry point of a package that names one. */
  entriesOf(own: Package): string[] {
    if (own.main === null && own.module === null && own.types === null && own.exports === undefined) return [];
    const target = this.resolvePackage(own, ".");
    return target.kind === "files" ? target.files : [];
  }

  isModule(path: string): boolean {
    this.keys.note(`mod:${path}`);
    return this.facts.has(path);
  }

  /** Names that the module at `path` exports, `export *` followed. */
  exportsOf(path: string): ModuleExports {
    const known = this.memo.get(path) ?? this.compute(path);
    for (const key of known.keys) this.keys.note(key);
    return known.exports;
  }

  private compute(path: string): { exports: ModuleExports; keys: Set<Key> } {
    const { result, keys } = this.keys.record(() => {
      const names = new Set<string>();
      const open = this.collect(path, names, new Set(), 0);
      return { names, open };
    });
    const computed = { exports: result, keys };
    this.memo.set(path, computed);
    return computed;
  }

  private collect(path: string, names: Set<string>, seen: Set<string>, depth: number): string | null {
    this.keys.note(`mod:${path}`);
    if (seen.has(path)) return null;
    seen.add(path);
    const facts = this.facts.get(path);
    if (!facts) return `${path} is not parsed`;
    if (depth > EXPORT_DEPTH_MAX) return "re-exports nest too deeply";
    let open = facts.open;
    for (const fact of facts.exports) {
      if (fact.name !== "*") {
        names.add(fact.name);
        continue;
      }
      const target = this.resolve(path, fact.from ?? "");
      if (target.kind !== "files") open ??= `export * from "${fact.from}" in ${path}`;
      else for (const file of target.files) open = this.collectStar(file, names, seen, depth) ?? open;
    }
    return open;
  }

  private collectStar(path: string, names: Set<string>, seen: Set<string>, depth: number): string | null {
    const inner = new Set<string>();
    const open = this.collect(path, inner, seen, depth + 1);
    for (const name of inner) if (name !== "default") names.add(name);
    return open;
  }

  /** Where `specifier`, written in the file at `from`, leads. */
  resolve(from: string, specifier: string): Resolution {
    if (specifier.startsWith(".")) {
      const path = resolvePath(folderOf(from), specifier);
      if (path === null) return { kind: "open", reason: "leaves the project" };
      const file = this.resolveFile(path);
      return file === null
        ? { kind: "missing", reason: `${path} does not exist` }
        : { kind: "files", files: [file], complete: true };
    }
    if (specifier.startsWith("/") || specifier.startsWith("node:") || specifier.includes("://")) return { kind: "foreign" };
    const { name, subpath } = splitSpecifier(specifier);
    const own = this.packages.named(name);
    if (own && this.packages.asksForAnother(from, own)) return { kind: "foreign" };
    return own ? this.resolvePackage(own, subpath) : { kind: "foreign" };
  }

  /** The file that a path without, or with a built file's, extension stands for; null when none exists. */
  resolveFile(path: string): string | null {
    if (path !== "" && this.tree.hasFile(path)) return path;
    for (const [written, sources] of Object.entries(WRITTEN_FOR)) {
      if (!path.endsWith(written)) continue;
      const found = sources
        .map((extension) => path.slice(0, -written.length) + extension)
        .find((file) => this.tree.hasFile(file));
      if (found) return found;
    }
    const base = path === "" ? "" : `${path}/`;
    const candidates = [
      ...(path === "" ? [] : SOURCE_EXTENSIONS.map((extension) => path + extension)),
      ...SOURCE_EXTENSIONS.map((extension) => `${base}index${extension}`),
    ];
    return candidates.find((file) => this.tree.hasFile(file)) ?? null;
  }

  /** Modules that an importer of `own` gets for `subpath` (`.` or `./x`), over all conditions. */
  resolvePackage(own: Package, subpath: string): Resolution {
    const id = `${own.manifest}\0${subpath}`;
    let known = this.entries.get(id);
    if (!known) {
      const { result, keys } = this.keys.record(() => this.findTargets(own, subpath));
      known = { resolution: result, keys };
      this.entries.set(id, known);
    }
    for (const key of known.keys) this.keys.note(key);
    return known.resolution;
  }

  private findTargets(own: Package, subpath: string): Resolution {
    const targets = targetsOf(own, subpath);
    if (targets === "closed") return { kind: "missing", reason: `"exports" of ${own.manifest} has no ${subpath}` };
    if (targets.length === 0) return { kind: "open", reason: `${own.manifest} names no entry point` };
    const sources = targets.map((target) => this.sourceOf(own, target));
    const found = sources.filter((file) => file !== null);
    const files = [...new Set([...found, ...found.flatMap((file) => this.declarationsBeside(file))])];
    if (files.length > 0) return { kind: "files", files, complete: !sources.includes(null) };
    return this.slipAmongBuilt(own, subpath) ?? { kind: "open", reason: `${targets[0]} is built` };
  }

  /** The declarations that TypeScript takes for a module of JavaScript: the file of the same name beside it. */
  private declarationsBeside(file: string): string[] {
    const [, stem, kind] = /^(.+)\.([mc]?)js$/.exec(file) ?? [];
    const beside = `${stem}.d.${kind}ts`;
    return stem !== undefined && this.tree.hasFile(beside) ? [beside] : [];
  }

  /** A subpath that a pattern hands out and no source stands for, while it is nearly one that a source does stand for. */
  private slipAmongBuilt(own: Package, subpath: string): Resolution | null {
    const folder = folderOf(subpath.slice("./".length));
    if (folder === "") return null;
    const name = baseName(subpath);
    for (const source of SOURCE_FOLDERS) {
      const place = `${prefixOf(own)}${source}/${folder}`;
      const given = this.tree
        .filesIn(place)
        .map((path) => baseName(path).slice(0, -extensionOf(path).length || undefined))
        .filter((stem) => this.isGiven(own, `./${folder}/${stem}`));
      if (new Set(given).size < GIVEN_MIN) continue;
      const near = nearMiss(name, given);
      return near && { kind: "missing", reason: `${place}/ holds no ${name}`, nearest: `./${folder}/${near.name}` };
    }
    return null;
  }

  private isGiven(own: Package, subpath: string): boolean {
    const targets = targetsOf(own, subpath);
    return targets !== "closed" && targets.some((target) => this.sourceOf(own, target) !== null);
  }

  /** The tracked file behind a package's target: the file itself, or the source it is built from. */
  private sourceOf(own: Package, target: string): string | null {
    const path = resolvePath(own.folder, target);
    if (path === null) return null;
    const direct = this.resolveFile(path);
    if (direct !== null) return direct;
    const prefix = prefixOf(own);
    let segments = path.slice(prefix.length).split("/");
    // A build may write beside the sources' folder what it finds below it.
    for (const folder of segments.length > 1 ? SOURCE_FOLDERS : []) {
      const file = this.builtFrom(`${prefix}${folder}/${segments.join("/")}`);
      if (file !== null) return file;
    }
    while (segments.length > 1 && COMPILED_FOLDERS.has(segments[0] ?? "")) {
      segments = segments.slice(1);
      for (const folder of [...SOURCE_FOLDERS, ""]) {
        const file = this.builtFrom(`${prefix}${folder === "" ? "" : `${folder}/`}${segments.join("/")}`);
        if (file !== null) return file;
      }
    }
    return null;
  }

  /** The source of a built module, by the path it would have were it built where it stands. */
  private builtFrom(path: string): string | null {
    const module = path.replace(/\.d\.([mc]?)ts$/, ".$1js");
    const file = this.resolveFile(module);
    if (file !== null) return file;
    const plain = module.replace(/\.[mc]js$/, ".js");
    return plain === module ? null : this.resolveFile(plain);
  }
}

function prefixOf({ folder }: Package): string {
  return folder === "" ? "" : `${folder}/`;
}

/** What a package hands out for a subpath, over all conditions; `closed` when it has no such subpath. */
function targetsOf(own: Package, subpath: string): string[] | "closed" {
  return own.exports === undefined ? legacyTargets(own, subpath) : exportTargets(own.exports, subpath);
}

function moduleFacts(facts: readonly Fact[]): ModuleFacts {
  const exports = facts.filter((fact) => fact.kind === "export");
  const open = facts.find((fact): fact is OpenFact => fact.kind === "open" && fact.set === "exports");
  return { exports, open: open?.reason ?? null };
}

function sameModule(a: ModuleFacts, b: ModuleFacts): boolean {
  const key = (module: ModuleFacts) =>
    module.exports
      .map((fact) => `${fact.name}\0${fact.from}\0${fact.imported}\0${fact.type_only}`)
      .sort()
      .join("\n");
  return a.open === b.open && key(a) === key(b);
}

/** `@scope/pkg/sub` → name `@scope/pkg`, subpath `./sub`. */
export function splitSpecifier(specifier: string): { name: string; subpath: string } {
  const segments = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  const rest = segments.slice(length).join("/");
  return { name: segments.slice(0, length).join("/"), subpath: rest === "" ? "." : `./${rest}` };
}

/** Without an `exports` field every file is reachable. */
function legacyTargets(own: Package, subpath: string): string[] {
  if (subpath !== ".") return [subpath];
  const entries = [own.types, own.module, own.main].filter((entry) => entry !== null);
  return entries.length > 0 ? entries : ["./index.js"];
}

/** Targets of `subpath` in an `exports` map over all conditions; `closed` when the map has no such subpath. */
function exportTargets(exports: unknown, subpath: string): string[] | "closed" {
  const isSubpathMap = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  if (!isSubpathMap) return subpath === "." ? conditions(exports, "") : "closed";
  const exact = exports[subpath];
  if (exact !== undefined) return exact === null ? "closed" : conditions(exact, "");
  for (const [pattern, value] of Object.entries(exports)) {
    const star = pattern.indexOf("*");
    const prefix = star === -1 ? (pattern.endsWith("/") ? pattern : null) : pattern.slice(0, star);
    const suffix = star === -1 ? "" : pattern.slice(star + 1);
    if (prefix === null || subpath.length < prefix.length + suffix.length) continue;
    if (!subpath.startsWith(prefix) || !subpath.endsWith(suffix)) continue;
    const middle = subpath.slice(prefix.length, subpath.length - suffix.length);
    if (value !== null) return conditions(value, middle).map((target) => (target.endsWith("/") ? target + middle : target));
  }
  return "closed";
}

function conditions(value: unknown, star: string): string[] {
  if (typeof value === "string") return [value.replaceAll("*", star)];
  if (Array.isArray(value)) return value.flatMap((entry) => conditions(entry, star));
  if (isRecord(value)) return [...new Set(Object.values(value).flatMap((entry) => conditions(entry, star)))];
  return [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
