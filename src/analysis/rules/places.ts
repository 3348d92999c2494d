/** Where a written path may lead, and how to write another one in its place. */
import { baseName, extensionOf, folderOf, relativePath, resolvePath } from "../../base/paths.js";
import { askAll, type FileTombstone } from "../names/history-view.js";
import type { JudgeContext } from "./rule.js";

/** The paths that `target`, written in a document, may mean: from its folder, its package, the root. */
export function candidatePaths(target: string, { path, world }: JudgeContext): string[] {
  const bases =
    target.startsWith("./") || target.startsWith("../")
      ? [folderOf(path), world.packages.home(path)?.folder ?? "", ""]
      : [world.packages.home(path)?.folder ?? "", "", folderOf(path)];
  const paths = [...new Set(bases)].map((base) => resolvePath(base, target));
  return [...new Set(paths.filter((one): one is string => one !== null && one !== ""))];
}

/** The live file that `target` names: from the root as it stands, else from where it is written; null when there is none. */
export function liveFile(target: string, context: JudgeContext): string | null {
  const { tree } = context.world;
  return tree.hasFile(target) ? target : (candidatePaths(target, context).find((path) => tree.hasFile(path)) ?? null);
}

/** The tombstone of the first of `paths` that has one. */
export function tombstoneOf(paths: readonly string[], { history }: JudgeContext): FileTombstone | null {
  return askAll(paths, (path) => history.file(path)).find((found) => found !== null) ?? null;
}

/**
 * How to write `successor` where `written` stood for `original`: relative to the same base, `./` and the escapes of a URL kept.
 */
export function rewrite(written: string, original: string, successor: string, context: JudgeContext, asUrl: boolean): string {
  const folder = baseOf(written, original, context);
  let path = folder === null ? successor : relativePath(folder, successor);
  if (written.startsWith("/")) path = `/${successor}`;
  else if (written.startsWith("./") && !path.startsWith("../")) path = `./${path}`;
  return asUrl ? encodeURI(path).replaceAll("(", "%28").replaceAll(")", "%29") : path;
}

function baseOf(written: string, original: string, { path, world }: JudgeContext): string | null {
  const bases = [folderOf(path), world.packages.home(path)?.folder ?? "", ""];
  return bases.find((base) => resolvePath(base, decodeSafely(written)) === original) ?? null;
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Stems that every second project has: the bare name of such a file says too little. */
const COMMON_STEMS = new Set([
  "index",
  "main",
  "app",
  "server",
  "cli",
  "config",
  "package",
  "tsconfig",
  "readme",
  "license",
  "changelog",
]);

/** Whether a bare file name is so common that it says nothing: `index.ts`, `vite.config.js`. */
export function hasCommonStem(path: string): boolean {
  return COMMON_STEMS.has(stemOf(path)) || baseName(path).toLowerCase().split(".")[1] === "config";
}

/** The last segment up to its first dot, lower case. */
function stemOf(path: string): string {
  return baseName(path).toLowerCase().split(".")[0] ?? "";
}

/** The one file elsewhere with the same last segment; null when there is none or more than one. */
export function onlyNamesake(path: string, { world }: JudgeContext): string | null {
  if (extensionOf(path) === "" || hasCommonStem(path)) return null;
  const namesakes = world.tree.named(baseName(path));
  return namesakes.length === 1 ? (namesakes[0] as string) : null;
}
