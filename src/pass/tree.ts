/** What a session needs of a working tree, its git repository and the model that was made of them. */

import type { Skipped } from "../analysis/model.js";
import type { HistoryRecord } from "../domains/documentation/history.js";
import type { ProjectModel } from "./project.js";
import type { Since } from "./since/found.js";

/** What a sweep found. */
export interface Look {
  changed: string[];
  removed: string[];
  skipped: Skipped[];
  /** More than half of the files, and more than 100, are gone at once: an unmounted disk looks like that. */
  mass: boolean;
}

export interface Tree {
  readonly model: ProjectModel;
  /** Hash of everything the configuration says. */
  readonly configHash: string;
  /** Quiet time after which a finding is known, milliseconds. */
  readonly settleMs: number;
  /** Compares every file with what the model knows. Throws DIR_MISSING. */
  sweep(): Promise<Look>;
  /** Throws DIR_MISSING when the root is gone, or another folder stands in its place: then nothing can be said of its files. */
  requireRoot(): void;
  /** Whether all of these are files that the model knows, so that they can be looked at without a sweep. */
  knows(paths: readonly string[]): boolean;
  /** Which of these files are no longer as the model read them. */
  changedSince(paths: readonly string[]): string[];
  /** Reads on in git's history when HEAD has moved; gives what to record, null when it stands where it stood. */
  refreshHistory(): Promise<HistoryRecord | null>;
  /** What is new since a ref, as things stand when it is called. Throws USAGE when there is nothing to compare with. */
  since(ref: string): Promise<Since>;
  /** The machine lets the daemon write safe fixes into documents. */
  readonly writesSafeFixes: boolean;
  /** Whether HEAD is a branch; false without git. */
  isOnBranch(): boolean;
  /** Path → git's blob id of what is committed; null without git. */
  committed(): Promise<ReadonlyMap<string, string> | null>;
  close(): Promise<void>;
}
