import { describe, expect, it } from "vitest";
import { isFixture, isTestCode } from "../../src/base/test-path.js";
import { isVendored, kindOf, languageOf } from "../../src/worktree/kinds.js";

describe("kindOf", () => {
  it.each([
    ["src/a.ts", "code"],
    ["src/a.d.ts", "code"],
    ["a.CJS", "code"],
    ["README.md", "document"],
    ["docs/a.MDX", "document"],
    ["package.json", "manifest"],
    ["packages/x/package.json", "manifest"],
    ["package-lock.json", "other"],
    ["yarn.lock", "other"],
    ["dist/a.js.map", "other"],
    ["public/a.min.js", "other"],
    ["test/__snapshots__/a.ts", "other"],
    ["logo.png", "other"],
    ["logo.svg", "other"],
    ["LICENSE", "other"],
    ["CHANGELOG.txt", "other"],
    ["docs/guide.rst", "other"],
    ["requirements.txt", "text"],
    [".github/workflows/ci.yml", "text"],
    ["Dockerfile", "text"],
    ["Dockerfile.dev", "text"],
    ["docker/app.dockerfile", "text"],
    ["Makefile", "text"],
    [".npmrc", "text"],
    [".gitignore", "text"],
    [".env", "other"],
    [".env.local", "other"],
    [".env.example", "text"],
    ["scripts/run.sh", "text"],
    ["constructor", "other"],
    ["a.constructor", "other"],
    ["", "other"],
  ] as const)("%s is %s", (path, kind) => {
    expect(kindOf(path)).toBe(kind);
  });

  it("knows copied files by name only", () => {
    for (const path of ["vendor/x/README.md", "third_party/a.ts", "node_modules/x/package.json"])
      expect(kindOf(path)).toBe("other");
    expect(isVendored("src/vendor.ts")).toBe(false);
  });

  it("reads input of tests for its words only", () => {
    for (const path of ["test/fixtures/README.md", "__fixtures__/a.ts", "pkg/testdata/package.json"])
      expect(kindOf(path)).toBe("text");
    expect(kindOf("test/fixtures/logo.png")).toBe("other");
    expect(isFixture("docs/fixtures.md")).toBe(false);
  });
});

it("tells code of tests by folder and by name", () => {
  for (const path of ["test/a.ts", "src/__tests__/a.ts", "src/a.test.ts", "src/a.spec.tsx", "fixtures/a.ts"]) {
    expect(isTestCode(path)).toBe(true);
  }
  for (const path of ["src/contest.ts", "src/latest/a.ts", "test.ts"]) expect(isTestCode(path)).toBe(false);
});

it("names languages", () => {
  expect(["a.ts", "a.tsx", "a.md", "a.py", "Dockerfile.dev", "Makefile", "a.bin"].map(languageOf)).toEqual([
    "typescript",
    "tsx",
    "markdown",
    "python",
    "dockerfile",
    "make",
    null,
  ]);
});
