import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Vocabulary } from "../analysis/rules/rule.js";
import { packageRoot } from "../base/package.js";
import type { Config } from "../config/schema.js";

let library: { globals: Set<string>; members: Set<string> } | undefined;

/** Names that belong to others, or to the project, before any evidence: TypeScript's own, and what the configuration says. */
export function loadVocabulary(config: Config): Vocabulary {
  library ??= readLibraryNames();
  return {
    foreign: new Set(config.vocabulary.foreign),
    own: new Set(config.vocabulary.own),
    globals: library.globals,
    globalMembers: library.members,
  };
}

/** The list that the build makes out of the compiler's declarations. */
function readLibraryNames(): { globals: Set<string>; members: Set<string> } {
  const text = readFileSync(join(packageRoot, "dist", "data", "library-names.json"), "utf8");
  const { globals, members } = JSON.parse(text) as { globals: string[]; members: string[] };
  return { globals: new Set(globals), members: new Set(members) };
}
