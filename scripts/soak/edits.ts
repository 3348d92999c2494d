/** What people and git do to a tree, each at random. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { page, part } from "../../test/support/parts.js";
import type { ScratchRepository } from "../../test/support/repository-at.js";
import type { Random } from "./random.js";

/** Parts that there may be. */
export const PARTS = 80;
const BRANCHES = ["main", "other", "third"];
/** Files that are written at once, as a generator or a formatter does. */
const BURST = 250;

export type Edit = (repository: ScratchRepository, random: Random) => void;

/** Edits of files by name, more often the first. */
export const EDITS: Record<string, Edit> = {
  page: (repository, random) => {
    const n = random.below(PARTS);
    const more = `\nMore in [another](../src/part${random.below(PARTS * 1.2)}.ts) and \`part${random.below(PARTS)}(name)\`, ${random.below(1_000)}.\n`;
    repository.write({ [`docs/page${n}.md`]: page(n) + more });
  },
  part: (repository, random) => {
    const n = random.below(PARTS);
    const name = random.of([`part${n}`, `part${n}`, `piece${n}`]);
    repository.write({
      [`src/part${n}.ts`]: part(n)
        .replaceAll(`part${n}`, name)
        .replaceAll("name", random.of(["name", "title"])),
    });
  },
  remove: (repository, random) => {
    const path = anyFile(repository, random);
    if (path) repository.remove(path);
  },
  rename: (repository, random) => {
    const path = anyFile(repository, random);
    if (path)
      renameSync(
        join(repository.root, path),
        join(repository.root, `${path.replace(/(-\d+)?\.(\w+)$/, `-${random.below(5)}.$2`)}`),
      );
  },
  folder: (repository, random) => {
    const [from, to] = random.next() < 0.5 ? ["docs", "pages"] : ["pages", "docs"];
    const [old, now] = [join(repository.root, from), join(repository.root, to)];
    if (existsSync(old) && !existsSync(now)) renameSync(old, now);
  },
  burst: (repository, random) => {
    const folder = join(repository.root, "generated");
    const n = random.below(1_000);
    mkdirSync(folder, { recursive: true });
    for (let index = 0; index < BURST; index++)
      writeFileSync(join(folder, `made${index}.ts`), `export const made${index} = ${n};\n`);
    if (random.next() < 0.5) rmSync(folder, { recursive: true });
  },
  config: (repository, random) => {
    const text = random.of(['rules: { "link/missing-file": off }\n', "ruels: {}\n", "", "settle_seconds: 0\n", null]);
    if (text === null) rmSync(join(repository.root, "lockstep.yaml"), { force: true });
    else repository.write({ "lockstep.yaml": text });
  },
  commit: (repository, random) => {
    repository.commit(`Change ${random.below(1_000)}`);
  },
  branch: (repository, random) => {
    const branch = random.of(BRANCHES);
    repository.commit("Before the switch");
    const isNew = repository.git("branch", "--list", branch).trim() === "";
    repository.git("checkout", "-q", ...(isNew ? ["-b", branch] : [branch]));
  },
  merge: (repository, random) => {
    repository.commit("Before the merge");
    const branch = random.of(BRANCHES);
    if (repository.git("branch", "--list", branch).trim() === "") return;
    attempt(repository, ["merge", "-q", "-m", "Merge", "-X", random.of(["ours", "theirs"]), branch], ["merge", "--abort"]);
  },
  rebase: (repository, random) => {
    repository.commit("Before the rebase");
    const branch = random.of(BRANCHES);
    if (repository.git("branch", "--list", branch).trim() === "") return;
    attempt(repository, ["rebase", "-q", "-X", "theirs", branch], ["rebase", "--abort"]);
  },
  reset: (repository, random) => {
    if (random.next() < 0.5) repository.git("checkout", "-q", "--", ".");
    else if (Number(repository.git("rev-list", "--count", "HEAD")) > 3) repository.git("reset", "-q", "--hard", "HEAD~1");
  },
};

function anyFile({ root }: ScratchRepository, random: Random): string | null {
  const folder = random.of(["docs", "src", "pages"]);
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];
  return names.length === 0 ? null : `${folder}/${random.of(names)}`;
}

/** What fails halfway is given up, as people do. */
function attempt(repository: ScratchRepository, words: string[], giveUp: string[]): void {
  try {
    repository.git(...words);
  } catch {
    try {
      repository.git(...giveUp);
    } catch {
      repository.git("reset", "-q", "--hard");
    }
  }
}
