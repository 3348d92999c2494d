/** What the packages in `node_modules` hand out by their declarations, for names that are theirs and not ours. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { compareText } from "../base/order.js";
import type { Root } from "./root.js";

/** A package of the project, by its folder relative to the root, and what it depends on. */
export interface Dependent {
  folder: string;
  dependencies: readonly string[];
}

/** Bounds of one look: it happens on the main thread, once for a set of dependencies. */
const FILES_MAX = 300;
const BYTES_MAX = 6 * 1024 * 1024;
const FILE_BYTES_MAX = 512 * 1024;
/** Modules of one package that its entry hands on. */
const MODULES_MAX = 30;

/**
 * Name → package of what the main entries of the dependencies export by their `.d.ts` files, as far as these are installed inside the root.
 * Never throws: what cannot be read exports nothing. Of a name that several export, the package that comes first by name.
 */
export function dependencyExports(root: Root, dependents: readonly Dependent[]): Map<string, string> {
  const look: Look = { root: root.path, files: 0, bytes: 0 };
  const exported = new Map<string, string>();
  for (const [name, typed] of installed(look, dependents)) {
    for (const one of exportsOf(look, typed)) if (!exported.has(one)) exported.set(one, name);
  }
  return exported;
}

interface Look {
  root: string;
  files: number;
  bytes: number;
}

/** A package that declares types. */
interface Typed {
  /** Real path. */
  folder: string;
  /** The declarations of its main entry. */
  entry: string;
}

/** By name, sorted. */
function installed(look: Look, dependents: readonly Dependent[]): [name: string, typed: Typed][] {
  const packages = new Map<string, Typed>();
  for (const { folder, dependencies } of dependents) {
    for (const name of dependencies) {
      const found = packages.has(name) ? null : packageOf(look, folder, name);
      if (found !== null) packages.set(name, found);
    }
  }
  return [...packages].sort(([a], [b]) => compareText(a, b));
}

/** As Node looks for it, from the dependent's folder up to the root; its types may be a package of their own. */
function packageOf(look: Look, folder: string, name: string): Typed | null {
  if (name.includes("..") || name.includes("\0")) return null;
  const types = `@types/${name.replace(/^@/, "").replace("/", "__")}`;
  for (let at = folder; ; at = posix.dirname(at)) {
    const base = join(look.root, at, "node_modules");
    const found = typedAt(look, join(base, name)) ?? typedAt(look, join(base, types));
    if (found !== null) return found;
    if (at === "" || at === "." || at === "/") return null;
  }
}

/** The real path of what stands at `path`; null when it is not there, or leads out of the root. */
function inside({ root }: Look, path: string): string | null {
  try {
    const real = realpathSync.native(path);
    return real.startsWith(root + sep) ? real : null;
  } catch {
    return null;
  }
}

function typedAt(look: Look, path: string): Typed | null {
  const folder = inside(look, path);
  const entry = folder === null ? null : entryOf(look, folder);
  return folder === null || entry === null ? null : { folder, entry };
}

/** The declarations of the main entry: `types`, those of the condition `types`, or those beside `main`. */
function entryOf(look: Look, folder: string): string | null {
  const manifest = parsed(textOf(look, join(folder, "package.json")));
  if (manifest === null) return null;
  const { types, typings, main } = manifest;
  const told = [types, typings, typesIn(manifest.exports, 0)].filter((one) => typeof one === "string");
  const beside = typeof main === "string" ? [main.replace(/\.([mc]?)js$/, ".d.$1ts"), `${main}.d.ts`] : [];
  return firstFile([...told, ...beside, "index.d.ts"].map((one) => join(folder, one)));
}

/** The first path behind `types` in what `exports` says of the main entry. */
function typesIn(value: unknown, depth: number): string | null {
  if (typeof value !== "object" || value === null || depth > 6) return null;
  const conditions = value as Record<string, unknown>;
  const own = conditions["."] ?? null;
  if (depth === 0 && own !== null) return typesIn(own, 1);
  if (typeof conditions.types === "string") return conditions.types;
  for (const [key, one] of Object.entries(conditions)) {
    const found = key.startsWith(".") ? null : typesIn(one, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function parsed(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const DECLARED =
  /^[ \t]{0,4}export (?:declare )?(?:default )?(?:abstract )?(?:async )?(?:function|class|const enum|const|let|var|interface|type|enum|namespace)\*? ([A-Za-z_$][\w$]{0,100})/gm;
const LISTED = /^[ \t]{0,4}export (?:type )?\{([^}]{0,20000})\}/gm;
const HANDED_ON = /^[ \t]{0,4}export (?:type )?\* from ["'](\.[^"']{0,200})["']/gm;

/** Names that the main entry exports, with those of its modules that it hands on whole. */
function exportsOf(look: Look, { folder, entry }: Typed): Set<string> {
  const names = new Set<string>();
  const modules = [entry];
  for (let at = 0; at < modules.length && at < MODULES_MAX; at++) {
    const module = modules[at] as string;
    const text = textOf(look, module) ?? "";
    for (const [, name] of text.matchAll(DECLARED)) if (name) names.add(name);
    for (const [, list = ""] of text.matchAll(LISTED)) {
      for (const part of list.split(",")) {
        const name = part.trim().split(/\s+/).at(-1) ?? "";
        if (/^[A-Za-z_$][\w$]*$/.test(name) && name !== "default") names.add(name);
      }
    }
    for (const [, specifier = ""] of text.matchAll(HANDED_ON)) {
      const next = moduleAt(join(dirname(module), specifier));
      if (next?.startsWith(folder + sep) && !modules.includes(next)) modules.push(next);
    }
  }
  return names;
}

function moduleAt(path: string): string | null {
  const stem = path.replace(/\.[mc]?js$/, "");
  return firstFile([`${stem}.d.ts`, `${stem}.d.mts`, `${stem}.d.cts`, path, join(path, "index.d.ts")]);
}

function firstFile(paths: readonly string[]): string | null {
  return paths.find((path) => /\.d\.[mc]?ts$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile()) ?? null;
}

/** null when it is no file, too large, leads out of the root, or the look has read enough. */
function textOf(look: Look, path: string): string | null {
  const real = inside(look, path);
  const stat = real === null ? undefined : statSync(real, { throwIfNoEntry: false });
  if (real === null || !stat?.isFile() || stat.size > FILE_BYTES_MAX) return null;
  if (look.files >= FILES_MAX || look.bytes + stat.size > BYTES_MAX) return null;
  look.files++;
  look.bytes += stat.size;
  try {
    return readFileSync(real, "utf8");
  } catch {
    return null;
  }
}
