/** One pass over a working tree: look, read on in history, read and parse, judge. What it learned is recorded by the caller. */
import { faultPoint } from "../base/fault-points.js";
import type { Learned } from "./commit.js";
import type { FileRecord } from "./project.js";
import { readFiles } from "./reading.js";
import type { Tree } from "./tree.js";

export interface PassRequest {
  tree: Tree;
  /** Files that hints named. */
  paths: readonly string[];
  /** Look at every file, and at git. A hint of a file that nobody knew asks for it too. */
  sweep: boolean;
  /** Reads only these files, `sweep` and `paths` notwithstanding; null for what they say. */
  only: readonly string[] | null;
  /** How long to wait before a mass disappearance is believed, milliseconds; 0: now. */
  doubt(mass: boolean): number;
  /** Documents that were recorded by an earlier model and are not among those this one judged; null for the same model. */
  without: ((judged: readonly { path: string }[]) => string[]) | null;
  onProgress(step: "read" | "judge", done: number, total: number): void;
  /** Records files while more of them are still to be read; null when the pass is one transaction. */
  onFull: ((files: readonly FileRecord[]) => void) | null;
  /** Monotonic milliseconds. */
  monotonic(): number;
}

export interface PassResult {
  learned: Learned;
  swept: boolean;
  /** Files that changed while they were read. */
  unsettled: readonly string[];
  /** After so many milliseconds what seems gone is looked at again; 0: all was believed. */
  doubtMs: number;
  figures: PassFigures;
}

export interface PassFigures {
  files: number;
  parsed: number;
  judged: number;
  look_ms: number;
  read_ms: number;
  parse_ms: number;
  take_ms: number;
  judge_ms: number;
}

/** Throws DIR_MISSING; what was recorded until then was all there. */
export async function runPass(request: PassRequest): Promise<PassResult> {
  const { tree, monotonic, onFull, onProgress, without } = request;
  const { model } = tree;
  faultPoint("pass.begun");
  const started = monotonic();
  const look = await lookAt(request);
  const look_ms = monotonic() - started;
  // git reads while the pool parses.
  const refreshed = look.swept ? tree.refreshHistory() : Promise.resolve(null);
  refreshed.catch(() => {});
  const { changed, removed } = look;
  const read = await readFiles({ model, changed, removed, onFull, onProgress: (done, total) => onProgress("read", done, total) });
  faultPoint("pass.read");
  const history = await refreshed;
  const judged = await model.judge((done, total) => onProgress("judge", done, total));
  faultPoint("pass.judged");
  // Files that are gone with their root are not gone.
  tree.requireRoot();
  const over = without ? without(judged.documents) : judged.removed;
  return {
    learned: {
      changed: read.changed,
      removed: read.removed,
      documents: judged.documents,
      removed_documents: over.filter((path) => model.files.has(path)),
      history,
    },
    swept: look.swept,
    unsettled: read.unsettled,
    doubtMs: look.doubtMs,
    figures: { ...read.figures, judged: judged.figures.judged, look_ms, judge_ms: judged.figures.judge_ms },
  };
}

interface Seen {
  changed: readonly string[];
  removed: readonly string[];
  swept: boolean;
  doubtMs: number;
}

async function lookAt({ tree, paths, sweep, only, doubt }: PassRequest): Promise<Seen> {
  if (only !== null) return { changed: only, removed: [], swept: false, doubtMs: 0 };
  if (!sweep && tree.knows(paths)) return { changed: paths, removed: [], swept: false, doubtMs: 0 };
  const { changed, removed, skipped, mass } = await tree.sweep();
  tree.model.setUnreadable(skipped);
  const doubtMs = doubt(mass);
  return { changed, removed: doubtMs === 0 ? removed : [], swept: true, doubtMs };
}
