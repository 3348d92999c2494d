/** What a project's findings are compared with to tell the new ones: those of the merge base of a ref and HEAD. */
import { PARSER_VERSION } from "../../analysis/analyze.js";
import { idAt } from "../../analysis/findings.js";
import { NUMBERS } from "../../analysis/rules/weights.js";
import { compareText } from "../../base/order.js";
import { programVersion } from "../../base/package.js";
import { baseName } from "../../base/paths.js";
import { mergeBase, renamesSince } from "../../worktree/git-base.js";
import { IGNORE_FILES } from "../../worktree/ignore.js";
import type { KeptFile } from "../kept-file.js";
import { baseCache } from "./base-cache.js";
import type { Base, BaseFinding } from "./found.js";
import { type JudgeBaseOptions, judgeBase } from "./judge-base.js";

export interface BaseOptions extends Omit<JudgeBaseOptions, "commit"> {
  /** Where findings of commits are kept between runs; null keeps nothing. */
  cacheDir: string | null;
  /** What the configuration says, as a hash. */
  configHash: string;
}

/** Throws USAGE when there is nothing to compare with. */
export async function findBase(ref: string, options: BaseOptions): Promise<Base> {
  const { git, cacheDir } = options;
  const commit = await mergeBase(git, ref);
  const cache = cacheDir === null ? null : baseCache(cacheDir, circumstances(commit, options));
  let findings: BaseFinding[] | null = cache?.load() ?? null;
  if (findings === null) {
    findings = await judgeBase({ ...options, commit });
    cache?.save(findings);
  }
  const renames = await renamesSince(git, commit);
  const ids = new Set(findings.map(({ path, parts }) => idAt(renames.get(path) ?? path, parts)));
  return { ref, commit, ids, formerly: new Map([...renames].map(([from, to]) => [to, from])) };
}

/** Everything that the findings of a commit depend on, besides the commit. */
function circumstances(
  commit: string,
  { git, config, configHash, history, clock, files, confirmations }: BaseOptions,
): unknown[] {
  const isDated = config.ignore.some(({ until }) => until !== undefined);
  const today = isDated ? new Date(clock()).toISOString().slice(0, 10) : "";
  return [
    [git.commonDir, git.prefix, commit, history.status.kind, git.originUrl, git.defaultBranch],
    [programVersion(), PARSER_VERSION, NUMBERS, configHash, today],
    ignoreFiles(files),
    confirmations,
  ];
}

/** Which files are looked at is told by the ignore files of today. */
function ignoreFiles(files: ReadonlyMap<string, KeptFile>): unknown[] {
  return [...files.values()]
    .filter(({ path }) => IGNORE_FILES.has(baseName(path)))
    .map(({ path, hash }) => [path, hash] as const)
    .sort(([a], [b]) => compareText(a, b));
}
