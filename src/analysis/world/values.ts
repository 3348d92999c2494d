import { hash } from "node:crypto";
import { compareText } from "../../base/order.js";
import type { ConstantFact, DefaultFact, DefaultSite, DefaultValue, Fact, Parameter, WorldFile } from "../model.js";
import { foldLiteral } from "../names/literals.js";
import type { Key, KeyRecorder } from "./keys.js";

/** One place where the code sets a default. */
export interface KnownDefault extends DefaultValue {
  path: string;
  site: DefaultSite;
  owner: string;
  /** All names that the same object or pattern sets; empty at other sites. */
  beside: readonly string[];
  /** The type that the object is written to be of. */
  type?: string;
}

export interface KnownConstant extends ConstantFact {
  path: string;
}

/** A type, schema or list of parameters of one file that declares a key. */
export interface KeyOwner {
  path: string;
  name: string;
  members: ReadonlySet<string>;
}

/** What one file says of one name. */
interface Said {
  defaults: KnownDefault[];
  constants: KnownConstant[];
  owners: KeyOwner[];
  /** How many schemas of the file have a key of the name. */
  in_schemas: number;
}

type FileValues = ReadonlyMap<string, Said>;
const NONE: FileValues = new Map();

/** Defaults of keys, options and parameters, the types that declare keys, and constants, by name. */
export class Values {
  private readonly files = new Map<string, FileValues>();
  private readonly holders = new Map<string, Set<string>>();

  constructor(private readonly keys: KeyRecorder) {}

  set(path: string, analysis: WorldFile | null): Key[] {
    const before = this.files.get(path) ?? NONE;
    const after = analysis === null ? NONE : valuesOf(path, analysis.facts);
    if (before.size === 0 && after.size === 0) return [];
    for (const name of before.keys()) if (!after.has(name)) this.leave(name, path);
    for (const name of after.keys()) if (!before.has(name)) this.enter(name, path);
    if (after.size > 0) this.files.set(path, after);
    else this.files.delete(path);
    const names = new Set([...before.keys(), ...after.keys()]);
    return [...names].filter((name) => saysElse(before.get(name), after.get(name))).map((name) => `value:${name}`);
  }

  private enter(name: string, path: string): void {
    const holders = this.holders.get(name);
    if (holders) holders.add(path);
    else this.holders.set(name, new Set([path]));
  }

  private leave(name: string, path: string): void {
    const holders = this.holders.get(name);
    if (holders?.delete(path) && holders.size === 0) this.holders.delete(name);
  }

  /** Places where the code says what `name` is by default, by path. */
  defaults(name: string): KnownDefault[] {
    return this.said(name).flatMap(({ defaults }) => defaults);
  }

  /** Constants of the module called `name`, by path. */
  constants(name: string): KnownConstant[] {
    return this.said(name).flatMap(({ constants }) => constants);
  }

  /** Types and schemas that declare a key `name`, by path. */
  owners(name: string): KeyOwner[] {
    return this.said(name).flatMap(({ owners }) => owners);
  }

  /** How many schemas have a key `name`, by path. */
  inSchemas(name: string): { path: string; count: number }[] {
    this.keys.note(`value:${name}`);
    const paths = [...(this.holders.get(name) ?? [])].sort(compareText);
    return paths.map((path) => ({ path, count: this.files.get(path)?.get(name)?.in_schemas ?? 0 }));
  }

  private said(name: string): Said[] {
    this.keys.note(`value:${name}`);
    const paths = [...(this.holders.get(name) ?? [])].sort(compareText);
    return paths.map((path) => this.files.get(path)?.get(name)).filter((said) => said !== undefined);
  }
}

function valuesOf(path: string, facts: readonly Fact[]): FileValues {
  const values = new Map<string, Said>();
  const members = new Map<string, Set<string>>();
  const at = (name: string): Said => {
    const known = values.get(name);
    if (known) return known;
    const said: Said = { defaults: [], constants: [], owners: [], in_schemas: 0 };
    values.set(name, said);
    return said;
  };
  const literals = new Map(facts.flatMap((fact) => (fact.kind === "constant" ? [[fact.name, fact.value] as const] : [])));
  for (const fact of facts) {
    if (fact.kind === "default") {
      for (const one of fact.values) at(one.name).defaults.push(known(path, fact, one));
    } else if (fact.kind === "constant") at(fact.name).constants.push({ path, ...fact });
    else if (fact.kind === "signature") {
      for (const parameter of fact.parameters) {
        if (parameter.name !== null && parameter.default !== null) {
          at(parameter.name).defaults.push(parameterDefault(path, fact.name, parameter, literals));
        }
      }
    } else if (fact.kind === "key" || (fact.kind === "member" && fact.what === "property")) {
      if (fact.kind === "key" && fact.form === "schema") at(fact.name).in_schemas++;
      const owned = members.get(fact.owner);
      if (owned) owned.add(fact.name);
      else members.set(fact.owner, new Set([fact.name]));
    }
  }
  for (const [name, owned] of members) for (const key of owned) at(key).owners.push({ path, name, members: owned });
  return values;
}

function known(path: string, { site, owner, beside, type }: DefaultFact, value: DefaultValue): KnownDefault {
  return { path, site, owner, beside, ...value, ...(type === undefined ? {} : { type }) };
}

/** Its place is not known: signatures are kept without the lines of their parameters. */
function parameterDefault(
  path: string,
  owner: string,
  { name, default: text }: Parameter,
  literals: ReadonlyMap<string, string>,
): KnownDefault {
  const written = text ?? "";
  const value = foldLiteral(written) ?? literals.get(written) ?? null;
  return { name: name ?? "", value, text: written, line: 0, path, site: "parameter", owner, beside: [] };
}

function saysElse(before: Said | undefined, after: Said | undefined): boolean {
  return before === undefined || after === undefined || signatureOf(before) !== signatureOf(after);
}

/** What judging reads. Members of a type are many: their hash stands for them. */
function signatureOf({ defaults, constants, owners, in_schemas }: Said): string {
  return JSON.stringify([in_schemas, defaults, constants, owners.map(({ name, members }) => [name, hashOf(members)])]);
}

const hashes = new WeakMap<ReadonlySet<string>, string>();

function hashOf(members: ReadonlySet<string>): string {
  const known = hashes.get(members);
  if (known !== undefined) return known;
  const made = hash("sha256", [...members].sort().join("\n")).slice(0, 16);
  hashes.set(members, made);
  return made;
}
