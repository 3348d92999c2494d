import { ancestorsOf, baseName, extensionOf, folderOf } from "../../base/paths.js";
import { pageName } from "../names/pages.js";
import type { Key, KeyRecorder } from "./keys.js";

/** Every path the project has, with the look-ups that rules need. Exact case, as on disk. */
export class Tree {
  private readonly files = new Set<string>();
  private readonly folders = new Map<string, number>([["", 1]]);
  private readonly byLowerCase = new Map<string, Set<string>>();
  private readonly byBaseName = new Map<string, Set<string>>();
  private readonly foldersByBaseName = new Map<string, Set<string>>();
  /** Pages of sites by the last segment of their routes. */
  private readonly byPageName = new Map<string, Set<string>>();
  private readonly byExtension = new Map<string, number>();

  constructor(private readonly keys: KeyRecorder) {}

  /** Adds a file; returns the keys that became dirty. */
  add(path: string): Key[] {
    if (this.files.has(path)) return [];
    this.files.add(path);
    return this.index(path, 1);
  }

  remove(path: string): Key[] {
    if (!this.files.delete(path)) return [];
    return this.index(path, -1);
  }

  private index(path: string, step: 1 | -1): Key[] {
    const dirty = [
      "tree",
      `file:${path}`,
      `list:${folderOf(path)}`,
      `case:${path.toLowerCase()}`,
      `base:${baseName(path)}`,
      `ext:${extensionOf(path)}`,
    ];
    const page = pageName(path);
    if (page !== null) {
      dirty.push(`page:${page}`);
      this.group(this.byPageName, page, path, step);
    }
    for (const folder of ancestorsOf(path)) {
      if (folder === "") continue;
      const before = this.folders.get(folder) ?? 0;
      this.count(this.folders, folder, step);
      if (before === 0 || before + step === 0) {
        dirty.push(`dir:${folder}`, `list:${folderOf(folder)}`, `case:${folder.toLowerCase()}`);
        dirty.push(`base:${baseName(folder)}`);
        this.group(this.byLowerCase, folder.toLowerCase(), folder, step);
        this.group(this.foldersByBaseName, baseName(folder), folder, step);
      }
    }
    this.group(this.byLowerCase, path.toLowerCase(), path, step);
    this.group(this.byBaseName, baseName(path), path, step);
    this.count(this.byExtension, extensionOf(path), step);
    return dirty;
  }

  private count(map: Map<string, number>, key: string, step: 1 | -1): void {
    const value = (map.get(key) ?? 0) + step;
    if (value === 0) map.delete(key);
    else map.set(key, value);
  }

  private group(map: Map<string, Set<string>>, key: string, path: string, step: 1 | -1): void {
    const group = map.get(key);
    if (step === -1) {
      group?.delete(path);
      if (group?.size === 0) map.delete(key);
    } else if (group) group.add(path);
    else map.set(key, new Set([path]));
  }

  get size(): number {
    return this.files.size;
  }

  hasFile(path: string): boolean {
    this.keys.note(`file:${path}`);
    return this.files.has(path);
  }

  hasFolder(path: string): boolean {
    this.keys.note(`dir:${path}`);
    return this.folders.has(path);
  }

  has(path: string): boolean {
    return this.hasFile(path) || this.hasFolder(path);
  }

  /** Files and folders whose path equals `path` but for case, sorted. */
  ignoringCase(path: string): string[] {
    this.keys.note(`case:${path.toLowerCase()}`);
    return [...(this.byLowerCase.get(path.toLowerCase()) ?? [])].sort();
  }

  /** Files with the last segment `base`, sorted. */
  named(base: string): string[] {
    this.keys.note(`base:${base}`);
    return [...(this.byBaseName.get(base) ?? [])].sort();
  }

  /** Files that may be pages of a site, with the last segment `name` as routes have it, sorted. */
  pagesCalled(name: string): string[] {
    this.keys.note(`page:${name}`);
    return [...(this.byPageName.get(name) ?? [])].sort();
  }

  /** Files whose path is `suffix` or ends with `/suffix`, sorted. */
  endingWith(suffix: string): string[] {
    return this.named(baseName(suffix)).filter((path) => path === suffix || path.endsWith(`/${suffix}`));
  }

  /** Folders whose path is `suffix` or ends with `/suffix`, sorted. */
  foldersEndingWith(suffix: string): string[] {
    this.keys.note(`base:${baseName(suffix)}`);
    return [...(this.foldersByBaseName.get(baseName(suffix)) ?? [])]
      .filter((path) => path === suffix || path.endsWith(`/${suffix}`))
      .sort();
  }

  /** Whether any file has this extension (with its dot, lower case). */
  knowsExtension(extension: string): boolean {
    this.keys.note(`ext:${extension}`);
    return this.byExtension.has(extension);
  }

  /** Files directly in `folder`, sorted. Reads the whole list: for suggestions only. */
  filesIn(folder: string): string[] {
    this.keys.note(`list:${folder}`);
    const prefix = folder === "" ? "" : `${folder}/`;
    return [...this.files].filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/")).sort();
  }

  /** Folders directly in `folder`, sorted. Reads the whole list: for suggestions only. */
  foldersIn(folder: string): string[] {
    this.keys.note(`list:${folder}`);
    const prefix = folder === "" ? "" : `${folder}/`;
    const inside = [...this.folders.keys()].filter((path) => path !== "" && path.startsWith(prefix));
    return inside.filter((path) => path.length > prefix.length && !path.slice(prefix.length).includes("/")).sort();
  }

  paths(): IterableIterator<string> {
    return this.files.values();
  }
}
