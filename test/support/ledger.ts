/** Ledgers in real files for tests, and small values to fill them with. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Claim, Fact, FileAnalysis, Finding } from "../../src/analysis/model.js";
import type { StoredFile } from "../../src/domains/documentation/files.js";
import type { PassRecord } from "../../src/domains/documentation/store.js";
import { type Ledger, prepareLedger } from "../../src/domains/ledger.js";

export const NOON = Date.parse("2026-11-21T12:00:00.000Z");

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new ledger that is closed and gone after the test. */
export async function scratchLedger(folder: string = scratchFolder()): Promise<Ledger> {
  const { ledger } = await prepareLedger(join(folder, "ledger.db"), { version: "0.1.0", clock: () => NOON });
  onTestFinished(() => {
    ledger.close();
  });
  return ledger;
}

/** A project in `ledger` with nothing in it. */
export function addProject(ledger: Ledger, root = "/kettle"): number {
  const project = { root, name: root.slice(1), device: 1, inode: 2 ** 60 + 4096, git_common_dir: null };
  return ledger.write(() => ledger.documentation.addProject({ ...project, now: time(0) }));
}

/** Noon and some seconds, as the ledger writes it. */
export function time(seconds: number): string {
  return new Date(NOON + seconds * 1_000).toISOString();
}

/** A pass that saw nothing but what is given. */
export function pass(project_id: number, saw: Partial<PassRecord>): PassRecord {
  return {
    project_id,
    instance: "00000000000000aa",
    now: time(0),
    parser_version: 1,
    changed: [],
    removed: [],
    documents: [],
    removed_documents: [],
    history: null,
    state: "ready",
    figures: { files: 0 },
    ...saw,
  };
}

/** A code file that declares `names`. */
export function codeFile(path: string, names: readonly string[], hash = `hash of ${path}`): StoredFile {
  const facts = names.map(
    (name, i): Fact => ({ kind: "declaration", name, what: "function", span: { start: i * 40, end: i * 40 + 30 } }),
  );
  return storedFile({ ...analysisOf(path, "code"), facts, identifiers: Uint32Array.of(1, 2 ** 31, 2 ** 32 - 1) }, hash);
}

/** A Markdown file that links to `targets`. */
export function documentFile(path: string, targets: readonly string[], hash = `hash of ${path}`): StoredFile {
  const sections = [{ headings: [], line: 1, installs: [], creates: false, hosts: [] }];
  const document = { class: "reference", front_matter: false, sections, defines: [], scripts: [], prose_words: {} } as const;
  return storedFile(
    { ...analysisOf(path, "document"), claims: targets.map(linkTo), document: { ...document, defines: [], scripts: [] } },
    hash,
  );
}

export function storedFile(analysis: FileAnalysis, hash: string): StoredFile {
  const stat = { size: 100, mtime_ns: 1_763_721_234_567_890_200, ctime_ns: 1_763_721_234_567_890_400, inode: 2 ** 60 + 4096 };
  return { path: analysis.path, kind: analysis.kind, stat, hash, analysis, problem: null, read_at: NOON, language: null };
}

function analysisOf(path: string, kind: "code" | "document"): FileAnalysis {
  const none = { facts: [], claims: [], document: null, identifiers: new Uint32Array(), words: new Uint32Array(), problems: [] };
  return { path, kind, lines: 10, ...none };
}

function linkTo(target: string, i: number): Claim {
  const place = { line: i + 1, column: 4, end_line: i + 1, end_column: 4 + target.length };
  return {
    kind: "link",
    reference: target,
    normalized: target,
    target,
    form: "inline",
    used: true,
    span: { start: i * 100, end: i * 100 + target.length },
    ...place,
    container: { section: 0, headings: ["Usage"], block: "paragraph" },
    block: { start: i * 100, end: i * 100 + 90 },
    block_hash: "0123456789abcdef",
    marks: ["historical"],
    occurrences: [],
  };
}

/** A finding at `line` of `path`. */
export function finding(id: string, path: string, line = 1, more: Partial<Finding> = {}): Finding {
  return {
    id: id.padStart(16, "0"),
    rule: "link/missing-file",
    severity: "error",
    confidence: 0.98,
    path,
    line,
    column: 1,
    end_line: line,
    end_column: 5,
    reference: "src/boil.ts",
    message: "src/boil.ts was renamed",
    suggestion: { text: "Write src/heat.ts", replacement: "src/heat.ts" },
    evidence: { kind: "tombstone", summary: "renamed to src/heat.ts", facts: [] },
    verdict: "DRIFT",
    state: "settled",
    weight: 1,
    occurrences: [],
    related: [],
    fix: "safe",
    cause: "file:src/boil.ts",
    ...more,
  };
}
