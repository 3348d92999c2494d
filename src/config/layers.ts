/** Checks one source after the other and lays it over the ones before it. */
import { z } from "zod";
import { LockstepError } from "../base/errors.js";
import { faultWording, shownText } from "../base/fault-wording.js";
import { nearestOf } from "../base/nearest.js";
import { type RuleIds, rulesNamed } from "./rule-names.js";
import { type Config, configSchema, type Layer, type Level, layerSchema } from "./schema.js";
import { listSettings } from "./settings.js";
import type { Source } from "./yaml.js";

export interface CheckedLayer {
  source: Source;
  layer: Layer;
}

/** Checks what a source says. Throws CONFIG_UNKNOWN_KEY and CONFIG_INVALID with its place. */
export function checkLayer(source: Source, rules: RuleIds): CheckedLayer {
  const result = layerSchema.safeParse(source.value, { error: faultWording });
  if (!result.success) throw faultOf(source, result.error.issues);
  const { rules: levels = {}, ignore = [] } = result.data;
  for (const name of Object.keys(levels)) checkRule(source, ["rules", name], name, rules);
  for (const [index, { rule }] of ignore.entries()) checkRule(source, ["ignore", index, "rule"], rule, rules);
  return { source, layer: result.data };
}

type Issue = z.core.$ZodIssue;

/** The first fault as the file is read, not as the schema is. */
function faultOf(source: Source, issues: readonly Issue[]): LockstepError {
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) return unknownKey(source, unknown.path, unknown.keys[0] ?? "");
  const issue = issues[0] as Issue;
  const inKey = issue.code === "invalid_key";
  const key = issue.path.map(String).join(".");
  const place = source.place(issue.path, inKey ? "key" : "value");
  const hint = hintOf(key);
  return new LockstepError("CONFIG_INVALID", `${place}: ${shownText(key)}: ${issue.message}.${hint}`, { data: { key, place } });
}

function hintOf(key: string): string {
  const setting = listSettings().find((one) => one.key === key);
  return setting ? ` It takes ${setting.unit}; the default is ${JSON.stringify(setting.default)}.` : "";
}

function unknownKey(source: Source, path: readonly PropertyKey[], name: string): LockstepError {
  const parent = path.map(String);
  const siblings = keysAt(path);
  const near = nearestOf(name, siblings) ?? nearestElsewhere(name);
  const place = source.place([...path, name], "key");
  const key = [...parent, name].join(".");
  const full =
    near === null ? null : siblings.includes(near) ? [...parent.filter((step) => !isIndex(step)), near].join(".") : near;
  const advice = full === null ? `Here stand: ${siblings.join(", ")}.` : `Did you mean \`${full}\`?`;
  const message = `${shownText(key)} is not a setting (${place}). ${advice}`;
  return new LockstepError("CONFIG_UNKNOWN_KEY", message, { data: { key, place, suggestion: full } });
}

function isIndex(step: string): boolean {
  return /^\d{1,9}$/.test(step);
}

/** A key that exists, but in another group: `quiet_ms` at the top. */
function nearestElsewhere(name: string): string | null {
  const keys = listSettings().map(({ key }) => key);
  return keys.find((key) => key.endsWith(`.${name}`)) ?? nearestOf(name, keys);
}

