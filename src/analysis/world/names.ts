import type { DeclarationFact, DeclarationKind, ExportFact, Fact, ImportFact, WorldFile } from "../model.js";
import { hasHash, tokenHash } from "../tokens.js";
import type { Key, KeyRecorder } from "./keys.js";

/** Where a name is declared at module level now. */
export interface Declared {
  path: string;
  what: DeclarationKind;
  /** Some module exports it under this name. */
  exported: boolean;
}

interface FileNames {
  analysis: WorldFile;
  declared: Map<string, DeclarationKind>;
  exported: Set<string>;
  members: Set<string>;
  imports: ImportFact[];
  /** Each import or re-export of a name with where it comes from and whether that is ours → the names on both sides. */
  bindings: Map<string, readonly string[]>;
  /** Names taken from outside the project, and the local names they are bound to. */
  foreign: { imported: string[]; locals: string[] };
}

/** Names that live in the code now: declarations, members, and every other identifier. */
export class Names {
  private readonly files = new Map<string, FileNames>();
  private readonly declarations = new Map<string, Set<string>>();
  private readonly exports = new Map<string, Set<string>>();
  private readonly members = new Map<string, number>();
  private readonly foreign = new Map<string, number>();
  private readonly foreignLocals = new Map<string, number>();
  /** Names whose identifiers some judgement asked for; only these are compared when a file changes. */
  private readonly asked = new Map<string, number>();
  /** Answers of `filesHolding` and `allExported` since the last file changed: every symbol of a document asks several times. */
  private readonly holders = { identifiers: new Map<string, readonly string[]>(), words: new Map<string, readonly string[]>() };
  private exportedNames: readonly string[] | null = null;

  constructor(
    private readonly keys: KeyRecorder,
    private readonly isOwnSpecifier: (specifier: string) => boolean,
  ) {}

  set(path: string, analysis: WorldFile | null): Key[] {
    this.holders.identifiers.clear();
    this.holders.words.clear();
    this.exportedNames = null;
    const before = this.files.get(path);
    const after = analysis === null ? undefined : fileNames(analysis, this.isOwnSpecifier);
    if (before) this.count(path, before, -1);
    if (after) {
      this.files.set(path, after);
      this.count(path, after, 1);
    } else this.files.delete(path);
    return this.dirty(before, after);
  }

  private count(path: string, file: FileNames, step: 1 | -1): void {
    for (const name of file.declared.keys()) group(this.declarations, name, path, step);
    for (const name of file.exported) group(this.exports, name, path, step);
    for (const name of file.members) add(this.members, name, step);
    for (const name of file.foreign.imported) add(this.foreign, name, step);
    for (const name of file.foreign.locals) add(this.foreignLocals, name, step);
  }

