/** Which findings are new since a ref, and the changed line that each goes back to. */
import type { JudgedFinding } from "../../analysis/findings.js";
import { LockstepError } from "../../base/errors.js";
import { type Git, openGit } from "../../worktree/git.js";
import { kindOf } from "../../worktree/kinds.js";
import type { Snapshot } from "../judged-state.js";
import { type BaseOptions, findBase } from "./base.js";
import { type ChangedTexts, changedFiles, changedLine } from "./changed-lines.js";
import type { Base, RelatedLine, Since } from "./found.js";

export interface SinceOptions extends Omit<BaseOptions, "git"> {
  snapshot: Snapshot;
}

/** Texts of the base that are kept, in UTF-16 units. */
const KEPT_MAX = 32 * 1024 * 1024;

/** Throws USAGE when there is nothing to compare with. */
export async function findSince(ref: string, options: SinceOptions): Promise<Since> {
  // A git of its own: the tree that was asked may be given up meanwhile.
  const git = await openGit(options.root.path);
  if (git === null) throw new LockstepError("USAGE", "The folder is not under git, so there is nothing to compare with.");
  try {
    const base = await findBase(ref, { ...options, git });
    return { base, lines: await linesOf(base, git, options) };
  } finally {
    git.close();
  }
}

async function linesOf(base: Base, git: Git, options: SinceOptions): Promise<Map<string, RelatedLine>> {
  const lines = new Map<string, RelatedLine>();
  const fresh = freshFindings(options.snapshot, base);
  if (fresh.length === 0) return lines;
  const texts = await changedTexts(base, git, options);
  for (const finding of fresh) {
    const line = await changedLine(finding, base, texts);
    if (line !== null) lines.set(finding.id, line);
  }
  return lines;
}

function freshFindings({ documents }: Snapshot, { ids }: Base): JudgedFinding[] {
  return documents.flatMap(({ findings, baselined }) => [...findings, ...baselined]).filter(({ id }) => !ids.has(id));
}

async function changedTexts(base: Base, git: Git, { files, excludes, textNow }: SinceOptions): Promise<ChangedTexts> {
  const isRead = (path: string) => kindOf(path) !== "other" && !excludes(path);
  const before = new Map<string, string>();
  for (const [path, { blob }] of await git.filesOf(base.commit)) if (isRead(path)) before.set(path, blob);
  const after = new Map<string, string | null>();
  for (const { path, hash } of files.values()) if (isRead(path)) after.set(path, hash);
  const kept = new Map<string, string | null>();
  let room = KEPT_MAX;
  return {
    files: changedFiles(before, after, base, (path) => kindOf(path) === "document"),
    async textBefore(path) {
      const known = kept.get(path);
      if (known !== undefined) return known;
      const blob = before.get(path);
      const text = blob === undefined ? null : await git.readBlob(blob);
      room -= text?.length ?? 0;
      if (room > 0) kept.set(path, text);
      return text;
    },
    textAfter: textNow,
  };
}
