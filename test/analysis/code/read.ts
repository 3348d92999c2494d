/** Facts as short lines, so that a test shows the code and what is read from it side by side. */
import { extractCode } from "../../../src/analysis/code/extract.js";
import type { Fact, JsdocFact, Parameter } from "../../../src/analysis/model.js";

export function factsOf(text: string, path = "src/kettle.ts"): Fact[] {
  return extractCode(path, text).facts;
}

type FactOf<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

export function listOf<K extends Fact["kind"]>(kind: K, text: string, path?: string): FactOf<K>[] {
  return factsOf(text, path).filter((fact): fact is FactOf<K> => fact.kind === kind);
}

/** `name`, `name < local`, `name < imported from x`, with `type`, `deprecated`, `internal` behind. */
export function exportsOf(text: string, path?: string): string[] {
  return listOf("export", text, path).map((fact) => {
    const origin =
      fact.from !== null
        ? ` < ${fact.imported} from ${fact.from}`
        : fact.local !== null && fact.local !== fact.name
          ? ` < ${fact.local}`
          : "";
    const flags = [fact.type_only && "type", fact.deprecated && "deprecated", fact.internal && "internal"].filter(Boolean);
    return [fact.name + origin, ...flags].join(" ");
  });
}

/** `what name`. */
export function declarationsOf(text: string, path?: string): string[] {
  return listOf("declaration", text, path).map((fact) => `${fact.what} ${fact.name}`);
}

/** `Owner.name what`, with `static` and `optional` behind. */
export function membersOf(text: string, path?: string): string[] {
  return listOf("member", text, path).map((fact) =>
    [`${fact.owner}.${fact.name}`, fact.what, fact.static && "static", fact.optional && "optional"].filter(Boolean).join(" "),
  );
}

/** `name(parameters): returns`, with the number of an overload behind the name. */
export function signaturesOf(text: string, path?: string): string[] {
  return listOf("signature", text, path).map((fact) => {
    const kind = `${fact.async ? "async " : ""}${fact.generator ? "*" : ""}`;
    const overload = fact.overload > 0 ? `#${fact.overload}` : "";
    return `${kind}${fact.name}${overload}(${fact.parameters.map(parameter).join(", ")})${fact.returns === null ? "" : `: ${fact.returns}`}`;
  });
}

function parameter({ name, pattern, type, optional, rest, default: value }: Parameter): string {
  const shown = name ?? `{${pattern?.join(" ")}}`;
  return `${rest ? "..." : ""}${shown}${optional ? "?" : ""}${type === null ? "" : `: ${type}`}${value === null ? "" : ` = ${value}`}`;
}

/** `local<imported from x`, comma between names. */
export function importsOf(text: string, path?: string): string[] {
  return listOf("import", text, path).map((fact) => {
    const names = fact.names.map(({ imported, local }) => (imported === local ? local : `${local}<${imported}`)).join(",");
    return [names, `from ${fact.specifier}`, fact.type_only && "type", fact.dynamic && "dynamic"].filter(Boolean).join(" ");
  });
}

export function openOf(text: string, path?: string): string[] {
  return listOf("open", text, path).map((fact) => fact.reason);
}

/** `owner(parameters) tags`, with the reason behind that opens the parameters. */
export function blocksOf(text: string, path?: string): string[] {
  return listOf("jsdoc", text, path).map(showBlock);
}

function showBlock({ owner, parameters, tags, open }: JsdocFact): string {
  const shown = parameters === null ? "" : `(${parameters.map((one) => one.name ?? `{${one.pattern?.join(" ")}}`).join(", ")})`;
  const names = tags.map(({ tag, name }) => (name === null ? `@${tag}` : `@${tag} ${name}`)).join(" ");
  return `${owner ?? "-"}${shown} ${names}${open === null ? "" : ` | ${open}`}`;
}
