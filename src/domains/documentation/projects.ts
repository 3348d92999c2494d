import type { HistoryStatus } from "../../analysis/model.js";
import { baseName } from "../../base/paths.js";
import type { Database } from "../../storage/open.js";
import type { ProjectRow } from "./tables.js";

/** The project of rows that belong to none: the daemon's own jobs, metrics and logs. */
export const SHARED_PROJECT = 0;

export type ProjectState = ProjectRow["state"];

/** What makes a folder this project and not another one that stands at the same place later. */
export interface ProjectIdentity {
  root: string;
  name: string;
  device: number;
  inode: number;
  git_common_dir: string | null;
}

export interface Project extends Omit<ProjectRow, "history_status" | "last_pass"> {
  history_status: HistoryStatus | null;
  /** Figures of its last pass, as the pass gave them. */
  last_pass: Record<string, unknown> | null;
}

/** What a project's documents come to. */
export interface ProjectSummary {
  files: number;
  /** Reasons why files were not looked at, or not in full. */
  skipped: number;
  poisoned: number;
  /** The first of the poisoned files, by path. */
  poisoned_paths: string[];
  documents: number;
  drifted: number;
  /** Settled findings. */
  findings: number;
  /** Mean of the documents' scores, weighted by what was checkable in each; null when no document has one. */
  score: number | null;
}

/** What was last committed, when, and which run of the daemon did it; null before the first pass. */
export interface LedgerState {
  seq: number;
  as_of: string;
  instance: string | null;
}

/** Most projects of one ledger that are listed. */
const PROJECTS_MAX = 1_000;

/** Poisoned files of a project that are named in its summary. */
const POISONED_LISTED_MAX = 20;

const COLUMNS = `id, root, name, device, inode, git_common_dir, config_hash, state, state_reason, instance, seq,
  history_head, history_status, added_at, last_pass_at, last_pass, watched`;

