/** The text of configuration files, before anything is made of it. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { LockstepError } from "../base/errors.js";

/** A configuration file that was read; `name` is how messages name it. */
export interface ConfigText {
  name: string;
  text: string;
}

/** The files there are, each null when it does not exist. The last two come from a repository and are not trusted. */
export interface ConfigTexts {
  machine: ConfigText | null;
  repository: ConfigText | null;
  local: ConfigText | null;
}

/** A configuration has some dozens of lines. */
export const CONFIG_BYTES_MAX = 256 * 1024;

/** Reads the machine's file at its absolute path; null when there is none. Throws CONFIG_INVALID when it cannot be read. */
export function readMachineConfig(path: string): ConfigText | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(path, String(code), cause);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw unreadable(path, "it is not a file");
    if (stats.size > CONFIG_BYTES_MAX) throw unreadable(path, `it has more than ${CONFIG_BYTES_MAX} bytes`);
    return { name: path, text: readFileSync(descriptor, "utf8") };
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(path: string, why: string, cause?: unknown): LockstepError {
  return new LockstepError("CONFIG_INVALID", `The configuration ${path} cannot be read: ${why}. Correct it or remove it.`, {
    cause,
  });
}
