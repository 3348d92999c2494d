import { folderOf } from "../../base/paths.js";
import type { OpenFact, PackageFact, WorldFile } from "../model.js";
import { InnerNames } from "./inner-names.js";
import { type Key, KeyRecorder } from "./keys.js";
import { Members } from "./members.js";
import { Modules, splitSpecifier } from "./modules.js";
import { Names } from "./names.js";
import { Outputs } from "./outputs.js";
import { type Package, Packages } from "./packages.js";
import { SignatureIndex } from "./signatures.js";
import { Sites } from "./sites.js";
import { Targets } from "./targets.js";
import { Tree } from "./tree.js";
import { Types } from "./types.js";
import { Values } from "./values.js";

/** The repository that hosts the project, read from git; null parts are unknown. */
export interface HostedRepository {
  /** `github.com/owner/name`, lower case, without scheme and `.git`. */
  address: string;
  defaultBranch: string | null;
}

export interface EntryPoints {
  files: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

/** A package of the project and what it depends on. */
interface Dependent {
  /** Relative to the root. */
  folder: string;
  dependencies: readonly string[];
}

function foreignDependencies(own: readonly Package[]): Dependent[] {
  const isOwn = new Set(own.map((one) => one.name));
  return own.map(({ folder, dependencies }) => ({ folder, dependencies: dependencies.filter((one) => !isOwn.has(one)) }));
}

/** Everything that is true of the project now, kept file by file. Look-ups note the keys they read. */
export class World {
  readonly keys = new KeyRecorder();
  readonly tree = new Tree(this.keys);
  readonly packages = new Packages(this.keys);
  readonly modules = new Modules(this.keys, this.tree, this.packages);
  readonly outputs = new Outputs(this.keys, this.tree);
  readonly types = new Types(this.keys, this.modules);
  readonly sites = new Sites(this.keys, this.packages);
  readonly names = new Names(this.keys, (specifier) => this.isOwnSpecifier(specifier));
  readonly signatures = new SignatureIndex(this.keys);
  readonly members = new Members(this.keys, this.names);
  readonly targets = new Targets(this.keys);
  readonly inner = new InnerNames(this.keys);
  readonly values = new Values(this.keys);
  private readonly analyses = new Map<string, WorldFile>();
  /** Paths at which something is that is no file (a FIFO, a socket). */
  private unreadable: ReadonlySet<string> = new Set();
  private entries: (EntryPoints & { version: number; signature: string }) | null = null;

  /** Whether a path is looked at at all: ignored and built paths are not. Asked for paths that do not exist, too. */
  isIgnored: (path: string) => boolean = () => false;
  /** Whether files may be at a path although the tree has none: inside another repository, or left out of a sparse checkout. */
  isOpen: (path: string) => boolean = () => false;
  /** The project is a folder inside a repository: what lies beside it cannot be seen from here. */
  isSubfolder = false;
  /** Where the repository is hosted; null when that is not known. */
  hosted: HostedRepository | null = null;

  /** Reads which names dependencies export, name → package. */
  readOthers: (dependents: readonly Dependent[]) => ReadonlyMap<string, string> = () => new Map();
  private others: ReadonlyMap<string, string> | null = null;

  /** The dependency whose main entry exports `name`, as far as it is installed; null when none does. Read when first asked for. */
  exporterOf(name: string): string | null {
    // Asked each time: the answer hangs on the packages also when it is known.
    const own = this.packages.all();
    this.others ??= this.readOthers(foreignDependencies(own));
    return this.others.get(name) ?? null;
  }

  /** Adds or replaces a file. `analysis` is null for files known by name only. Returns the dirty keys. */
  set(path: string, analysis: WorldFile | null): Set<Key> {
    const dirty = new Set<Key>(this.tree.add(path));
    if (dirty.size > 0) this.moved(path, 1, dirty);
    this.replace(path, analysis, dirty);
    return dirty;
  }

  remove(path: string): Set<Key> {
    const dirty = new Set<Key>(this.tree.remove(path));
    if (dirty.size > 0) this.moved(path, -1, dirty);
    this.replace(path, null, dirty);
    return dirty;
  }

  /** Takes over at which paths something is that is no file. Returns the dirty keys. */
  setUnreadable(paths: readonly string[]): Set<Key> {
    const before = this.unreadable;
    this.unreadable = new Set(paths);
    const moved = [...before, ...paths].filter((path) => before.has(path) !== this.unreadable.has(path));
    return new Set(moved.map((path) => `file:${path}`));
  }

  /** Whether something that cannot be read stands at the path, or is a folder above it. */
  isUnreadable(path: string): boolean {
    for (let at = path; at !== ""; at = folderOf(at)) {
      this.keys.note(`file:${at}`);
      if (this.unreadable.has(at)) return true;
    }
    return false;
  }

