/** A configuration file as a value whose every part knows its line. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { LockstepError } from "../base/errors.js";
import { CONFIG_BYTES_MAX } from "./texts.js";

/** A file or a variable that sets something. */
export interface Source {
  /** As messages name it: `lockstep.yaml`. */
  name: string;
  value: unknown;
  /** Where the value at `path` stands, or, for `key`, its key: `lockstep.yaml:12:3`. */
  place(path: readonly PropertyKey[], part: "key" | "value"): string;
}

const ALIASES_MAX = 50;

/** Reads YAML 1.2 core with unique keys. Throws CONFIG_INVALID with file, line and column. */
export function parseYaml(name: string, text: string): Source {
  if (Buffer.byteLength(text) > CONFIG_BYTES_MAX) {
    throw invalid(`${name} has more than ${CONFIG_BYTES_MAX} bytes. Move what is no setting elsewhere.`);
  }
  const lines = new LineCounter();
  const document = parsed(name, text, lines);
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) throw invalid(`${placeAt(name, lines, fault.pos[0])}: ${firstLine(fault.message)}. Correct the YAML.`);
  const double = doubleKey(document);
  if (double)
    throw invalid(`${placeAt(name, lines, startOf(double) ?? 0)}: the key \`${keyOf(double)}\` stands here twice. Keep one.`);
  const alias = unknownAlias(document);
  if (alias) {
    const place = placeAt(name, lines, alias.at);
    throw invalid(
      `${place}: no anchor \`&${alias.name}\` stands before the alias \`*${alias.name}\`. Quote a star that is none.`,
    );
  }
  const value = toValue(name, document);
  if (value !== null && !isMap(document.contents)) {
    throw invalid(`${name}:1:1: settings are expected, such as \`settle_seconds: 2\`.`);
  }
  return { name, value: value ?? {}, place: (path, part) => placeAt(name, lines, offsetOf(document, path, part)) };
}

function parsed(name: string, text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    // Its own test for double keys is quadratic: 7 s for a map of 256 KiB.
    const options = { version: "1.2", schema: "core", merge: false, uniqueKeys: false, prettyErrors: false } as const;
    return parseDocument(text, { ...options, lineCounter });
  } catch (cause) {
    throw invalid(`${name} cannot be read as YAML: it is nested too deeply. Make it flatter.`, cause);
  }
}

/** A key that its map holds already. */
function doubleKey(document: Document.Parsed): unknown {
  const waiting: unknown[] = [document.contents];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (!isMap(node)) continue;
    const keys = new Set<string>();
    for (const { key, value } of node.items) {
      if (keys.has(keyOf(key))) return key;
      keys.add(keyOf(key));
      waiting.push(value);
    }
  }
  return undefined;
}

/** The first alias whose anchor is not set before it. */
function unknownAlias(document: Document.Parsed): { name: string; at: number } | undefined {
  const anchors = new Map<string, number>();
  const aliases: { name: string; at: number }[] = [];
  const waiting: unknown[] = [document.contents];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isNode(node)) continue;
    const at = startOf(node) ?? 0;
    if (isAlias(node)) aliases.push({ name: node.source, at });
    else if (node.anchor !== undefined) anchors.set(node.anchor, Math.min(at, anchors.get(node.anchor) ?? at));
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (isMap(node)) for (const { key, value } of node.items) waiting.push(key, value);
  }
  aliases.sort((a, b) => a.at - b.at);
  return aliases.find(({ name, at }) => (anchors.get(name) ?? at) >= at);
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function toValue(name: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (cause) {
    throw invalid(`${name} uses more than ${ALIASES_MAX} aliases, or nests too deeply. Write the values out.`, cause);
  }
}

function invalid(message: string, cause?: unknown): LockstepError {
  return new LockstepError("CONFIG_INVALID", message, { cause });
}

function firstLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.endsWith(".") ? line.slice(0, -1) : line;
}

function placeAt(name: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

/** Offset of the deepest part of `path` that is written down. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const next = child(node, step);
    if (next === null) return offset;
    const wanted = index === path.length - 1 && part === "key" ? next.key : (next.value ?? next.key);
    offset = startOf(wanted) ?? offset;
    node = next.value;
  }
  return offset;
}

function child(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : { key: item, value: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => keyOf(key) === String(step));
  return pair ? { key: pair.key, value: pair.value } : null;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}
