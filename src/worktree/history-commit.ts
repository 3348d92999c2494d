import { isoTime } from "../base/time.js";

/** A commit as a log prints it. */
export interface Commit {
  id: string;
  /** First parent; null for a root. */
  parent: string | null;
  /** When it was committed, UTC. */
  date: string;
}

/** How a log prints a commit; its first byte starts no path and no line of a patch. */
export const COMMIT_FORMAT = "--format=tformat:%x01%H %ct %P";

const ID = /^[0-9a-f]{40,64}$/;
const SECONDS = /^\d{1,12}$/;

/** Reads a commit as COMMIT_FORMAT prints it, without its first byte; null for anything else. */
export function parseCommit(header: string): Commit | null {
  const [id = "", seconds = "", parent = ""] = header.trim().split(" ");
  if (id.length > 64 || seconds.length > 12 || !ID.test(id) || !SECONDS.test(seconds)) return null;
  return { id, parent: parent === "" ? null : parent, date: isoTime(Number(seconds) * 1000) };
}
