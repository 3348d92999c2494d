/** What the codes of errors mean, the operating system's and SQLite's. */

/** The code of an error; empty when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Whether there was no room for what was to be written: on the disk, or in what the user may have of it. */
export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith("SQLITE_FULL") || code === "ENOSPC" || code === "EDQUOT";
}

/** Whether SQLite found that a database is damaged. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}

/** Whether this process, or the machine, had no file descriptor left: nothing is said then of what was to be opened. */
export function isOutOfDescriptors(error: unknown): boolean {
  const codes = [codeOf(error), codeOf((error as Error | null)?.cause)];
  return codes.includes("EMFILE") || codes.includes("ENFILE");
}
