import { renameSync, writeFileSync } from "node:fs";

/** Puts a text at `path`, mode 0600, by rename: a reader never sees half of it. Not for what must survive a loss of power. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, path);
}
