/** What a project is made of, by the names of its files. */

import { listFiles } from "./files.js";
import { createIgnore } from "./ignore.js";
import { kindOf, languageOf } from "./kinds.js";
import type { Root } from "./root.js";

export interface Survey {
  /** Language → how many files of code are in it, the most first. */
  languages: Record<string, number>;
  documents: number;
}

/** Files beyond are not counted. */
const FILES_MAX = 200_000;

/** Counts what would be looked at; reads no file. */
export async function survey(root: Root, patterns: readonly string[]): Promise<Survey> {
  const { files } = await listFiles(root, { ignore: createIgnore(root, { patterns }), gitList: null, filesMax: FILES_MAX });
  const counts = new Map<string, number>();
  let documents = 0;
  for (const path of files) {
    const kind = kindOf(path);
    if (kind === "document") documents++;
    const language = kind === "code" ? languageOf(path) : null;
    if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return { languages: Object.fromEntries([...counts].sort((a, b) => b[1] - a[1])), documents };
}