  /** A path came or went: where specifiers lead may have changed, and what is a site. */
  private moved(path: string, step: 1 | -1, dirty: Set<Key>): void {
    this.modules.forget();
    for (const key of this.sites.count(path, step)) dirty.add(key);
  }

  private replace(path: string, analysis: WorldFile | null, dirty: Set<Key>): void {
    const before = this.analyses.get(path);
    if (analysis) this.analyses.set(path, analysis);
    else this.analyses.delete(path);
    if (!before && !analysis) return;
    if (textKey(before) !== textKey(analysis ?? undefined)) dirty.add(`text:${path}`);
    const kind = (analysis ?? before)?.kind;
    const isCode = kind === "code";
    if (isCode) {
      for (const key of this.modules.set(path, analysis?.facts ?? null)) dirty.add(key);
      for (const key of this.types.set(path, analysis?.facts ?? null)) dirty.add(key);
    }
    for (const key of this.names.set(path, analysis)) dirty.add(key);
    for (const key of this.targets.set(path, analysis?.facts ?? null)) dirty.add(key);
    for (const key of this.outputs.set(path, analysis?.facts ?? null)) dirty.add(key);
    if (isCode) for (const key of this.signatures.set(path, analysis?.facts ?? null)) dirty.add(key);
    if (isCode) for (const key of this.members.set(path, analysis)) dirty.add(key);
    // Schemas are no code, and declare keys.
    if (isCode || kind === "text") {
      for (const key of this.inner.set(path, analysis)) dirty.add(key);
      for (const key of this.values.set(path, analysis)) dirty.add(key);
    }
    if (kind === "manifest") this.replacePackage(path, analysis, dirty);
  }

  private replacePackage(path: string, analysis: WorldFile | null, dirty: Set<Key>): void {
    const fact = analysis?.facts.find((one): one is PackageFact => one.kind === "package") ?? null;
    const open = analysis?.facts.find((one): one is OpenFact => one.kind === "open" && one.set === "scripts") ?? null;
    const keys = this.packages.set(path, fact, open);
    for (const key of keys) dirty.add(key);
    if (keys.length === 0) return;
    this.others = null;
    this.modules.forget();
    // What counts as an own specifier may have changed with the package's name.
    for (const [file, known] of this.analyses) {
      if (known.kind === "code" || known.kind === "document") for (const key of this.names.set(file, known)) dirty.add(key);
    }
  }

  /**
   * Keys that a batch of `set` and `remove` made dirty beyond the single files: what the packages hand out as a whole. Called once
   * after the batch.
   */
  settle(): Key[] {
    if (this.entries === null || this.modules.version === this.entries.version) return [];
    const before = this.entries.signature;
    this.entries = this.readEntries();
    return this.entries.signature === before ? [] : ["entries"];
  }

  /** What all entry points of the project's packages export together, and the modules they are. */
  entryPoints(): EntryPoints {
    this.keys.note("entries");
    this.entries ??= this.readEntries();
    return this.entries;
  }

  private readEntries(): EntryPoints & { version: number; signature: string } {
    const { version } = this.modules;
    // Whoever asks depends on the outcome, not on each of the many paths that were tried.
    const { result } = this.keys.record(() => {
      const files = new Set(this.packages.all().flatMap((own) => this.modules.entriesOf(own)));
      const names = new Set([...files].flatMap((file) => [...this.modules.exportsOf(file).names]));
      return { files, names };
    });
    const signature = [...[...result.files].sort(), "", ...[...result.names].sort()].join("\n");
    return { ...result, version, signature };
  }

  analysis(path: string): WorldFile | undefined {
    this.keys.note(`text:${path}`);
    return this.analyses.get(path);
  }

  /** Every analysed file, in no order; for loops over the whole project, not for rules. */
  everyAnalysis(): IterableIterator<WorldFile> {
    return this.analyses.values();
  }

  private isOwnSpecifier(specifier: string): boolean {
    return specifier.startsWith(".") || specifier.startsWith("#") || this.packages.isOwn(splitSpecifier(specifier).name);
  }
}

/** What links to a file can see of it: its lines, its anchors, and what kind of page it is. */
function textKey(analysis: WorldFile | undefined): string {
  if (!analysis) return "";
  const { lines, document, facts } = analysis;
  const anchors = facts
    .filter((fact) => fact.kind === "anchor" || (fact.kind === "open" && fact.set === "anchors"))
    .map((fact) => (fact.kind === "anchor" ? fact.slugs.join("\0") : fact.kind));
  return [lines, document?.class, document?.front_matter, document?.front_keys, ...anchors].join("\n");
}
