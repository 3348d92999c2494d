/** Plans the fixes of one folder and, when told to, writes them: by this very process, also where a daemon watches. */
import type { JudgedFinding } from "../../analysis/findings.js";
import type { FixBook } from "../../domains/documentation/fix-book.js";
import type { Repaired, RepairPlan, Undoing, UndoResult } from "../../domains/documentation/repair.js";
import { openRoot } from "../../worktree/guard.js";
import { type CheckOptions, withJudged } from "../check.js";
import { planFixes } from "./plan.js";
import { propose } from "./propose.js";
import { undoFixes } from "./undo.js";
import { writeFixes } from "./write.js";

export interface RepairOptions extends CheckOptions {
  suggested: boolean;
  /** Rules whose findings are mended; null for all. */
  rules: ReadonlySet<string> | null;
  /** File or folder, relative to the project, whose findings are mended; empty for all. */
  under: string;
}

export interface Repair {
  plan: RepairPlan;
  /** Writes the plan; what changed since is left alone. */
  write(book: FixBook): Promise<Repaired>;
}

/** Throws DIR_*, CONFIG_*. */
export async function planRepair(dir: string, { suggested, rules, under, ...options }: RepairOptions): Promise<Repair> {
  const root = openRoot(dir);
  const includes = ({ rule, path }: JudgedFinding) =>
    (rules === null || rules.has(rule)) && (under === "" || path === under || path.startsWith(`${under}/`));
  return await withJudged(dir, options, async ({ model }) => {
    const plan = await planFixes(model, root, { suggested, includes });
    return { plan: propose(plan), write: (book) => writeFixes(root, plan.documents, book) };
  });
}

/** Throws DIR_*, UNKNOWN_FIX, NOTHING_TO_UNDO. */
export async function undoRepair(dir: string, book: FixBook, which: Undoing): Promise<UndoResult> {
  return await undoFixes(openRoot(dir), book, which);
}
