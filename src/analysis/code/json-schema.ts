/** Keys and defaults that a JSON Schema declares. Other JSON says nothing of the project's options. */
import type { DefaultFact, DefaultValue, Fact, KeyFact } from "../model.js";
import { FACTS_MAX } from "./limits.js";

/** Properties within properties that are followed. */
const DEPTH_MAX = 12;

type Json = { readonly [key: string]: unknown };

/** Whether the file at `path` may be a schema, by what stands in it. */
export function isJsonSchema(path: string, text: string): boolean {
  return (
    path.endsWith(".json") && text.includes('"$schema"') && text.includes("json-schema.org/") && text.includes('"properties"')
  );
}

/** The facts of a schema; none of a text that is no JSON. */
export function jsonSchemaFacts(text: string): Fact[] {
  const schema = parsed(text);
  const facts: Fact[] = [];
  if (schema !== null) addSchema(facts, schema, typeof schema.title === "string" ? schema.title : "", 0);
  return facts.slice(0, FACTS_MAX);
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Schemas that stand in another one and speak of the same object, or of its items. */
const PARTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED = ["$defs", "definitions"];

function addSchema(facts: Fact[], schema: Json, owner: string, depth: number): void {
  if (depth > DEPTH_MAX || facts.length > FACTS_MAX) return;
  const { properties, items } = schema;
  if (isObject(properties)) addProperties(facts, properties, owner, depth);
  if (isObject(items)) addSchema(facts, items, owner, depth + 1);
  for (const part of PARTS) {
    const list = schema[part];
    if (Array.isArray(list)) for (const one of list) if (isObject(one)) addSchema(facts, one, owner, depth + 1);
  }
  for (const part of NAMED) {
    const named = schema[part];
    if (!isObject(named)) continue;
    for (const [name, one] of Object.entries(named)) if (isObject(one)) addSchema(facts, one, name, depth + 1);
  }
}

function addProperties(facts: Fact[], properties: Json, owner: string, depth: number): void {
  const names = Object.keys(properties);
  const values: DefaultValue[] = [];
  for (const name of names) {
    // Where it stands nobody asks: history reads keys of code only.
    facts.push({ kind: "key", owner, name, form: "schema", span: { start: 0, end: 0 } } satisfies KeyFact);
    const property = properties[name];
    if (!isObject(property)) continue;
    if (isLiteral(property.default)) {
      const text = JSON.stringify(property.default);
      values.push({ name, value: text, text, line: 0 });
    }
    addSchema(facts, property, owner === "" ? name : `${owner}.${name}`, depth + 1);
  }
  if (values.length > 0) facts.push({ kind: "default", site: "schema", owner, beside: names, values } satisfies DefaultFact);
}

function isLiteral(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
}
