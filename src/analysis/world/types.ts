import type { DeclarationFact, ExportFact, Fact, ImportFact } from "../model.js";
import type { Key, KeyRecorder } from "./keys.js";
import type { Modules } from "./modules.js";

/** What a name of a type stands for: an alias for the text in the file at `path`, or a class or interface of that file. */
export type TypeMeaning = { kind: "alias"; path: string; text: string } | { kind: "own"; path: string; name: string };

/** A declaration of a module. */
export interface Origin {
  path: string;
  name: string;
}

interface FileTypes {
  declared: Map<string, DeclarationFact>;
  exports: ExportFact[];
  imports: ImportFact[];
  signature: string;
}

/** Imports and re-exports that are followed from one name. */
const STEPS_MAX = 16;

/** What the names of types mean in the files of this project, imports and re-exports followed. */
export class Types {
  private readonly files = new Map<string, FileTypes>();

  constructor(
    private readonly keys: KeyRecorder,
    private readonly modules: Modules,
  ) {}

  /** Takes the facts of the code at `path`, null when it is gone; gives the dirty keys. */
  set(path: string, facts: readonly Fact[] | null): Key[] {
    const before = this.files.get(path);
    const after = facts === null ? undefined : fileTypes(facts);
    if (after) this.files.set(path, after);
    else this.files.delete(path);
    return before?.signature === after?.signature ? [] : [`types:${path}`];
  }

  /** What `name` means in the file at `path`; null when it cannot be told, or is no type of this project. */
  meaning(path: string, name: string): TypeMeaning | null {
    return this.inFile(path, name, STEPS_MAX);
  }

  /** Where the module at `path` has what it exports as `name` from: the file that declares it, and its name there. */
  origin(path: string, name: string): Origin | null {
    return this.originIn(path, name, STEPS_MAX);
  }

  private originIn(path: string, name: string, steps: number): Origin | null {
    this.keys.note(`types:${path}`);
    const file = this.files.get(path);
    if (file === undefined || steps === 0) return null;
    const exported = file.exports.find((one) => one.name === name);
    if (exported?.local != null) return this.originOfLocal(path, exported.local, steps);
    const stars = exported ? [exported] : name === "default" ? [] : file.exports.filter((one) => one.name === "*");
    for (const { from, imported } of stars) {
      if (from === null || (exported && imported === "*")) continue;
      const found = this.originAt(path, from, exported ? (imported ?? name) : name, steps >> (exported ? 0 : 1));
      if (found) return found;
    }
    return null;
  }

  private originOfLocal(path: string, local: string, steps: number): Origin | null {
    for (const { specifier, names } of this.files.get(path)?.imports ?? []) {
      const taken = names.find((one) => one.local === local);
      if (taken) return taken.imported === "*" ? null : this.originAt(path, specifier, taken.imported, steps);
    }
    return { path, name: local };
  }

  private originAt(from: string, specifier: string, name: string, steps: number): Origin | null {
    const target = this.modules.resolve(from, specifier);
    const [file, another] = target.kind === "files" ? target.files : [];
    return file === undefined || another !== undefined ? null : this.originIn(file, name, steps - 1);
  }

  private inFile(path: string, name: string, steps: number): TypeMeaning | null {
    this.keys.note(`types:${path}`);
    const file = this.files.get(path);
    if (file === undefined || steps === 0) return null;
    const declared = file.declared.get(name);
    if (declared) return meaningOf(declared, path);
    for (const { specifier, names } of file.imports) {
      const taken = names.find(({ local }) => local === name);
      if (taken) return taken.imported === "*" ? null : this.ofModule(path, specifier, taken.imported, steps - 1);
    }
    return null;
  }

  private ofModule(from: string, specifier: string, name: string, steps: number): TypeMeaning | null {
    const target = this.modules.resolve(from, specifier);
    const [file, another] = target.kind === "files" ? target.files : [];
    return file === undefined || another !== undefined ? null : this.exportedBy(file, name, steps);
  }

  private exportedBy(path: string, name: string, steps: number): TypeMeaning | null {
    this.keys.note(`types:${path}`);
    const file = this.files.get(path);
    if (file === undefined || steps === 0) return null;
    for (const { name: exported, local, from, imported } of file.exports) {
      if (exported !== name) continue;
      if (local !== null) return this.inFile(path, local, steps - 1);
      return from === null || imported === null || imported === "*" ? null : this.ofModule(path, from, imported, steps - 1);
    }
    const found = file.exports.flatMap(({ name: exported, from }) =>
      exported === "*" && from !== null ? (this.ofModule(path, from, name, steps >> 1) ?? []) : [],
    );
    return found[0] ?? null;
  }
}

function meaningOf({ name, what, type }: DeclarationFact, path: string): TypeMeaning | null {
  if (what === "type") return type === undefined ? null : { kind: "alias", path, text: type };
  return what === "class" || what === "interface" ? { kind: "own", path, name } : null;
}

function fileTypes(facts: readonly Fact[]): FileTypes {
  const types: FileTypes = { declared: new Map(), exports: [], imports: [], signature: "" };
  const lines: string[] = [];
  for (const fact of facts) {
    if (fact.kind === "declaration") {
      // A value of the same name says nothing of the type.
      if (!TYPES.has(fact.what)) continue;
      types.declared.set(fact.name, fact);
      lines.push(["d", fact.name, fact.what, fact.type].join("\0"));
    } else if (fact.kind === "export") {
      types.exports.push(fact);
      lines.push(["e", fact.name, fact.local, fact.from, fact.imported].join("\0"));
    } else if (fact.kind === "import") {
      types.imports.push(fact);
      lines.push(["i", fact.specifier, ...fact.names.flatMap(({ imported, local }) => [imported, local])].join("\0"));
    }
  }
  types.signature = lines.join("\n");
  return types;
}

const TYPES = new Set(["class", "interface", "type", "enum"]);