/** Keys that may stand at `path`. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = configSchema;
  for (const step of path) {
    const inner: z.core.$ZodType | undefined =
      schema instanceof z.ZodObject ? schema.shape[String(step)] : schema instanceof z.ZodArray ? schema.element : undefined;
    if (inner === undefined) return [];
    schema = inner;
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function checkRule(source: Source, path: readonly PropertyKey[], name: string, rules: RuleIds): void {
  if (rulesNamed(name, rules).length > 0) return;
  const near = nearestOf(name, rules);
  const part = path[0] === "rules" ? "key" : "value";
  const place = source.place(path, part);
  const advice = near === null ? `The rules are: ${rules.join(", ")}.` : `Did you mean \`${near}\`?`;
  const code = path[0] === "rules" ? "CONFIG_UNKNOWN_KEY" : "CONFIG_INVALID";
  const data = { key: path.map(String).join("."), place, suggestion: near };
  throw new LockstepError(code, `${shownText(name)} is not a rule (${place}). ${advice}`, { data });
}

/** The layer without what a repository's word does not count for; `onNote` is told of each. */
export function passOver({ source, layer }: CheckedLayer, onNote: (note: string) => void): CheckedLayer {
  const kept = structuredClone(layer) as Record<string, Record<string, unknown>>;
  for (const { key, trust } of listSettings()) {
    const [group = "", name = ""] = key.split(".");
    if (trust !== "ignored" || kept[group]?.[name] === undefined) continue;
    onNote(`${source.place([group, name], "key")}: \`${key}\` is passed over, for a repository cannot say it. ${MOVE}.`);
    delete kept[group][name];
  }
  return { source, layer: kept as Layer };
}

/** Refuses what a repository may not say. `below` is the configuration of the machine. */
export function checkTrust({ source, layer }: CheckedLayer, below: Config): void {
  for (const { key, trust } of listSettings()) {
    if (trust === "anyone" || trust === "ignored") continue;
    const path = key.split(".");
    const value = valueAt(layer, path);
    if (value === undefined) continue;
    if (trust === "lower" && (value as number) <= (valueAt(below, path) as number)) continue;
    if (trust === "off" && value === "off") continue;
    throw new LockstepError("CONFIG_INVALID", `${source.place(path, "key")}: ${refusals[trust](key, valueAt(below, path))}`, {
      data: { key },
    });
  }
}

/** Refuses what no single source says, but all of them together. `layers` in the order they were laid. */
export function checkWhole({ watch }: Config, layers: readonly CheckedLayer[]): void {
  if (watch.cap_ms >= watch.quiet_ms) return;
  const key = (layer: Layer) =>
    layer.watch?.cap_ms !== undefined ? "cap_ms" : layer.watch?.quiet_ms !== undefined ? "quiet_ms" : null;
  const last = layers.findLast(({ layer }) => key(layer) !== null);
  const place = last?.source.place(["watch", key(last.layer) ?? ""], "value");
  const fault = `\`watch.cap_ms\` (${watch.cap_ms}) is less than \`watch.quiet_ms\` (${watch.quiet_ms})`;
  const message = `${place}: ${fault}. Raise it to at least ${watch.quiet_ms}.`;
  throw new LockstepError("CONFIG_INVALID", message, { data: { key: "watch.cap_ms", place } });
}

const MOVE = "Set it in the machine's config.yaml or in the environment";
const refusals = {
  machine: (key: string) => `\`${key}\` cannot be set by a repository. ${MOVE}.`,
  lower: (key: string, now: unknown) =>
    `a repository can lower \`${key}\` (${String(now)} on this machine), not raise it. ${MOVE}.`,
  off: (key: string) => `a repository can switch \`${key}\` off, not change it. ${MOVE}.`,
};

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** Lays `layer` over `config`: groups and maps key by key, lists one behind the other, everything else in its place. */
export function lay(config: Config, layer: Layer, rules: RuleIds): Config {
  const merged = mergeValue(config, { ...layer, rules: levelsOf(layer.rules ?? {}, rules) });
  return merged as Config;
}

function mergeValue(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (Array.isArray(below) && Array.isArray(above)) return [...below, ...above];
  if (!isObject(below) || !isObject(above)) return above;
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) merged.set(key, mergeValue(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Levels by rule id; a rule named itself goes before its group, and its group before all. */
function levelsOf(levels: Record<string, Level>, rules: RuleIds): Record<string, Level> {
  const order = (name: string) => (name === "*" ? 0 : name.endsWith("/*") ? 1 : 2);
  const names = Object.keys(levels).sort((a, b) => order(a) - order(b));
  return Object.fromEntries(names.flatMap((name) => rulesNamed(name, rules).map((rule) => [rule, levels[name] as Level])));
}
