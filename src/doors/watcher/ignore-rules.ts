import { createIgnore } from "../../worktree/ignore.js";
import { openRoot } from "../../worktree/root.js";
import type { WatchTarget } from "./backend.js";
import type { WatchedProject } from "./protocol.js";

/** The rules of a project as its files say now: what the sweep leaves out, nobody watches. Throws DIR_*. */
export function ignoreRules({ root, ignore }: WatchedProject): WatchTarget["ignores"] {
  const rules = createIgnore(openRoot(root), { patterns: ignore });
  return (path, isDirectory) => rules.ignores(path, isDirectory);
}
