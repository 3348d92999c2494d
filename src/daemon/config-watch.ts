/** Notices configuration files that the watcher does not see: the machine's, and those of one working copy alone. */
import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_PATHS } from "../worktree/config-files.js";

/** A file that is as it was at the look before has settled. */
const LOOK_MS = 500;

/** The state of a file, or that there is none. */
type Stamp = string;

/**
 * Makes the look: gives the keys of those that are another file than before, once they have been so for two looks. Before are
 * `known`; what is not among them counts as changed, for nobody knows what was read of it.
 */
export function settledChanges(known: Map<string, Stamp>): (stamps: ReadonlyMap<string, Stamp>) => string[] {
  const moving = new Map<string, Stamp>();
  return (stamps) => {
    const changed: string[] = [];
    for (const [key, stamp] of stamps) {
      const isKnown = known.get(key) === stamp;
      if (!isKnown && moving.get(key) !== stamp) {
        moving.set(key, stamp);
        continue;
      }
      if (!isKnown) changed.push(key);
      known.set(key, stamp);
      moving.delete(key);
    }
    for (const key of known.keys()) if (!stamps.has(key)) known.delete(key);
    return changed;
  };
}

export interface ConfigWatchOptions {
  /** Path of the machine's configuration. */
  machineConfig: string;
  /** Roots of the projects. */
  roots(): readonly string[];
  onMachine(): void;
  onProject(root: string): void;
}

/** Looks twice a second; returns the function that ends it. */
export function watchConfigs({ machineConfig, roots, onMachine, onProject }: ConfigWatchOptions): () => void {
  const changesOf = settledChanges(new Map([["", stampOf(machineConfig)]]));
  const look = () => {
    const stamps = new Map([["", stampOf(machineConfig)]]);
    for (const root of roots()) stamps.set(root, stampOf(join(root, CONFIG_PATHS.local)));
    for (const key of changesOf(stamps)) {
      if (key === "") onMachine();
      else onProject(key);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Only asked whether it is another one; what a link leads to is nothing that is read here. */
function stampOf(path: string): Stamp {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(" ") : "";
}
