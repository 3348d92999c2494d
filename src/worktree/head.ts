/** Which commit is checked out, read from the files of the git directory: starting git for it would cost a warm pass a fifth. */
import { readSmallFile } from "./guard.js";

/** A file that holds one reference. */
const REFERENCE_BYTES_MAX = 4_096;
/** A larger file of packed references is git's to search. */
const PACKED_BYTES_MAX = 4 * 1024 * 1024;
/** References that refer to references; git follows no more. */
const LINKS_MAX = 5;
/** References that each working tree has for itself. */
const OWN_REFERENCES = ["refs/bisect/", "refs/worktree/", "refs/rewritten/"];

interface GitDirectories {
  /** The git directory of the working tree, and the one that all working trees share. */
  gitDir: string;
  commonDir: string;
}

/** Whether `text` is a whole object id, sha1 or sha256. */
export function isObjectId(text: string): boolean {
  return (text.length === 40 || text.length === 64) && /^[0-9a-f]+$/.test(text);
}

/**
 * The id that HEAD stands for, by loose and packed references. null when only git can tell: there is no commit yet, references are
 * kept otherwise (reftable), or a file is none that git would write today. Whether that commit exists is not looked at.
 */
export function readHeadFiles({ gitDir, commonDir }: GitDirectories): string | null {
  let name = "HEAD";
  for (let links = 0; links <= LINKS_MAX; links++) {
    const isOwn = name === "HEAD" || OWN_REFERENCES.some((prefix) => name.startsWith(prefix));
    const text = readSmallFile(isOwn ? gitDir : commonDir, name, REFERENCE_BYTES_MAX)?.trimEnd();
    if (text === undefined) return name === "HEAD" ? null : packedReference(commonDir, name);
    if (isObjectId(text)) return text;
    if (!text.startsWith("ref:")) return null;
    name = text.slice("ref:".length).trim();
    if (!name.startsWith("refs/") || name.split("/").some((segment) => segment === "" || segment.startsWith("."))) return null;
  }
  return null;
}

/** Whether HEAD is a branch, and not a commit by itself. */
export function isOnBranch(gitDir: string): boolean {
  const text = readSmallFile(gitDir, "HEAD", REFERENCE_BYTES_MAX);
  return text?.startsWith("ref:") === true && text.slice("ref:".length).trim().startsWith("refs/heads/");
}

/** A reference that is packed is there before its own file goes, so looking here second finds it in one place or the other. */
function packedReference(commonDir: string, name: string): string | null {
  const text = readSmallFile(commonDir, "packed-refs", PACKED_BYTES_MAX);
  const end = text?.indexOf(` ${name}\n`) ?? -1;
  if (text === null || end === -1) return null;
  const id = text.slice(text.lastIndexOf("\n", end) + 1, end);
  return isObjectId(id) ? id : null;
}
