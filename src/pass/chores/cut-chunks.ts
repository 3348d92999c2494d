import type { Logger } from "pino";
import { PARSER_VERSION } from "../../analysis/analyze.js";
import { type Clock, isoTime } from "../../base/time.js";
import type { Project } from "../../domains/documentation/projects.js";
import { backlogOf, type FileContent } from "../../domains/knowledge/backlog.js";
import { type Chunk, chunkCode, chunkDocument } from "../../domains/knowledge/chunks.js";
import type { Ledger } from "../../domains/ledger.js";
import { openRoot, type Root, readSource } from "../../worktree/guard.js";
import type { Meters } from "../metrics.js";
import { machineTrouble } from "../trouble.js";
import { type Chore, turn } from "./chore.js";

export interface ChunkOptions {
  ledger: Ledger;
  /** Projects whose tree can be looked at now. */
  projects(): readonly Project[];
  /** Largest file that is read, bytes. */
  fileBytes: number;
  meters: Meters;
  now: Clock;
  /** Monotonic milliseconds. */
  monotonic(): number;
  log: Logger;
}

/** Longest run; what is left waits for the next one, a minute later. */
const RUN_MS_MAX = 30_000;
/** Texts in one transaction: about 10 ms. */
const TEXTS_A_TRANSACTION = 8;
/** Texts forgotten in one transaction. */
const ORPHANS_A_TRANSACTION = 200;

/**
 * Brings the searchable texts of every project up to the content that its files had in the last pass. Projects share a run: what one
 * does not use is for those after it, and each run begins with another one. What fails in one is the others' concern only when it
 * is the machine that fails.
 */
export function cutChunks(options: ChunkOptions): Chore {
  const { monotonic, log } = options;
  let runs = 0;

  async function cut(project: Project, ms: number): Promise<void> {
    const end = monotonic() + ms;
    try {
      await cutProject(project, options, () => monotonic() >= end);
    } catch (error) {
      if (machineTrouble(error) !== null) throw error;
      log.warn({ project_id: project.id, err: error, hint: "tried again by the next run" }, "texts of a project not cut");
    }
  }

  return {
    name: "chunks",
    async run() {
      const end = monotonic() + RUN_MS_MAX;
      const projects = options.projects();
      const first = runs++ % Math.max(1, projects.length);
      const turns = [...projects.slice(first), ...projects.slice(0, first)];
      for (const [at, project] of turns.entries()) {
        const left = end - monotonic();
        if (left > 0) await cut(project, left / (turns.length - at));
      }
    },
  };
}

async function cutProject(project: Project, options: ChunkOptions, isLate: () => boolean): Promise<void> {
  const { ledger, meters } = options;
  const project_id = project.id;
  const { behind, orphans } = backlogOf(
    ledger.documentation.listContents({ project_id }),
    ledger.knowledge.listResourceHashes({ project_id }),
  );
  for (let at = 0; at < orphans.length && !isLate(); at += ORPHANS_A_TRANSACTION) {
    const names = orphans.slice(at, at + ORPHANS_A_TRANSACTION);
    ledger.write(() => {
      for (const file_name of names) ledger.knowledge.removeResource({ project_id, file_name });
    });
    await turn();
  }
  let done = 0;
  const root = behind.length > 0 ? openRoot(project.root) : null;
  for (; root && done < behind.length && !isLate(); done += TEXTS_A_TRANSACTION) {
    record(project_id, root, behind.slice(done, done + TEXTS_A_TRANSACTION), options);
    await turn();
  }
  meters.add("chunks_backlog_files", project_id, Math.max(0, behind.length - done));
}

function record(project_id: number, root: Root, files: readonly FileContent[], { ledger, fileBytes, now }: ChunkOptions): void {
  const cut = files.flatMap((file) => {
    const chunks = chunksOf(project_id, root, file, ledger, fileBytes);
    return chunks === null ? [] : [{ file, chunks }];
  });
  ledger.write(() => {
    for (const { file, chunks } of cut) {
      const resource = { project_id, file_name: file.path, type: file.type, content_hash: file.hash, chunks };
      ledger.knowledge.recordResource({ ...resource, now: isoTime(now()) });
    }
  });
}

/** null when the file is no longer what the pass read: the next pass says what it is, and the next run cuts it. */
function chunksOf(project_id: number, root: Root, file: FileContent, ledger: Ledger, fileBytes: number): Chunk[] | null {
  const source = readSource(root, file.path, { fileBytes, contents: true });
  if ("missing" in source || "problem" in source || source.hash !== file.hash) return null;
  const analysis =
    ledger.documentation.findFile({ project_id, path: file.path, parser_version: PARSER_VERSION })?.analysis ?? null;
  if (file.type === "code") return chunkCode(file.path, source.text, analysis?.facts ?? []);
  return chunkDocument(file.path, source.text, analysis?.document ?? null);
}
