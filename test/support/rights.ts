/** What happens to somebody who may not read. */
import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";

const NOBODY = 65_534;

/** Takes all rights from `paths`, runs `act` as a user whom that stops (root is not stopped), and gives the rights back. */
export function withoutRights<T>(paths: readonly string[], act: () => T): T {
  const before = new Map(paths.map((path) => [path, statSync(path).mode]));
  for (const path of paths) openWay(dirname(path), before);
  for (const path of paths) chmodSync(path, 0);
  const isRoot = process.geteuid?.() === 0;
  const restore = () => {
    if (isRoot) process.seteuid?.(0);
    for (const [path, mode] of [...before].reverse()) chmodSync(path, mode);
  };
  if (isRoot) process.seteuid?.(NOBODY);
  let result: T;
  try {
    result = act();
  } catch (error) {
    restore();
    throw error;
  }
  if (!(result instanceof Promise)) {
    restore();
    return result;
  }
  return result.finally(restore) as T;
}

/** Temporary folders are for their owner alone. */
function openWay(folder: string, before: Map<string, number>): void {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const { mode } = statSync(path);
    if ((mode & 0o005) === 0o005) return;
    if (!before.has(path)) before.set(path, mode);
    chmodSync(path, mode | 0o055);
  }
}