  private dirty(before: FileNames | undefined, after: FileNames | undefined): Key[] {
    const names = new Set<string>();
    let exportedChanged = false;
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      if (!one) continue;
      for (const [name, what] of one.declared) {
        if (other?.declared.get(name) === what) continue;
        names.add(name);
        exportedChanged ||= name.includes(".");
      }
      for (const name of one.exported) {
        if (other?.exported.has(name)) continue;
        names.add(name);
        exportedChanged = true;
      }
      for (const name of one.members) if (!other?.members.has(name)) names.add(name);
      for (const [binding, bound] of one.bindings) if (!other?.bindings.has(binding)) for (const name of bound) names.add(name);
    }
    for (const [name, hash] of this.asked) {
      if (names.has(name)) continue;
      if (holding(before, hash) !== holding(after, hash)) names.add(name);
    }
    const keys = [...names].map((name) => `name:${name}`);
    if (exportedChanged) keys.push("exported");
    return keys;
  }

  /** Whether some file declares `name` at module level. */
  isDeclared(name: string): boolean {
    this.keys.note(`name:${name}`);
    return this.declarations.has(name);
  }

  /** Module-level declarations of `name`, by path. */
  declared(name: string): Declared[] {
    this.keys.note(`name:${name}`);
    const exported = this.exports.has(name);
    return [...(this.declarations.get(name) ?? [])]
      .sort()
      .map((path) => ({ path, what: this.files.get(path)?.declared.get(name) ?? "const", exported }));
  }

  /** Files that declare `name` at module level, or export it under this name; sorted. */
  pathsOf(name: string): string[] {
    return [...new Set([...(this.declarations.get(name) ?? []), ...(this.exports.get(name) ?? [])])].sort();
  }

  /** Whether some module exports `name`, under whatever local name. */
  isExported(name: string): boolean {
    this.keys.note(`name:${name}`);
    return this.exports.has(name);
  }

  /** Whether some own class, interface, type or enum has a member `name`. */
  isMember(name: string): boolean {
    this.keys.note(`name:${name}`);
    return this.members.has(name);
  }

  /** `isMember` without its key: for what history is asked. */
  hasMember(name: string): boolean {
    return this.members.has(name);
  }

  /** Whether any file imports `name` from outside the project. */
  isImportedFromOutside(name: string): boolean {
    this.keys.note(`name:${name}`);
    return this.foreign.has(name);
  }

  /** Whether any file binds `name` to something imported from outside the project. */
  isBoundFromOutside(name: string): boolean {
    this.keys.note(`name:${name}`);
    return this.foreignLocals.has(name);
  }

  /** Every exported name and every name that an exported namespace holds, sorted. For near-misses only: reads the whole set. */
  allExported(): readonly string[] {
    this.keys.note("exported");
    this.exportedNames ??= [...new Set([...this.exports.keys(), ...this.inNamespaces()])].sort();
    return this.exportedNames;
  }

  private *inNamespaces(): Generator<string> {
    for (const name of this.declarations.keys()) {
      const dot = name.indexOf(".");
      if (dot !== -1 && this.exports.has(name.slice(0, dot))) yield name.slice(name.lastIndexOf(".") + 1);
    }
  }

  /** Files whose identifiers, or with `words` also whole strings and words of text files, hold `name`; sorted. */
  filesHolding(name: string, including: { words: boolean }): readonly string[] {
    this.keys.note(`name:${name}`);
    const answers = including.words ? this.holders.words : this.holders.identifiers;
    const known = answers.get(name);
    if (known) return known;
    const found = this.findHolding(name, including);
    answers.set(name, found);
    return found;
  }

  private findHolding(name: string, including: { words: boolean }): string[] {
    const hash = tokenHash(name);
    this.asked.set(name, hash);
    const paths: string[] = [];
    for (const [path, { analysis }] of this.files) {
      if (hasHash(analysis.identifiers, hash) || (including.words && hasHash(analysis.words, hash))) paths.push(path);
    }
    return paths.sort();
  }

  /** How the file at `path` imports or re-exports `name`: the specifiers it takes it from. Empty when it does not. */
  importedFrom(path: string, name: string): string[] {
    this.keys.note(`name:${name}`);
    const file = this.files.get(path);
    if (!file) return [];
    const imports = file.imports.filter((fact) => fact.names.some((entry) => entry.imported === name));
    const reexports = file.analysis.facts.filter(
      (fact): fact is ExportFact => fact.kind === "export" && fact.from !== null && fact.imported === name,
    );
    return [...imports.map((fact) => fact.specifier), ...reexports.map((fact) => fact.from ?? "")];
  }
}

function fileNames(analysis: WorldFile, isOwnSpecifier: (specifier: string) => boolean): FileNames {
  const foreign = { imported: [] as string[], locals: [] as string[] };
  const file: FileNames = {
    analysis,
    declared: new Map(),
    exported: new Set(),
    members: new Set(),
    imports: [],
    bindings: new Map(),
    foreign,
  };
  for (const fact of analysis.facts) addFact(file, fact);
  for (const fact of file.imports) {
    const own = isOwnSpecifier(fact.specifier);
    for (const { imported, local } of fact.names) {
      file.bindings.set(`${imported}\0${local}\0${fact.specifier}\0${own}`, [imported, local]);
    }
    if (own) continue;
    for (const { imported, local } of fact.names) {
      if (imported !== "*" && imported !== "default") foreign.imported.push(imported);
      foreign.locals.push(local);
    }
  }
  return file;
}

function addFact(file: FileNames, fact: Fact): void {
  if (fact.kind === "declaration") addDeclared(file, fact);
  else if (fact.kind === "member") file.members.add(fact.name);
  else if (fact.kind === "import") file.imports.push(fact);
  else if (fact.kind === "export") {
    if (fact.name !== "*" && fact.name !== "default") file.exported.add(fact.name);
    if (fact.from !== null) file.bindings.set(`${fact.imported}\0${fact.name}\0${fact.from}`, [fact.imported ?? "", fact.name]);
  }
}

/** A declaration inside a namespace lives under its own name too: documents leave the namespace out. */
function addDeclared({ declared }: FileNames, { name, what }: DeclarationFact): void {
  declared.set(name, what);
  const dot = name.lastIndexOf(".");
  if (dot !== -1 && !declared.has(name.slice(dot + 1))) declared.set(name.slice(dot + 1), what);
}

/** In which of its two sets a file holds a token: 1 identifiers, 2 words. */
function holding(file: FileNames | undefined, hash: number): number {
  if (!file) return 0;
  const { identifiers, words } = file.analysis;
  return (hasHash(identifiers, hash) ? 1 : 0) + (hasHash(words, hash) ? 2 : 0);
}

function add(map: Map<string, number>, key: string, step: 1 | -1): void {
  const value = (map.get(key) ?? 0) + step;
  if (value === 0) map.delete(key);
  else map.set(key, value);
}

function group(map: Map<string, Set<string>>, key: string, path: string, step: 1 | -1): void {
  const set = map.get(key);
  if (step === 1) {
    if (set) set.add(path);
    else map.set(key, new Set([path]));
  } else if (set?.delete(path) && set.size === 0) map.delete(key);
}
