import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { SPOOL_BYTES_MAX, type SpoolContent, spoolOf, takeSpool } from "../../src/doors/spool.js";
import { findRepository } from "../../src/worktree/repository.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";

const LINE = "1700000000 post-commit - - -\n";
const ID = "0123456789abcdef0123456789abcdef01234567";

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), "lockstep/spool/.main");
  mkdirSync(dirname(path), { recursive: true });
});
function taken(): (SpoolContent | string)[] {
  const all: (SpoolContent | string)[] = [];
  const refused = takeSpool(path, (content) => all.push(content));
  return refused === null ? all : [...all, refused];
}
const left = () => readdirSync(dirname(path));

describe("a spool", () => {
  it("is read once, and gone then", () => {
    expect(taken()).toEqual([]);
    writeFileSync(path, `${LINE}1700000001 post-checkout ${ID} ${ID} 1\n1700000002 post-rewrite - - rebase\n`);
    expect(taken()).toEqual([{ lines: 3, malformed: 0, overflow: false }]);
    expect(left()).toEqual([]);
    expect(taken()).toEqual([]);
  });

  it("counts what no hook of ours wrote, and reads the rest", () => {
    const noise = [
      "",
      "rm -rf /",
      "1700000000 post-commit - -",
      "1700000000 pre-push - - -",
      "1700000000 post-commit $(x) - -",
      `1700000000 post-checkout ${ID}  1`,
      `1700000000 post-commit - - ${"x".repeat(600)}`,
      "1700000000 post-commit - - -\r",
      "\0\xff",
    ];
    writeFileSync(path, `${noise.join("\n")}\n${LINE}1700000000 post-comm`, "latin1");
    expect(taken()).toEqual([{ lines: 1, malformed: noise.length + 1, overflow: false }]);
    expect(left()).toEqual([]);
  });

  it("that is too large is not read", () => {
    writeFileSync(path, LINE.repeat(Math.ceil(SPOOL_BYTES_MAX / LINE.length) + 1));
    expect(taken()).toEqual([{ lines: 0, malformed: 0, overflow: true }]);
    expect(left()).toEqual([]);
  });

  it("is found again when it was taken and not used", () => {
    writeFileSync(path, LINE);
    const fail = () => {
      throw new Error("the ledger is gone");
    };
    expect(() => takeSpool(path, fail)).toThrow("the ledger is gone");
    expect(left()).toEqual([".main.reading"]);
    writeFileSync(path, LINE + LINE);
    expect(taken()).toEqual([
      { lines: 1, malformed: 0, overflow: false },
      { lines: 2, malformed: 0, overflow: false },
    ]);
    expect(left()).toEqual([]);
  });

  it("is refused and left alone when it is a link, a folder or a pipe", () => {
    const secret = join(temporaryFolder(), "secret");
    writeFileSync(secret, LINE);
    for (const place of [path, `${path}.reading`]) {
      symlinkSync(secret, place);
      expect(taken()).toEqual(["it is a symbolic link"]);
      expect([left().length, readFileSync(secret, "utf8")]).toEqual([1, LINE]);
      rmSync(place);
      for (const make of [() => mkdirSync(place), () => execFileSync("mkfifo", [place])]) {
        make();
        expect(taken()).toEqual(["it is no regular file"]);
        rmSync(place, { recursive: true });
      }
    }
  });

  it("is refused when one of its folders is a link", () => {
    writeFileSync(path, LINE);
    const elsewhere = join(temporaryFolder(), "there");
    renameSync(dirname(path), elsewhere);
    symlinkSync(elsewhere, dirname(path));
    expect(taken()).toEqual(["its folder is no folder of git's own"]);
    expect(existsSync(join(elsewhere, ".main"))).toBe(true);
  });

  it("has its place by working tree", () => {
    const repository = scratchRepository({ "a.md": "1\n" });
    const linked = join(temporaryFolder(), "main");
    repository.git("worktree", "add", "-q", "-b", "side", linked);
    const place = (root: string) => spoolOf(findRepository(root) as NonNullable<ReturnType<typeof findRepository>>);
    expect(place(repository.root)).toBe(join(repository.root, ".git/lockstep/spool/.main"));
    expect(place(linked)).toBe(join(repository.root, ".git/lockstep/spool/main"));
  });
});
