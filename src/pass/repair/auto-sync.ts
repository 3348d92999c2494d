/**
 * Safe fixes that the daemon writes by itself, where the machine's configuration lets it. Everything that speaks against one leaves
 * the document alone; the next pass looks again.
 */
import { lstatSync } from "node:fs";
import type { JudgedFinding } from "../../analysis/findings.js";
import type { Edit } from "../../analysis/model.js";
import { baseName, folderOf } from "../../base/paths.js";
import type { FixBook } from "../../domains/documentation/fix-book.js";
import type { Fix } from "../../domains/documentation/fixes.js";
import type { Repaired } from "../../domains/documentation/repair.js";
import { lstatFile, type Root } from "../../worktree/guard.js";
import { NS_PER_MS } from "../../worktree/stats.js";
import type { Tree } from "../tree.js";
import { planFixes } from "./plan.js";
import { writeFixes } from "./write.js";

export interface AutoSyncOptions {
  tree: Tree;
  book: FixBook;
  /** Whether a finding is not settled yet. */
  isPending(id: string): boolean;
  /** Whether git is at work in the tree. */
  gitAtWork(): boolean;
  /** Epoch milliseconds. */
  now(): number;
}

export interface AutoSynced extends Repaired {
  /** Documents where fixes follow each other on one span, and are left to a person. */
  oscillating: string[];
}

/** Confidence from which a finding is mended without being asked. */
const CONFIDENCE_MIN = 0.95;
/** A document that was written later may still be edited. */
const QUIET_MS = 30_000;
/** Fixes of one document in one pass. */
const FIXES_MAX = 20;
/** A span that was fixed so often within this time is left alone. */
const OSCILLATION = { times: 2, withinMs: 86_400_000 } as const;
/** Fixes of a document that are looked at. */
const HISTORY_MAX = 200;

/** Writes what may be written; null when there is nothing. */
export async function autoSync(options: AutoSyncOptions): Promise<AutoSynced | null> {
  const { tree, book, gitAtWork } = options;
  if (!tree.writesSafeFixes || gitAtWork() || !tree.isOnBranch()) return null;
  const candidates = candidatesOf(options);
  if (candidates.length === 0) return null;
  const head = await tree.committed();
  const chosen = new Set<string>();
  const oscillating: string[] = [];
  for (const [path, findings] of byDocument(candidates)) {
    if (isBeingEdited(tree.model.root, path, options.now())) continue;
    const past = await book.list({ root: tree.model.root.path, path, limit: HISTORY_MAX });
    if (!isCommitted(tree, path, head, past)) continue;
    const wanted = findings.filter((finding) => !wasUndone(finding, past));
    const steady = wanted.filter((finding) => !oscillates(finding, past, options.now()));
    if (steady.length < wanted.length) oscillating.push(path);
    for (const { id } of steady.slice(0, FIXES_MAX)) chosen.add(id);
  }
  return { ...(await write(options, chosen)), oscillating };
}

async function write({ tree, book, gitAtWork }: AutoSyncOptions, chosen: ReadonlySet<string>): Promise<Repaired> {
  const nothing = { pass: null, fixes: [], refused: [] };
  if (chosen.size === 0) return nothing;
  const { model } = tree;
  const { documents } = await planFixes(model, model.root, { suggested: false, includes: ({ id }) => chosen.has(id) });
  // Planning takes a while; git may have begun in the meantime.
  return gitAtWork() ? nothing : await writeFixes(model.root, documents, book);
}

/** Settled findings that are safe to mend, sure enough, and whose cause is committed; of documents that may be written. */
function candidatesOf({ tree, isPending }: AutoSyncOptions): JudgedFinding[] {
  return tree.model.findings().filter((finding) => {
    const { id, path, verdict, fix, confidence, evidence } = finding;
    if (verdict !== "DRIFT" || fix !== "safe" || confidence < CONFIDENCE_MIN || isPending(id)) return false;
    // What contradicts a signature stands in its own file, which must be committed anyway.
    const isCauseCommitted = typeof evidence.commit === "string" || evidence.facts.every((fact) => fact.startsWith("signature:"));
    return isCauseCommitted && tree.model.syncOf(path)?.enabled === true;
  });
}

function byDocument(findings: readonly JudgedFinding[]): Map<string, JudgedFinding[]> {
  const documents = new Map<string, JudgedFinding[]>();
  for (const finding of findings) documents.set(finding.path, [...(documents.get(finding.path) ?? []), finding]);
  return documents;
}

/** Written a moment ago, or an editor says that it has it open. */
function isBeingEdited(root: Root, path: string, now: number): boolean {
  const stat = lstatFile(root, path);
  if (stat === null || now - stat.mtime_ns / NS_PER_MS < QUIET_MS) return true;
  const folder = folderOf(path) === "" ? root.path : `${root.path}/${folderOf(path)}`;
  return editorMarks(baseName(path)).some((name) => lstatSync(`${folder}/${name}`, { throwIfNoEntry: false }) !== undefined);
}

/** Files that editors keep beside one that is open: vim, Emacs (a link to nothing), LibreOffice. */
function editorMarks(name: string): string[] {
  return [`.${name}.swp`, `.${name}.swo`, `.${name}.swn`, `.#${name}`, `.~lock.${name}#`];
}

/** Whether the document is as in HEAD but for fixes of ours. */
function isCommitted(tree: Tree, path: string, head: ReadonlyMap<string, string> | null, past: readonly Fix[]): boolean {
  const committed = head?.get(path);
  let hash = tree.model.files.get(path)?.hash ?? null;
  for (const { state, before_hash, after_hash } of past) {
    if (hash === committed) break;
    if (state === "applied" && after_hash === hash) hash = before_hash;
  }
  return committed !== undefined && hash === committed;
}

/** Somebody took this very fix back, and its cause still stands. */
function wasUndone({ id, cause }: JudgedFinding, past: readonly Fix[]): boolean {
  return past.some((fix) => fix.state === "undone" && fix.finding_id === id && fix.cause === cause);
}

/** Its place was fixed too often of late. */
function oscillates({ suggestion }: JudgedFinding, past: readonly Fix[], now: number): boolean {
  const edits = suggestion?.edits ?? [];
  const recent = past.filter(({ created_at }) => now - Date.parse(created_at) < OSCILLATION.withinMs);
  const same = recent.filter(({ anchors }) => anchors.some((anchor) => edits.some((edit) => touches(anchor, edit))));
  return same.length >= OSCILLATION.times;
}

function touches(anchor: { start: number; end: number }, edit: Edit): boolean {
  return anchor.start === edit.start || (anchor.start < edit.end && edit.start < anchor.end);
}
