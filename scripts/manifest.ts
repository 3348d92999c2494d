/** The command line's manifest, out of the method table and the verbs. */
import { z } from "zod";
import type { Method } from "../src/domains/method.js";
import { renderHelp } from "../src/surface/cli/help.js";
import {
  type CommandSpec,
  type Manifest,
  type MethodSpec,
  type OptionSpec,
  optionName,
  type ParamSpec,
  type PositionalSpec,
} from "../src/surface/cli/manifest.js";
import type { Verb } from "../src/surface/cli/verbs.js";

/** What is read of a JSON Schema here. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  /** Several for plain values that may be of either type. */
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: readonly string[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
}

export interface ManifestParts {
  version: string;
  methods: readonly Method[];
  verbs: readonly Verb[];
  rules: readonly string[];
}

export function buildManifest({ version, methods, verbs, rules }: ManifestParts): Manifest {
  const specs = methods.map(methodSpec);
  const commands = verbs.map((verb) => verbSpec(verb, methods));
  const domains = [...new Set(methods.map((method) => domainOf(method.name)))];
  return { version, help: renderHelp(commands, domains), rules, verbs: commands, methods: specs };
}

function verbSpec({ name, method, summary, positional, options }: Verb, methods: readonly Method[]): CommandSpec {
  if (method === null) return { name, summary: summary ?? "", positional, options };
  const asked = methods.find((known) => known.name === method);
  if (asked?.cli?.short !== name) throw new Error(`the verb ${name} is not the short form of a method ${method}`);
  return { name, summary: asked.summary, positional, options };
}

function methodSpec({ name, summary, params, cli, here }: Method): MethodSpec {
  const schema = schemaOf(params);
  const required = schema.required ?? [];
  const properties = Object.entries(schema.properties ?? {});
  const byPosition = cli?.positional ?? [];
  return {
    name: name.replace(".", " "),
    method: name,
    ...(here ? { here } : {}),
    summary,
    positional: byPosition.map((param) => positionalSpec(param, properties, required)),
    options: properties.map(([param, property]) => optionSpec(param, property)),
    params: properties.map(([param, property]) => paramSpec(param, property, required.includes(param))),
  };
}

function positionalSpec(name: string, properties: readonly [string, Schema][], required: readonly string[]): PositionalSpec {
  const property = properties.find(([known]) => known === name)?.[1];
  if (!property) throw new Error(`a method takes ${name} by position, but has no such param`);
  return {
    name: name.toUpperCase(),
    option: optionName(name),
    required: required.includes(name) && !isFolder(name),
    summary: property.description ?? "",
  };
}

function optionSpec(name: string, property: Schema): OptionSpec {
  const { type } = paramSpec(name, property, false);
  const summary = `${property.description ?? ""}${property.default === undefined || property.default === null || property.default === "" ? "" : ` (${String(property.default)} when not given)`}`;
  const option = optionName(name);
  if (type === "boolean") return { name: option, type: "flag", summary };
  const plain = valueSchema(property);
  const choices = (plain.items ?? plain).enum?.map(String);
  const kind = type === "list" ? "list" : type === "text" ? "text" : "number";
  return {
    name: option,
    type: kind,
    value: kind === "number" ? "NUMBER" : name.toUpperCase(),
    summary,
    ...(choices ? { choices } : {}),
  };
}

function paramSpec(name: string, property: Schema, required: boolean): ParamSpec {
  return { name, type: paramType(name, valueSchema(property)), required, folder: isFolder(name) };
}

function paramType(name: string, { type }: Schema): ParamSpec["type"] {
  switch (type) {
    case "string":
      return "text";
    case "array":
      return "list";
    case "integer":
    case "number":
    case "boolean":
      return type;
    default:
      throw new Error(`the command line cannot take the param ${name}: ${JSON.stringify(type)}`);
  }
}

/** Of `X or null`, X: on the command line, null is not to give it. */
function valueSchema(property: Schema): Schema {
  return property.anyOf?.find((one) => one.type !== "null") ?? property;
}

function isFolder(param: string): boolean {
  return param === "root" || param === "dir";
}

export function domainOf(method: string): string {
  return method.slice(0, method.indexOf("."));
}

/** What goes in (params) as JSON Schema. */
export function schemaOf(params: z.ZodType): Schema {
  // zod writes standard JSON Schema; of it, Schema names what our methods use.
  return z.toJSONSchema(params, { io: "input", unrepresentable: "any" }) as Schema;
}

/** What comes out (results) as JSON Schema. */
export function resultSchemaOf(result: z.ZodType): Schema {
  return z.toJSONSchema(result, { io: "output", unrepresentable: "any" }) as Schema;
}
