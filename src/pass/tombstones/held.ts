/** Texts of documents as they were before something died. */
import type { NameIndex } from "../../analysis/names/name-index.js";
import type { Git } from "../../worktree/git.js";
import { Recent } from "./recent.js";
import type { WorkingChanges } from "./working.js";

/** Old texts that are kept, in UTF-16 units. */
const KEPT_MAX = 16 * 1024 * 1024;

export interface HeldSources {
  git: Git;
  index(): NameIndex;
  working(): Promise<WorkingChanges>;
}

/** Reads the text of a document, or of the file it was renamed from, at the parent of a commit; in HEAD for null. */
export function heldTexts({
  git,
  index,
  working,
}: HeldSources): (document: string, commit: string | null) => Promise<string | null> {
  const known = new Recent<{ text: string | null }>(KEPT_MAX);

  async function read(spec: string): Promise<string | null> {
    const kept = known.get(spec);
    if (kept) return kept.text;
    const text = await git.readBlob(spec);
    known.set(spec, { text }, (text?.length ?? 0) + spec.length);
    return text;
  }

  return async (document, commit) => {
    const changes = await working();
    const committed = changes.head.has(document) ? document : ancestorOf(document, changes);
    if (committed === null) return null;
    if (commit === null) return read(changes.head.get(committed) as string);
    const parent = index().parentOf(commit) ?? `${commit}^`;
    return read(`${parent}:${git.prefix}${index().pathAt(committed, commit)}`);
  };
}

/** The file of HEAD that a new document was made from; null when it is new. */
function ancestorOf(document: string, { renames }: WorkingChanges): string | null {
  for (const [from, { to }] of renames) if (to === document) return from;
  return null;
}
