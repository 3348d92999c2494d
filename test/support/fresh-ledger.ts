/** What a ledger would hold of a tree had one pass just read all of it: the measure for ledgers that have been through something. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PARSER_VERSION } from "../../src/analysis/analyze.js";
import { isoTime } from "../../src/base/time.js";
import { grounds } from "../../src/daemon/grounds.js";
import type { Project } from "../../src/domains/documentation/projects.js";
import { type Ledger, prepareLedger, readLedger, TABLES } from "../../src/domains/ledger.js";
import { commitPass } from "../../src/pass/commit.js";
import { runPass } from "../../src/pass/pass.js";
import { createInProcess, createPool } from "../../src/pass/pool.js";
import { recordedState } from "../../src/pass/recorded.js";
import { openRoot } from "../../src/worktree/guard.js";

export interface Place {
  root: string;
  /** Path of the ledger that is measured: what people said is taken from there. */
  ledger: string;
  machineConfig: string;
  env: NodeJS.ProcessEnv;
  /** Some files are too much for a thread that is shared with others. */
  hostile: boolean;
}

/** Table → its rows as text, sorted: what passes read out of the tree, without numbers and times of their own. */
export type Derived = Record<string, string[]>;

/** Columns that say when a row was written, or only number it. */
const OWN = new Set([
  ..."id project_id file_id sync_id resolved_at first_seen_at last_seen_at hashed_at created_at updated_at last_sync_at".split(
    " ",
  ),
  ..."agreed_at".split(" "),
]);

/** The derived rows of the project at `root` in the ledger at `path`. */
export function derivedRows(path: string, root: string): Derived {
  return readLedger(path, (ledger) => rowsOf(ledger, root));
}

/** The derived rows that a pass over the tree gives now. */
export async function freshRows(place: Place): Promise<Derived> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-fresh-"));
  const { ledger } = await prepareLedger(join(folder, "ledger.db"), { version: "0.1.0", clock: Date.now });
  const analyzer = place.hostile ? createPool({ threads: 1 }) : createInProcess();
  try {
    const { path: root, device, inode } = openRoot(place.root);
    const identity = { root, name: basename(root), device, inode, git_common_dir: null, now: isoTime(Date.now()) };
    const project_id = ledger.write(() => ledger.documentation.addProject(identity));
    takeOverSaid(place.ledger, ledger, project_id);
    const monotonic = () => performance.now();
    const { machineConfig, env } = place;
    const ground = grounds({ ledger, analyzer, machineConfig, env, now: Date.now, monotonic });
    await firstPass(ledger, ledger.documentation.getProject({ project_id }), ground);
    return rowsOf(ledger, root);
  } finally {
    await analyzer.close();
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstPass(ledger: Ledger, project: Project, ground: ReturnType<typeof grounds>): Promise<void> {
  const project_id = project.id;
  const recorded = () => recordedState(ledger, project_id);
  const of = ground.of(project);
  await of.circumstances(project);
  const tree = await of.openTree(project, recorded, () => {});
  try {
    const { learned } = await runPass({
      tree,
      paths: [],
      sweep: true,
      only: null,
      doubt: () => 0,
      without: null,
      onProgress: () => {},
      onFull: null,
      monotonic: () => performance.now(),
    });
    const common = { ledger, project_id, instance: "fresh", now: isoTime(Date.now()), parser_version: PARSER_VERSION };
    commitPass(learned, { ...common, state: "ready", figures: {}, isPending: () => false, also: () => {} });
  } finally {
    await tree.close();
  }
}

function takeOverSaid(from: string, to: Ledger, project_id: number): void {
  readLedger(from, (source) => {
    const { root } = to.documentation.getProject({ project_id });
    const known = source.documentation.findProjectByRoot({ root });
    if (!known) return;
    const said = source.documentation.listAcknowledgements({ project_id: known.id });
    const confirmed = source.documentation.listConfirmations({ project_id: known.id });
    to.tell(() => {
      for (const one of said) to.documentation.acknowledge(project_id, one);
      for (const one of confirmed) to.documentation.confirm(project_id, one);
    });
  });
}

function rowsOf({ db, documentation }: Ledger, root: string): Derived {
  const project = documentation.findProjectByRoot({ root });
  if (!project) throw new Error(`the ledger knows no project at ${root}`);
  const derived: Derived = {};
  for (const { name, row } of TABLES.filter(({ origin, name }) => origin === "tree" && name !== "AgreedPairs")) {
    const columns = Object.keys(row.shape).filter((column) => !OWN.has(column));
    const ofFile = "file_id" in row.shape ? ", (SELECT path FROM Files WHERE Files.id = file_id) AS file" : "";
    const open = name === "Findings" ? "AND state <> 'resolved'" : "";
    const sql = `SELECT ${columns.join(", ")}${ofFile} FROM ${name} WHERE project_id = ? ${open}`;
    derived[name] = db.prepare<[number], object>(sql).all(project.id).map(textOf).sort();
  }
  return derived;
}

function textOf(row: object): string {
  return JSON.stringify(row, (_, value: unknown) => (isBytes(value) ? Buffer.from(value.data).toString("base64") : value));
}

/** JSON asks a Buffer for its own form first. */
function isBytes(value: unknown): value is { type: "Buffer"; data: number[] } {
  return typeof value === "object" && value !== null && (value as { type?: unknown }).type === "Buffer" && "data" in value;
}
