import { LockstepError } from "../base/errors.js";

/** Folders that are named at most. */
const NAMED_MAX = 3;
/** A folder that holds nearly everything is no advice: those in it are named. */
const NEARLY_ALL = 0.8;

/** A project whose model does not fit into the memory that the daemon may use. `paths` are the files that were held until then. */
export function crowded(root: string, paths: readonly string[]): LockstepError {
  const folders = largestFolders(paths).map(({ folder, files }) => `${folder}/ with ${files} files`);
  const example = folders.length > 0 ? `, such as ${folders.join(", ")},` : "";
  const remedy = `Leave folders out${example} with \`watch.ignore\` in its lockstep.yaml, or raise \`limits.rss\` in the machine's configuration and run \`lockstep restart\``;
  const reason = `it needs more memory than the daemon may use (${paths.length} files were read). ${remedy}`;
  return new LockstepError("TOO_LARGE", `The project at ${root} is paused: ${reason}.`, { data: { reason } });
}

/** The folders with the most files, on the first level on which there is a choice. */
function largestFolders(paths: readonly string[], above = ""): { folder: string; files: number }[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const slash = path.startsWith(above) ? path.indexOf("/", above.length) : -1;
    if (slash !== -1) counts.set(path.slice(0, slash), (counts.get(path.slice(0, slash)) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([folder, files]) => ({ folder, files }));
  const [first] = sorted;
  if (first && first.files > NEARLY_ALL * paths.length) {
    const inner = largestFolders(
      paths.filter((path) => path.startsWith(`${first.folder}/`)),
      `${first.folder}/`,
    );
    if (inner.length > 1) return inner;
  }
  return sorted.slice(0, NAMED_MAX);
}
