import { messageOf } from "../../base/errors.js";
import type { Fact, PackageFact, Problem } from "../model.js";
import { packageOutputs } from "./build-outputs.js";
import { ENTRIES_MAX, EXPORTS_DEPTH_MAX, MESSAGE_MAX } from "./limits.js";

const DEPENDENCY_FIELDS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/** Runners that take tasks from a field of `package.json` itself; such a task may be called like a script. */
const OTHER_RUNNERS = ["nps", "wireit", "nx"];

/** The facts of a `package.json`; one that does not parse, or is no object, leaves its scripts an open set. */
export function extractManifest(path: string, text: string): { facts: Fact[]; problems: Problem[] } {
  const parsed = parseJson(text);
  if ("message" in parsed) return unreadable(`${path} is not JSON: ${parsed.message}`);
  if (!isRecord(parsed.value)) return unreadable(`${path} holds no object`);
  const own = packageFact(parsed.value);
  const facts: Fact[] = [own, ...packageOutputs(own.scripts, parsed.value.files)];
  if (isRecord(parsed.value.scripts) && Object.keys(parsed.value.scripts).length > ENTRIES_MAX) {
    facts.push({ kind: "open", set: "scripts", reason: `more than ${ENTRIES_MAX} scripts` });
  }
  const runner = OTHER_RUNNERS.find((name) => isRecord(parsed.value) && isRecord(parsed.value[name]));
  if (runner !== undefined) facts.push({ kind: "open", set: "scripts", reason: `"${runner}" adds tasks` });
  return { facts, problems: [] };
}

function parseJson(text: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch (error) {
    // JSON.parse throws nothing but a SyntaxError, or a RangeError when the text nests too deeply.
    return { message: messageOf(error).slice(0, MESSAGE_MAX) };
  }
}

function unreadable(message: string): { facts: Fact[]; problems: Problem[] } {
  return {
    facts: [{ kind: "open", set: "scripts", reason: "package.json does not parse" }],
    problems: [{ reason: "syntax", message }],
  };
}

function packageFact(manifest: Record<string, unknown>): PackageFact {
  const name = text(manifest.name);
  const exports = bounded(manifest.exports, 0);
  return {
    kind: "package",
    name,
    version: text(manifest.version),
    private: manifest.private === true,
    bin: binaries(manifest.bin, name),
    scripts: texts(manifest.scripts),
    ...(exports === undefined ? {} : { exports }),
    main: text(manifest.main),
    module: text(manifest.module),
    types: text(manifest.types) ?? text(manifest.typings),
    engines: texts(manifest.engines),
    workspaces: workspaces(manifest.workspaces),
    files: Array.isArray(manifest.files) ? strings(manifest.files) : null,
    dependencies: dependencies(manifest),
    ranges: ranges(manifest),
  };
}

/** The string form names one binary after the package, without its scope. */
function binaries(bin: unknown, name: string | null): Record<string, string> {
  if (typeof bin !== "string") return texts(bin);
  return name === null ? {} : { [name.slice(name.lastIndexOf("/") + 1)]: bin };
}

/** npm takes a list, yarn 1 an object with `packages`. */
function workspaces(value: unknown): string[] {
  const list = isRecord(value) ? value.packages : value;
  return Array.isArray(list) ? strings(list) : [];
}

function strings(list: readonly unknown[]): string[] {
  return list.filter((entry) => typeof entry === "string").slice(0, ENTRIES_MAX);
}

function dependencies(manifest: Record<string, unknown>): string[] {
  const names = DEPENDENCY_FIELDS.flatMap((field) => (isRecord(manifest[field]) ? Object.keys(manifest[field]) : []));
  return [...new Set(names)].sort().slice(0, ENTRIES_MAX);
}

/** Ranges of versions begin with a number, or a sign before one; `workspace:*` and addresses do not. */
function ranges(manifest: Record<string, unknown>): Record<string, string> {
  const all = Object.assign({}, texts(manifest.devDependencies), texts(manifest.dependencies));
  return Object.fromEntries(Object.entries(all).filter(([, range]) => /^[\^~=v]{0,2}\d/.test(range)));
}

/** JSON cut off below `EXPORTS_DEPTH_MAX`: conditions nest two or three deep. */
function bounded(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    return depth >= EXPORTS_DEPTH_MAX ? [] : value.slice(0, ENTRIES_MAX).map((entry) => bounded(entry, depth + 1));
  }
  if (!isRecord(value)) return value;
  const entries = depth >= EXPORTS_DEPTH_MAX ? [] : Object.entries(value).slice(0, ENTRIES_MAX);
  return Object.fromEntries(entries.map(([key, entry]) => [key, bounded(entry, depth + 1)]));
}

function texts(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(entries.slice(0, ENTRIES_MAX));
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