export function projectStatements(db: Database) {
  const insert = db.prepare<ProjectIdentity & { now: string }, { id: number }>(`
    INSERT INTO Projects (root, name, device, inode, git_common_dir, added_at)
    VALUES (:root, :name, :device, :inode, :git_common_dir, :now)
    ON CONFLICT (root) DO UPDATE SET device = excluded.device, inode = excluded.inode, git_common_dir = excluded.git_common_dir,
      watched = 1 WHERE watched = 0
    RETURNING id`);
  const insertUnwatched = db.prepare<{ root: string; name: string; now: string }, { id: number }>(`
    INSERT INTO Projects (root, name, added_at, watched) VALUES (:root, :name, :now, 0)
    ON CONFLICT (root) DO UPDATE SET root = excluded.root RETURNING id`);
  const byRoot = db.prepare<{ root: string }, ProjectRow>(
    `SELECT ${COLUMNS} FROM Projects WHERE root = :root AND id <> ${SHARED_PROJECT}`,
  );
  const byId = db.prepare<{ project_id: number }, ProjectRow>(`SELECT ${COLUMNS} FROM Projects WHERE id = :project_id`);
  const all = db.prepare<[], ProjectRow>(
    `SELECT ${COLUMNS} FROM Projects WHERE id <> ${SHARED_PROJECT} AND watched = 1 ORDER BY root LIMIT ${PROJECTS_MAX}`,
  );
  const identify = db.prepare<ProjectIdentity & { project_id: number }>(`
    UPDATE Projects SET root = :root, name = :name, device = :device, inode = :inode, git_common_dir = :git_common_dir WHERE id = :project_id`);
  const configure = db.prepare<{ project_id: number; config_hash: string }>(
    "UPDATE Projects SET config_hash = :config_hash WHERE id = :project_id",
  );
  const setState = db.prepare<{ project_id: number; state: ProjectState; reason: string | null }>(
    "UPDATE Projects SET state = :state, state_reason = :reason WHERE id = :project_id",
  );
  // Of a query with one max(), SQLite takes the other columns from the row that has it.
  const state = db.prepare<{ project_id: number | null }, LedgerState | { seq: null }>(`
    SELECT sum(seq) AS seq, max(coalesce(last_pass_at, added_at)) AS as_of, instance FROM Projects
    WHERE id <> ${SHARED_PROJECT} AND (id = :project_id OR (:project_id IS NULL AND watched = 1))`);
  const remove = db.prepare<{ project_id: number }>(`DELETE FROM Projects WHERE id = :project_id AND id <> ${SHARED_PROJECT}`);
  const unwatch = db.prepare<{ project_id: number }>("UPDATE Projects SET watched = 0 WHERE id = :project_id");
  const removeFiles = db.prepare<{ project_id: number; limit: number }>(
    "DELETE FROM Files WHERE id IN (SELECT id FROM Files WHERE project_id = :project_id ORDER BY id LIMIT :limit)",
  );
  const decided = db.prepare<{ project_id: number; root: string }, { acknowledgements: number; fixes: number }>(`
    SELECT (SELECT count(*) FROM Acknowledgements WHERE project_id = :project_id) AS acknowledgements,
      (SELECT count(*) FROM Fixes WHERE root = :root) AS fixes`);
  const dropAcknowledgements = db.prepare<{ project_id: number }>("DELETE FROM Acknowledgements WHERE project_id = :project_id");
  const dropFixes = db.prepare<{ root: string }>("DELETE FROM Fixes WHERE root = :root");
  const summary = db.prepare<{ project_id: number }, Omit<ProjectSummary, "poisoned_paths"> & { poisoned_paths: string }>(`
    SELECT
      (SELECT count(*) FROM Files WHERE project_id = :project_id) AS files,
      (SELECT coalesce(sum(json_array_length(problems)), 0) FROM Files WHERE project_id = :project_id AND problems <> '[]') AS skipped,
      (SELECT count(*) FROM Files WHERE project_id = :project_id AND parse_state = 'poisoned') AS poisoned,
      (SELECT json_group_array(path) FROM (
        SELECT path FROM Files WHERE project_id = :project_id AND parse_state = 'poisoned' ORDER BY path LIMIT ${POISONED_LISTED_MAX}))
        AS poisoned_paths,
      (SELECT count(*) FROM DocumentationSync WHERE project_id = :project_id) AS documents,
      (SELECT count(*) FROM DocumentationSync WHERE project_id = :project_id AND drift_detected = 1) AS drifted,
      (SELECT count(*) FROM Findings WHERE project_id = :project_id AND state = 'settled') AS findings,
      (SELECT round(sum(consistency_score * (weight_ok + weight_drift)) / sum(weight_ok + weight_drift), 4)
        FROM DocumentationSync WHERE project_id = :project_id AND consistency_score IS NOT NULL) AS score`);

  return {
    /** Adds a project to watch, in state `indexing`; gives its id. A root that is watched already is an error of the caller. */
    addProject(project: ProjectIdentity & { now: string }): number {
      const row = insert.get(project);
      if (row === undefined) throw new Error(`the project at ${project.root} is watched already`);
      return row.id;
    },
    /** The id of the project at `root`, added without being watched when nobody knows it. */
    knowProject: ({ root, now }: { root: string; now: string }): number =>
      (insertUnwatched.get({ root, name: baseName(root) || "/", now }) as { id: number }).id,
    findProjectByRoot: (request: { root: string }): Project | undefined => read(byRoot.get(request)),
    /** The project; throws when there is none, which is an error of ours. */
    getProject(request: { project_id: number }): Project {
      const project = read(byId.get(request));
      if (project === undefined) throw new Error(`the ledger has no project ${request.project_id}`);
      return project;
    },
    /** The state that a project is in, or with null all watched ones together; undefined where there is none. */
    findState(request: { project_id: number | null }): LedgerState | undefined {
      const row = state.get(request);
      return row === undefined || row.seq === null ? undefined : row;
    },
    /** All watched projects by root. */
    listProjects: (): Project[] => all.all().map((row) => read(row) as Project),
    /** Takes over another root or inode of the same project, after it was moved or made anew. */
    identifyProject(project: ProjectIdentity & { project_id: number }): void {
      identify.run(project);
    },
    /** Remembers the configuration that the ledger's judgements were made with. */
    configureProject(request: { project_id: number; config_hash: string }): void {
      configure.run(request);
    },
    setProjectState(request: { project_id: number; state: ProjectState; reason: string | null }): void {
      setState.run(request);
    },
    /** The project is no longer among those that are watched. */
    unwatchProject(request: { project_id: number }): void {
      unwatch.run(request);
    },
    /** Forgets `limit` files at most, with all that was read and judged of them; gives how many. */
    removeSomeFiles: (request: { project_id: number; limit: number }): number => removeFiles.run(request).changes,
    /** Rows of what people decided about the project at `root`. */
    countDecided: (request: { project_id: number; root: string }): { acknowledgements: number; fixes: number } =>
      decided.get(request) as { acknowledgements: number; fixes: number },
    dropDecided({ project_id, root }: { project_id: number; root: string }): void {
      dropAcknowledgements.run({ project_id });
      dropFixes.run({ root });
    },
    /** Forgets a project and all its rows. */
    removeProject(request: { project_id: number }): void {
      remove.run(request);
    },
    summarizeProject(request: { project_id: number }): ProjectSummary {
      const row = summary.get(request) as NonNullable<ReturnType<typeof summary.get>>;
      return { ...row, poisoned_paths: JSON.parse(row.poisoned_paths) as string[] };
    },
  };
}

function read(row: ProjectRow | undefined): Project | undefined {
  if (row === undefined) return undefined;
  return { ...row, history_status: statusOf(row.history_status), last_pass: parseOrNull(row.last_pass) };
}

/** The status alone, without the mark of the reader that `history.ts` keeps beside it. */
function statusOf(json: string | null): HistoryStatus | null {
  const stored = parseOrNull<HistoryStatus & { reader?: number }>(json);
  if (stored === null) return null;
  const { reader: _reader, ...status } = stored;
  return status;
}

/** JSON that only this domain has written. */
function parseOrNull<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}
