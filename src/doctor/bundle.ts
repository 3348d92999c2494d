/** What is handed to others who are to help: one file, redacted, and listed before it is written. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LockstepError } from "../base/errors.js";
import { type Place, redactedFields } from "../base/redaction.js";

/** A part of it, not redacted yet. */
export interface BundlePart {
  name: string;
  /** What it holds, for the list. */
  about: string;
  /** Gives it; what it throws stands in its place. */
  read(): unknown;
}

export interface Bundle {
  parts: { name: string; about: string; bytes: number }[];
  /** All of it, JSON. */
  text: string;
}

/** Lines of a log, and entries of any other list. */
const ENTRIES_MAX = 1_000;

/** Reads and redacts the parts; writes nothing. `places` are folders, and what is written in their stead. */
export async function makeBundle(parts: readonly BundlePart[], places: readonly Place[]): Promise<Bundle> {
  const made: Record<string, unknown> = {};
  const listed: Bundle["parts"] = [];
  for (const { name, about, read } of parts) {
    const redacted = redactedFields({ value: await tried(read) }, places, ENTRIES_MAX);
    made[name] = redacted.value;
    listed.push({ name, about, bytes: Buffer.byteLength(JSON.stringify(redacted.value) ?? "") });
  }
  return { parts: listed, text: `${JSON.stringify(made, null, 2)}\n` };
}

/** Why a part could not be read is worth as much as the part. */
async function tried(read: () => unknown): Promise<unknown> {
  try {
    return (await read()) ?? null;
  } catch (error) {
    return { fault: error };
  }
}

/** The file's path in `folder`; `now` is epoch milliseconds. */
export function bundlePath(folder: string, now: number): string {
  const at = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  return join(folder, `lockstep-bundle-${at}.json`);
}

/** Writes it for this user alone. Throws USAGE when that cannot be. */
export function writeBundle(path: string, { text }: Bundle): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new LockstepError("USAGE", `${path} cannot be written (${code}). Go to a folder that you can write to.`, { cause });
  }
}
