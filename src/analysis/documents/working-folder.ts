import type { PackageSelector } from "../model.js";

/** Where the commands of a fence run, as `cd` leads them on. */
export class WorkingFolder {
  private path: string[] | null = [];
  private readonly saved: (string[] | null)[] = [];
  /** Folders that commands of the fence made themselves. */
  private readonly made = new Set<string>();
  private readonly cloned = new Set<string>();

  /** The package a command speaks of; null for the document's own. */
  get selector(): PackageSelector | null {
    if (this.path === null) return { by: "unresolved" };
    return this.path.length === 0 ? null : { by: "dir", dir: this.path.join("/") };
  }

  /** The selector after going to `dir` from here, without going. */
  at(dir: string): PackageSelector {
    const there = this.resolve(dir);
    return there === null ? { by: "unresolved" } : { by: "dir", dir: there.join("/") };
  }

  go(dir: string): void {
    const name = dir.replace(/\/+$/, "");
    if (this.cloned.has(name)) this.path = [];
    else this.path = this.made.has(name) ? null : this.resolve(dir);
  }

  enter(): void {
    this.saved.push(this.path);
  }

  leave(): void {
    if (this.saved.length > 0) this.path = this.saved.pop() ?? null;
  }

  /** The reader makes `dir`: what runs in it runs in no package of the project. */
  make(dir: string): void {
    this.made.add(dir.replace(/\/+$/, ""));
  }

  /** `git clone URL [DIR]`: the folder is the project's root. */
  clone(url: string, dir: string | undefined): void {
    const last = url.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
    this.cloned.add(dir ?? last.replace(/\.git$/, ""));
  }

  private resolve(dir: string): string[] | null {
    if (this.path === null || dir === "" || dir === "-" || dir.startsWith("/") || /[~$<>{}*"'`\\]/.test(dir.slice(0, 256)))
      return null;
    const path = [...this.path];
    for (const segment of dir.split("/")) {
      if (segment === "" || segment === ".") continue;
      if (segment !== "..") path.push(segment);
      else if (path.pop() === undefined) return null;
    }
    return path;
  }
}
