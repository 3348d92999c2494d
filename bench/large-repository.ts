/** A repository of very many small files, and a branch on which many of them changed at once. Always the same. */
import { execFileSync } from "node:child_process";
import { write } from "./repository.js";

const FILES_PER_FOLDER = 200;
/** One document for so many files; it speaks of one of them. */
const FILES_PER_DOCUMENT = 100;

export interface LargeRepository {
  /** Paths of the code files. */
  code: string[];
  /** Names of functions that a document speaks of, and that the branch `other` renames. */
  renamed: number;
}

/** Writes `files` code files with their documents below `root`; the branch `other` renames the functions of the first `changed`. */
export function makeLargeRepository(root: string, files: number, changed: number): LargeRepository {
  const code = Array.from({ length: files }, (_, i) => `src/part-${Math.floor(i / FILES_PER_FOLDER)}/module-${i}.ts`);
  const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "ignore" });
  const commit = (message: string) => {
    git("add", "-A");
    git("-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "commit", "-q", "-m", message);
  };
  write(root, "package.json", `${JSON.stringify({ name: "large", version: "1.0.0", type: "module" })}\n`);
  for (const [i, path] of code.entries()) write(root, path, moduleText(i, "compute"));
  for (let i = 0; i < files; i += FILES_PER_DOCUMENT) write(root, `docs/guide-${i}.md`, documentText(i, code[i] as string));
  git("init", "-q", "-b", "main");
  commit("Start");
  git("checkout", "-q", "-b", "other");
  for (const [i, path] of code.slice(0, changed).entries()) write(root, path, moduleText(i, "derive"));
  commit("Rename");
  git("checkout", "-q", "main");
  return { code, renamed: Math.ceil(Math.min(changed, files) / FILES_PER_DOCUMENT) };
}

function moduleText(i: number, verb: string): string {
  return `/** Part ${i}. @param litres how much there is */
export function ${verb}Module${i}(litres: number): number {
  return litres * ${i};
}
`;
}

function documentText(i: number, path: string): string {
  return `# Guide ${i}\n\n\`computeModule${i}(litres)\` of [module ${i}](../${path}) does the work.\n`;
}
