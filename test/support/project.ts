/** A project in a temporary folder, with a real git history, judged by the real engine. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Report } from "../../src/analysis/model.js";
import { checkOnce } from "../../src/pass/check.js";

export type Changes = Record<string, string | null>;

export interface ScratchProject {
  root: string;
  /** Writes (or, for null, removes) files without committing. */
  write(changes: Changes): ScratchProject;
  /** Writes and commits. */
  commit(changes: Changes, message?: string): ScratchProject;
  git(...args: string[]): string;
  report(): Promise<Report>;
  /** `path:line rule` of every finding, in reading order. */
  check(): Promise<string[]>;
}

const roots: string[] = [];
afterAll(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** An empty temporary folder, removed after the tests of the file. */
export function scratchFolder(name = "lockstep-test-"): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), name)));
  roots.push(root);
  return root;
}

/** A project whose first commit holds `files`; without `git`, a plain folder. */
export function scratchProject(files: Changes, options: { git?: boolean } = {}): ScratchProject {
  const root = scratchFolder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=Kettle", "-c", "user.email=kettle@example.invalid", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const project: ScratchProject = {
    root,
    git,
    write(changes) {
      for (const [path, text] of Object.entries(changes)) put(join(root, path), text);
      return project;
    },
    commit(changes, message = "Change") {
      project.write(changes);
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", message);
      return project;
    },
    report: async () => (await checkOnce(root, { cacheDir: null })).report,
    check: async () => (await project.report()).findings.map((finding) => `${finding.path}:${finding.line} ${finding.rule}`),
  };
  if (options.git === false) return project.write(files);
  git("init", "-q", "-b", "main");
  return project.commit(files, "Start");
}

function put(file: string, text: string | null): void {
  if (text === null) rmSync(file, { recursive: true, force: true });
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
