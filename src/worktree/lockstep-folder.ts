/** The files that lockstep keeps in a repository, in its folder `.lockstep`: read through the guard, written whole or not at all. */
import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { LockstepError } from "../base/errors.js";
import { type Root, readSource } from "./guard.js";

/** Places below the root. */
export const LOCKSTEP_FILES = {
  acknowledgements: ".lockstep/acks.yaml",
  confirmations: ".lockstep/confirmed.yaml",
  baseline: ".lockstep/baseline.json",
} as const;

export type LockstepFile = (typeof LOCKSTEP_FILES)[keyof typeof LOCKSTEP_FILES];

/** A larger file is not read. Bytes. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** The text of a file; null when it is not there. */
export function readLockstepFile(root: Root, path: LockstepFile): { text: string } | { problem: string } | null {
  const source = readSource(root, path, { fileBytes: FILE_BYTES_MAX, contents: true });
  if ("text" in source) return { text: source.text };
  return "problem" in source ? { problem: `${source.problem.reason}: ${source.problem.message}` } : null;
}

/** Path of the folder, made unless it is there. Throws CONFIG_INVALID when it is none of the project's own. */
export function ownLockstepFolder(root: Root): string {
  const folder = `${root.path}/.lockstep`;
  mkdirSync(folder, { recursive: true });
  if (!lstatSync(folder).isDirectory()) {
    throw new LockstepError("CONFIG_INVALID", ".lockstep is a symbolic link, which is not followed. Make it a folder.", {
      data: { place: ".lockstep" },
    });
  }
  return folder;
}

/** Writes a file by renaming a finished one into its place. Throws CONFIG_INVALID when the folder is none of the project's own. */
export function writeLockstepFile(root: Root, path: LockstepFile, text: string): void {
  const folder = ownLockstepFolder(root);
  const unfinished = `${folder}/.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(unfinished, text, { flag: "wx" });
    renameSync(unfinished, `${root.path}/${path}`);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** A file that cannot be added to, because it is not known what it says. */
export function damagedFile(path: LockstepFile, why: string): LockstepError {
  return new LockstepError("CONFIG_INVALID", `${path} cannot be read (${why}). Correct it or remove it.`, {
    data: { place: path },
  });
}
