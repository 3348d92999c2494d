/** Writes and commits in a git repository, with dates that only ever grow. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Path → text; null removes the file. */
export type Changes = Record<string, string | null>;

export interface ScratchRepository {
  root: string;
  git(...args: string[]): string;
  write(changes: Changes): void;
  remove(...paths: string[]): void;
  rename(from: string, to: string): void;
  text(path: string): string;
  /** Writes `changes` and commits everything; returns the commit's id. */
  commit(message: string, changes?: Changes): string;
}

/** The repository at `root`, or one to be: `git init` is the caller's. */
export function repositoryAt(root: string): ScratchRepository {
  let seconds = Date.UTC(2026, 0, 1) / 1000;
  const git = (...args: string[]) => {
    seconds += 60;
    const date = `${seconds} +0000`;
    return execFileSync("git", ["-C", root, "-c", "user.name=Kettle", "-c", "user.email=kettle@example.invalid", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
      },
    });
  };
  const write = (changes: Changes) => {
    for (const [path, text] of Object.entries(changes)) {
      const file = join(root, path);
      if (text === null) rmSync(file, { recursive: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  };
  return {
    root,
    git,
    write,
    remove: (...paths) => write(Object.fromEntries(paths.map((path) => [path, null]))),
    rename: (from, to) => {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      renameSync(join(root, from), join(root, to));
    },
    text: (path) => readFileSync(join(root, path), "utf8"),
    commit: (message, changes = {}) => {
      write(changes);
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD").trim();
    },
  };
}
