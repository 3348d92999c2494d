/** Where this program is installed, and which version it is. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `package.json`, `migrations` and `dist`: the nearest one above this file. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("lockstep is not installed whole: no package.json above its code");
  return findRoot(parent);
}

let known: string | undefined;

/** The version of this program, `1.2.3`. */
export function programVersion(): string {
  known ??= (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;
  return known;
}
