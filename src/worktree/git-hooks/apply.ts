/** Does the steps of a change, each whole or not at all. */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Step } from "./hook-file.js";

export function applySteps(steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind === "write") write(step);
    else if (step.kind === "rename") renameSync(step.from, step.to);
    else rmSync(step.path);
  }
}

function write({ path, text, mode }: Extract<Step, { kind: "write" }>): void {
  const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(unfinished, text, { encoding: "latin1", flag: "wx" });
    // Whoever may run hooks here is the folder's to say, not our umask's.
    chmodSync(unfinished, mode);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
