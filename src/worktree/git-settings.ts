/** The files outside the working tree that decide which of its files git lists. */
import { dirname, join, resolve } from "node:path";
import { runGit } from "./git-process.js";

export interface GitPlace {
  root: string;
  gitDir: string;
  commonDir: string;
  /** Path of the root below the top of the working tree, with `/` at its end; empty at the top. */
  prefix: string;
}

/**
 * Absolute paths of them, whether they are there or not: configuration with all that it includes, ignore files of the repository and
 * the user, those of the folders above the root, and HEAD, on which an include may depend. null when git names one in a way that is
 * not understood here.
 */
export async function gitSettingsFiles(place: GitPlace, env: NodeJS.ProcessEnv = process.env): Promise<string[] | null> {
  const listed = await runGit(place.root, ["config", "--list", "--show-origin", "-z"]);
  if (listed.end !== "done") return null;
  const paths = new Set(usualPlaces(place, env));
  const top = topOf(place);
  // One entry is two words: where it stands, and `key\nvalue`.
  const words = listed.stdout.toString("utf8").split("\0");
  for (let at = 0; at + 1 < words.length; at += 2) {
    const origin = words[at] as string;
    if (!origin.startsWith("file:")) continue;
    const file = resolve(top, origin.slice("file:".length));
    paths.add(file);
    const named = namedFile(words[at + 1] as string, file, top);
    if (named === undefined) continue;
    const path = expanded(named, env);
    if (path === null) return null;
    paths.add(path);
  }
  return [...paths];
}

function usualPlaces({ root, gitDir, commonDir, prefix }: GitPlace, env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? "/";
  const user = env.XDG_CONFIG_HOME || join(home, ".config");
  const configs = [env.GIT_CONFIG_GLOBAL, env.GIT_CONFIG_SYSTEM].flatMap((path) => (path ? [resolve(path)] : []));
  const above = prefix
    .split("/")
    .slice(0, -1)
    .map((_, depth) => join(root, "../".repeat(depth + 1), ".gitignore"));
  return [
    join(gitDir, "HEAD"),
    join(commonDir, "config"),
    join(gitDir, "config.worktree"),
    join(commonDir, "info/exclude"),
    join(home, ".gitconfig"),
    join(user, "git/config"),
    join(user, "git/ignore"),
    "/etc/gitconfig",
    ...configs,
    ...above,
  ];
}

function topOf({ root, prefix }: GitPlace): string {
  // The prefix ends with a slash as the rest begins with one: both are equally long.
  return root.slice(0, root.length - prefix.length) || "/";
}

/** The file that an entry names, seen from where its relative paths count from; undefined for other entries. */
function namedFile(entry: string, file: string, top: string): { path: string; base: string } | undefined {
  const line = entry.indexOf("\n");
  const key = line === -1 ? entry : entry.slice(0, line);
  const path = line === -1 ? "" : entry.slice(line + 1);
  if (key === "core.excludesfile") return { path, base: top };
  return key === "include.path" || (key.startsWith("includeif.") && key.endsWith(".path"))
    ? { path, base: dirname(file) }
    : undefined;
}

/** null for another user's home, and for a path below git's own folder (`%(prefix)/`). */
function expanded({ path, base }: { path: string; base: string }, { HOME }: NodeJS.ProcessEnv): string | null {
  if (path.startsWith("~/") && HOME) return join(HOME, path.slice(2));
  return path.startsWith("~") || path.startsWith("%(") ? null : resolve(base, path);
}
