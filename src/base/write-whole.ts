import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Puts a text at `path`, mode 0600, by rename: a reader never sees half of it. Not for what must survive a loss of power. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  // Never through what somebody left under that name.
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, text, { mode: 0o600, flag: "wx" });
  renameSync(unfinished, path);
}
