/** Whose a file is, and of which version it speaks, as far as its place tells. */
import { ancestorsOf, folderOf } from "../../base/paths.js";
import type { World } from "../world/world.js";

/** A folder around `path` that was copied into the project: it brought its licence, and is no package of the project. null when none is. */
export function copiedFolder(path: string, { packages, tree }: World): string | null {
  const home = packages.home(path)?.folder ?? "";
  for (const folder of ancestorsOf(path)) {
    if (folder === home || folder === "") return null;
    if (LICENCES.some((name) => tree.hasFile(`${folder}/${name}`))) return folder;
  }
  return null;
}

const LICENCES = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "COPYING"];

/** Says that `path` lies in a folder of a version that the project no longer publishes, but a newer one: `docs-v3` beside 4.1. null else. */
export function olderVersion(path: string, { packages }: World): string | null {
  const folder = folderOf(path)
    .split("/")
    .find((segment) => versionOf(segment) !== null);
  if (folder === undefined) return null;
  const told = versionOf(folder) as number;
  const published = packages
    .all()
    .flatMap((own) => (own.private || own.version === null ? [] : [Number.parseInt(own.version, 10)]));
  return !published.includes(told) && published.some((major) => major > told) ? `${folder} is of an older version` : null;
}

/** `v3`, `3.x`, `docs-v3`, `version-2.1` → its first number. */
function versionOf(segment: string): number | null {
  const match = /^(?:[a-z]{1,20}[-_.])?(?:v|version-)(\d{1,3})(?:\.[\dx]{1,4}){0,2}$|^(\d{1,3})\.x$/i.exec(segment.slice(0, 40));
  return match === null ? null : Number(match[1] ?? match[2]);
}
