/** What the sections of a document name, for the evidence that neighbours give. Lives as long as one judging of the document. */
import type { Claim, ImportClaim, KeyClaim, Receiver, TreeEntryClaim } from "../model.js";
import { subwords } from "../names/words.js";
import type { World } from "../world/world.js";
import { shownKeys } from "./key-owners.js";

export class Sections {
  private bySection: Map<number, Claim[]> | null = null;
  private byTree: Map<number, TreeEntryClaim[]> | null = null;
  private byLevel: Map<string, KeyClaim[]> | null = null;
  private headings: Map<string, string[]> | null = null;
  private byImported: Map<string, NamedImport[]> | null = null;
  private bySpecifier: Map<string, NamedImport[]> | null = null;
  private readonly compounds = new Map<number, ReadonlySet<string>>();
  private readonly keys = new Map<number | string, ReadonlySet<string>>();
  private readonly shown = new Map<string, ReadonlySet<string> | null>();
  private readonly exported = new Map<number, ReadonlySet<string>>();

  /** Which folder each drawn tree of the document shows, by the ordinal of its fence. */
  readonly trees = new Map<number, string | null>();

  constructor(
    private readonly all: readonly Claim[],
    private readonly world: World,
  ) {}

  /** The claims that stand in the section of `claim`, itself included. */
  claimsAround(claim: Claim): readonly Claim[] {
    this.bySection ??= groupBy(this.all, (one) => one.container.section);
    return this.bySection.get(claim.container.section) ?? [];
  }

  /** The entries of the tree that is drawn in the fence `ordinal`. */
  treeEntries(ordinal: number): readonly TreeEntryClaim[] {
    this.byTree ??= groupBy(
      this.all.filter((one): one is TreeEntryClaim => one.kind === "tree-entry"),
      (one) => one.container.fence?.ordinal ?? -1,
    );
    return this.byTree.get(ordinal) ?? [];
  }

  /** All keys of the one set of options that the level of a configuration sample shows; null when it shows none, or several. */
  shownKeys(claim: KeyClaim): ReadonlySet<string> | null {
    const level = levelOf(claim);
    const known = this.shown.get(level);
    if (known !== undefined) return known;
    this.byLevel ??= groupBy(
      this.all.filter((one): one is KeyClaim => one.kind === "key" && one.level !== undefined),
      levelOf,
    );
    const names = new Set((this.byLevel.get(level) ?? []).map(({ name }) => name));
    const keys = shownKeys([...names], this.world);
    this.shown.set(level, keys);
    return keys;
  }

  /** Specifiers from which samples of the document import `name`. */
  importsOf(name: string): readonly string[] {
    this.byImported ??= groupBy(this.all.filter(isNamedImport), (one) => one.name);
    return (this.byImported.get(name) ?? []).map(({ specifier }) => specifier);
  }

  /** Names that samples of the document import from the package `name` itself. */
  importedFrom(name: string): readonly string[] {
    this.bySpecifier ??= groupBy(this.all.filter(isNamedImport), (one) => one.specifier);
    return [...new Set((this.bySpecifier.get(name) ?? []).map((one) => one.name))];
  }

  /** Who gets the objects of the samples in the section of `claim`, each once. */
  receiversAround(claim: Claim): readonly Receiver[] {
    const found = new Map<string, Receiver>();
    for (const one of this.claimsAround(claim)) {
      if (one.kind !== "key" || !one.given_to) continue;
      const { specifier, imported, form, argument } = one.given_to;
      found.set([specifier, imported, form, argument].join("\0"), one.given_to);
    }
    return [...found.values()];
  }

  /** Distinct names that lead items or rows in the section of `claim`. */
  leadsAround(claim: Claim): readonly string[] {
    const leading = this.claimsAround(claim).filter((one) => one.kind === "symbol" && one.leads && one.place === "code");
    return [...new Set(leading.map((one) => (one.kind === "symbol" ? one.name : "")))];
  }

  /** Distinct symbols in the section of `claim` that are exported under their own name and have two subwords or more. */
  compoundsAround(claim: Claim): ReadonlySet<string> {
    const { names } = this.world;
    return this.symbolsAround(claim, this.compounds, (name) => {
      return subwords(name).length >= 2 && names.isDeclared(name) && names.isExported(name);
    });
  }

  /** Distinct symbols in the section of `claim` that some module exports. */
  exportedAround(claim: Claim): ReadonlySet<string> {
    return this.symbolsAround(claim, this.exported, (name) => this.world.names.isExported(name));
  }

  /**
   * Distinct live keys that lead their places around `claim`: in its section, or for a heading among the headings below the same one.
   */
  keysAround(claim: Claim): ReadonlySet<string> {
    const isHeading = claim.kind === "symbol" && claim.place === "heading";
    const group = isHeading ? claim.container.headings.slice(0, -1).join("\0") : claim.container.section;
    const known = this.keys.get(group);
    if (known) return known;
    const names = new Set<string>();
    for (const one of isHeading ? this.all : this.claimsAround(claim)) {
      if ((one.kind !== "symbol" && one.kind !== "key") || !one.leads || names.has(one.name)) continue;
      const { headings } = one.container;
      const isSibling = one.kind === "symbol" && one.place === "heading" && headings.slice(0, -1).join("\0") === group;
      if ((isHeading ? isSibling : true) && this.world.inner.lives("key", one.name)) names.add(one.name);
    }
    this.keys.set(group, names);
    return names;
  }

  /** Names that are headings below the same one as the section of `claim`. */
  headingsBeside({ container }: Claim): readonly string[] {
    if (this.headings === null) {
      this.headings = new Map();
      for (const one of this.all) {
        if (one.kind !== "symbol" || one.place !== "heading") continue;
        const above = one.container.headings.slice(0, -1).join("\0");
        const names = this.headings.get(above);
        if (names) names.push(one.name);
        else this.headings.set(above, [one.name]);
      }
    }
    return this.headings.get(container.headings.slice(0, -1).join("\0")) ?? [];
  }

  private symbolsAround(
    claim: Claim,
    found: Map<number, ReadonlySet<string>>,
    test: (name: string) => boolean,
  ): ReadonlySet<string> {
    const { section } = claim.container;
    const known = found.get(section);
    if (known) return known;
    const names = new Set(this.claimsAround(claim).flatMap((one) => (one.kind === "symbol" ? [one.name] : [])));
    const passing = new Set([...names].filter(test));
    found.set(section, passing);
    return passing;
  }
}

type NamedImport = ImportClaim & { name: string };

function isNamedImport(claim: Claim): claim is NamedImport {
  return claim.kind === "import" && claim.name !== null;
}

function levelOf({ container, level }: KeyClaim): string {
  return `${container.fence?.ordinal}:${level}`;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
