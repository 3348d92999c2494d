import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compilePattern, lastMatch, parsePatterns } from "../../src/base/patterns.js";

const folder = mkdtempSync(join(tmpdir(), "lockstep-patterns-"));
execFileSync("git", ["init", "-q", folder]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What git says of files at `paths` that do not exist. */
function gitIgnores(text: string, paths: readonly string[]): Set<string> {
  writeFileSync(join(folder, ".gitignore"), text);
  const args = ["-C", folder, "-c", "core.excludesFile=/dev/null", "check-ignore", "-z", "--no-index", "--stdin"];
  try {
    const answer = execFileSync("git", args, { input: paths.join("\0"), encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
    return new Set(answer.split("\0").filter((path) => path !== ""));
  } catch (error) {
    if ((error as { status: number }).status === 1) return new Set();
    throw error;
  }
}

function weIgnore(text: string, path: string): boolean {
  const patterns = parsePatterns(text);
  const segments = path.split("/");
  for (let end = 1; end <= segments.length; end++) {
    const match = lastMatch(patterns, { segments, start: 0, end }, end < segments.length);
    if (match && !match.negated) return true;
  }
  return false;
}

describe("the lines of an ignore file", () => {
  it("say what git says", () => {
    const name = fc.constantFrom("a", "b", "ab", "a.ts", "b.md", ".x", "a b", "#a", "!b", "a]");
    const piece = fc.oneof(
      { weight: 4, arbitrary: name },
      fc.constantFrom(
        "*",
        "**",
        "*.ts",
        "a*",
        "*b",
        "?",
        "?b",
        "[ab]",
        "[!a]*",
        "[a-c].ts",
        "\\#a",
        "\\!b",
        "a**b",
        "a\\ b",
        "***",
        "[[:alpha:]]",
      ),
    );
    const line = fc
      .tuple(
        fc.constantFrom("", "", "", "!", "#"),
        fc.constantFrom("", "", "/"),
        fc.array(piece, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "", "/", " ", "\\ ", "\r"),
      )
      .map(([before, slash, pieces, after]) => `${before}${slash}${pieces.join("/")}${after}`);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.uniqueArray(path, { minLength: 5, maxLength: 20 }),
        (lines, paths) => {
          const text = `${lines.join("\n")}\n`;
          const expected = gitIgnores(text, paths);
          expect(paths.filter((one) => weIgnore(text, one))).toEqual(paths.filter((one) => expected.has(one)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are read up to a bound", () => {
    expect(parsePatterns("a\n".repeat(10_000))).toHaveLength(2_000);
    expect(parsePatterns(`${"x".repeat(5_000)}\nb\n`).map(({ text }) => text)).toEqual(["b"]);
    expect(parsePatterns("\ufeffa\r\n\n# no\n  \n/\n").map(({ text }) => text)).toEqual(["a"]);
  });
});

describe("a pattern of the configuration", () => {
  it.each([
    ["docs/old/", "docs/old/a/b.md", true],
    ["docs/old/", "docs/old", false],
    ["docs/old", "docs/old/a.md", true],
    ["CHANGES.md", "pkg/CHANGES.md", true],
    ["/CHANGES.md", "pkg/CHANGES.md", false],
    ["docs/*.{md,mdx}", "docs/a.mdx", true],
    ["docs/*.{md,mdx}", "docs/a.txt", false],
    ["{a,b{c,d}}/x", "bd/x", true],
    ["{a", "{a", true],
    ["{a}", "{a}", true],
  ])("%j against %j: %s", (pattern, path, expected) => {
    expect(compilePattern(pattern)?.(path)).toBe(expected);
  });

  it("does not stand for endless alternatives", () => {
    expect(compilePattern("{a,b}".repeat(20))).toBeNull();
  });
});
