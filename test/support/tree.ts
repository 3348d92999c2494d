/** The working tree of a project, with its model, outside of any session. */
import { DEFAULTS } from "../../src/config/defaults.js";
import type { Config } from "../../src/config/schema.js";
import { createInProcess } from "../../src/pass/pool.js";
import type { Tree } from "../../src/pass/tree.js";
import { loadVocabulary } from "../../src/pass/vocabulary.js";
import { openWorkingTree } from "../../src/pass/working-tree.js";
import { openRoot } from "../../src/worktree/guard.js";

/** `settings` are those that are not the defaults. */
export function openTree(root: string, settings: Partial<Config> = {}): Promise<Tree> {
  const config = { ...structuredClone(DEFAULTS), ...settings };
  return openWorkingTree({
    root: openRoot(root),
    config,
    analyzer: createInProcess(),
    vocabulary: loadVocabulary(config),
    clock: Date.now,
    monotonic: () => performance.now(),
    historyCacheDir: null,
    historyMs: 60_000,
  });
}
