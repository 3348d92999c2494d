import type { ResourceType } from "./tables.js";

/** A file as the backlog compares it. */
export interface FileContent {
  path: string;
  type: ResourceType;
  hash: string;
}

export interface Backlog {
  /** Files whose chunks are missing, or were cut from another content. */
  behind: FileContent[];
  /** Names of texts whose file is gone, or is no longer read. */
  orphans: string[];
}

/** What is to be done so that texts follow files; `texts` are their names with the hashes they were cut from. */
export function backlogOf(files: readonly FileContent[], texts: ReadonlyMap<string, string>): Backlog {
  const left = new Set(texts.keys());
  const behind: FileContent[] = [];
  for (const file of files) {
    left.delete(file.path);
    if (texts.get(file.path) !== file.hash) behind.push(file);
  }
  return { behind, orphans: [...left] };
}
