import type { StoredFile } from "../domains/documentation/files.js";

/** A file as it was last read: what the ledger keeps of it, and more. */
export interface FileRecord extends Omit<StoredFile, "language"> {
  /** It is a symbolic link to another file of the project; undefined for what an earlier run recorded. */
  alias?: boolean;
}
