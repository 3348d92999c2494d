/** Findings of commits, kept between runs: what a commit holds does not change. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BaseFinding } from "./found.js";

/** Commits that are kept; the one written longest ago goes. */
const FILES_MAX = 200;
/** A larger file is not read. Bytes. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

export interface BaseCache {
  load(): BaseFinding[] | null;
  /** A folder that cannot be written to is no error: the next run judges again. */
  save(findings: readonly BaseFinding[]): void;
}

/** The place of what was found under `circumstances`: commit, rules, configuration, and all else that findings depend on. */
export function baseCache(folder: string, circumstances: readonly unknown[]): BaseCache {
  const key = createHash("sha256").update(JSON.stringify(circumstances)).digest("hex").slice(0, 32);
  const file = join(folder, `${key}.json`);
  return {
    load() {
      try {
        if (statSync(file).size > FILE_BYTES_MAX) return null;
        const found: unknown = JSON.parse(readFileSync(file, "utf8"));
        return Array.isArray(found) && found.every(isFinding) ? found : null;
      } catch {
        return null;
      }
    },
    save(findings) {
      const unfinished = join(folder, `${key}.${randomBytes(6).toString("hex")}.tmp`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(unfinished, JSON.stringify(findings), { mode: 0o600, flag: "wx" });
        renameSync(unfinished, file);
        dropOldest(folder);
      } catch {
        rmSync(unfinished, { force: true });
      }
    },
  };
}

function isFinding(value: unknown): value is BaseFinding {
  if (typeof value !== "object" || value === null) return false;
  const { path, parts } = value as Record<string, unknown>;
  return typeof path === "string" && Array.isArray(parts) && parts.every((part) => typeof part === "string");
}

function dropOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= FILES_MAX) return;
  const written = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { name } of written.slice(FILES_MAX)) rmSync(join(folder, name), { force: true });
}
