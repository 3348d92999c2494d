import { describe, expect, it } from "vitest";
import { fence, marksOn } from "./support.js";

/** Sentences that name `x1`, with the mark they put on it; null for none. */
function each(mark: string, marked: string[], unmarked: string[]): void {
  it.each(marked)(`is put by: %s`, (text) => {
    expect(marksOn("x1", text)).toContain(mark);
  });
  it.each(unmarked)(`is not put by: %s`, (text) => {
    const marks = marksOn("x1", text);
    expect(marks).toBeDefined();
    expect(marks).not.toContain(mark);
  });
}

describe("the mark historical", () => {
  each(
    "historical",
    [
      "`x1` was removed.",
      "`x1` has been renamed to `y2`.",
      "`x1` and `y2` have been deprecated.",
      "`x1` is now deprecated in favour of `y2`.",
      "The `x1` option was later dropped.",
      "`x1` no longer does anything.",
      "We no longer ship `x1`.",
      "`x1` used to heat water.",
      "`x1` (deprecated) heats water.",
      "`x1` (removed) heats water.",
      "Formerly `x1`.",
      "The old `x1` heats water.",
      "It was previously called `x1`.",
      "This replaces the deprecated global `x1`.",
      "A replacement for `x1`.",
      "Use `y2` instead of `x1`.",
      "Use `y2` instead of `z3` or `x1`.",
      "Use `y2` rather than `x1`.",
      "Prior to `x1` there was nothing.",
      "Removed `x1`.",
      "Added the `x1` that heats.",
      "It is done. Extracted `x1`.",
      "# Meeting notes\n\n`x1`",
      "<details>\n<summary>2025-09-23 Meeting Notes</summary>\n\n`x1`\n\n</details>",
      "`x1` worked until v3.",
      "`x1` was called up to version 3.1.",
      "Before 2.0, `x1` heated water.",
      "~~`x1`~~",
      "> **Deprecated**\n>\n> Call `x1`.",
      "> [!WARNING] Deprecated\n> Call `x1`.",
      ":::warning Deprecated\nCall `x1`.\n:::",
      ":::danger Removed in v3\n\nCall `x1`.\n\n:::",
      "**Deprecated:** call `x1`.",
      "# v1.2.3\n\n`x1`",
      "# [1.2.0] - 2024-01-01\n\n`x1`",
      "# March 3, 2024\n\n`x1`",
      "# Changelog\n\n## Notes\n\n`x1`",
      "# Migrating to v3\n\n`x1`",
      "# Upgrade guide\n\n`x1`",
      "# What's new\n\n`x1`",
      "# Deprecations\n\n`x1`",
      "# Breaking changes\n\n`x1`",
      "# Legacy API\n\n`x1`",
      "# Previous releases\n\n`x1`",
      "# History\n\n`x1`",
      "# Old\n\n`x1`",
      "| Before | After |\n|---|---|\n| `x1` | `y2` |",
      "| v1 | v2 |\n|---|---|\n| `x1` | `y2` |",
      "Removed:\n\n- `x1`",
    ],
    [
      "`x1` exists since v3.",
      "`y2` was renamed to `x1`.",
      "`y2` was removed from `x1`.",
      "Items are removed with `x1`.",
      "Old files are deleted by `x1`.",
      "The cache is replaced using `x1`.",
      "`x1` is used to heat water.",
      "`x1` can be removed from the list by hand.",
      "`x1` is not removed.",
      "It was removed; use `x1`.",
      "It was removed. Use `x1`.",
      "`x1` boils water. The lid was removed.",
      "# Usage\n\n`x1`",
      "# v1.2.3\n\n# Usage\n\n`x1`",
      "# Version 3 of the API\n\n`x1`",
      "# History of a kettle's water\n\n`x1`",
      "| Name | Before use |\n|---|---|\n| `x1` | heat |",
      "Before you start, call `x1`.",
      "The lid waits until `x1`.",
      "~~gone~~ `x1`",
      "> **Note**\n>\n> Call `x1`.",
    ],
  );

  it("is put by a fence labelled before, not by its sentence", () => {
    const code = fence("ts", "boil();");
    expect(marksOn("boil", `Before:\n\n${code}`)).toEqual(["historical"]);
    expect(marksOn("boil", `**Old**\n\n${code}`)).toEqual(["historical"]);
    expect(marksOn("boil", fence("ts", "// before", "boil();"))).toEqual(["historical"]);
    expect(marksOn("boil", `Kettles heat. In Kettle 5.0, one could heat at once:\n\n${code}`)).toEqual(["historical"]);
    expect(marksOn("boil", `In Kettle 5.0, one can heat at once:\n\n${code}`)).toEqual([]);
    expect(marksOn("boil", `One could heat 5.0 litres in Kettle:\n\n${code}`)).toEqual([]);
    expect(marksOn("boil", fence("ts title=before", "boil();"))).toEqual(["historical"]);
    expect(marksOn("boil", `The lid was removed.\n\n${code}`)).toEqual([]);
    expect(marksOn("boil", `Before you call it, think:\n\n${code}`)).toEqual([]);
    expect(marksOn("boil", `Before:\n\ntext\n\n${code}`)).toEqual([]);
  });

  it("is put on the whole of a changelog, and on a guide to a new version but for relative links", () => {
    const text = "`x1` and [docs](docs/x.md) and [there](https://github.com/a/b/blob/main/c.ts)";
    expect(marksOn("x1", text, "CHANGELOG.md")).toEqual(["historical"]);
    expect(marksOn("docs/x.md", text, "CHANGELOG.md")).toEqual(["historical"]);
    expect(marksOn("x1", text, "MIGRATION.md")).toEqual(["historical"]);
    expect(marksOn("docs/x.md", text, "MIGRATION.md")).toEqual([]);
    expect(marksOn("https://github.com/a/b/blob/main/c.ts", text, "CHANGELOG.md")).toEqual(["historical"]);
  });
});

describe("the mark future", () => {
  each(
    "future",
    [
      "`x1` will be added.",
      "`x1` is going to be removed.",
      "We are going to add `x1`.",
      "`x1` is planned.",
      "A proposed `x1`.",
      "`x1` is not yet there.",
      "TODO: write `x1`.",
      "The upcoming `x1`.",
      "`x1` should be added.",
      "- [ ] write `x1`",
      "- [ ] write\n\n  and test `x1`",
      "# Roadmap\n\n`x1`",
      "# Future work\n\n`x1`",
      "# Open questions\n\n`x1`",
    ],
    [
      "The error will be a `x1`.",
      "- [x] write `x1`",
      "You are going to need `x1`.",
      "`x1` should be called first.",
      "It will be added. Call `x1`.",
      "# Features\n\n`x1`",
    ],
  );
});

describe("the mark negated", () => {
  each(
    "negated",
    [
      "`x1` does not exist.",
      "There is no `x1`.",
      "It has no `x1`.",
      "No such thing as `x1`.",
      "`x1` is not supported.",
      "`x1` is not yet available.",
      "`x1` isn't available.",
      "| Call | Good |\n|---|---|\n| ❌ `x1` | no |",
    ],
    [
      "Do not run `x1`.",
      "There is no need to call `x1`.",
      "`x1` makes the folder if it does not exist.",
      "Never call `x1` twice.",
      "There is no lid. `x1` heats water.",
    ],
  );

  it("is put by a fence that is marked wrong, up to what is marked right", () => {
    expect(marksOn("boil", fence("ts", "// ❌ wrong", "boil();"))).toEqual(["negated"]);
    expect(marksOn("boil", `Bad:\n\n${fence("ts", "boil();")}`)).toEqual(["negated"]);
    const both = fence("ts", "heat();", "// Don't", "boil();", "// ✅ right", "pour();");
    expect([marksOn("heat", both), marksOn("boil", both), marksOn("pour", both)]).toEqual([[], ["negated"], []]);
  });
});

describe("the mark placeholder", () => {
  it.each([
    "src/<name>.ts",
    "src/{name}.ts",
    "src/*.ts",
    "path/to/file.ts",
    "src/your-file.ts",
    "src/my-plugin/x.ts",
    "src/foo.ts",
    "src/…/x.ts",
    "$HOME/x.ts",
  ])("is put on `%s`", (path) => {
    expect(marksOn(path, `See \`${path}\`.`)).toContain("placeholder");
  });
  it.each(["src/heat.ts", "src/myopia.ts", "src/food.ts"])("is not put on `%s`", (path) => {
    expect(marksOn(path, `See \`${path}\`.`)).toEqual([]);
  });
  it("is put on names that stand for any name", () => {
    expect(marksOn("foo", "Call `foo`.")).toEqual(["placeholder"]);
    expect(marksOn("foo()", "Call `foo()`.")).toEqual(["placeholder"]);
    expect(marksOn("food", "Call `food`.")).toEqual([]);
  });
});

describe("the mark example", () => {
  const path = "src/a.ts";
  it.each(["like", "such as", "e.g.", "for example", "for example,", "files such as the"])("is put after: %s", (words) => {
    expect(marksOn(path, `Write it ${words} \`${path}\`.`)).toEqual(["example"]);
  });
  it("is put on each item of the list", () => {
    expect(marksOn(path, `Files such as \`b.ts\`, \`c.ts\` or \`${path}\` are read.`)).toEqual(["example"]);
  });
  it("is not put where something stands between", () => {
    expect(marksOn(path, `For example, run it and read \`${path}\`.`)).toEqual([]);
  });
});

describe("the mark language", () => {
  const german =
    "Der Kessel erhitzt das Wasser mit `x1` und schaltet sich dann selbst ab, sobald es kocht. Danach wird die Lampe grün. ".repeat(
      3,
    );
  it("is put on prose that is not English", () => {
    expect(marksOn("x1", german)).toEqual(["language"]);
    expect(
      marksOn("x1", "水を沸かすには、まず電源を入れて、それから `x1` を呼び出します。沸騰すると自動的に止まります。"),
    ).toEqual(["language"]);
    expect(marksOn("docs/x.md", `${german}[x](docs/x.md)`)).toEqual([]);
  });
  it("is not put on English, nor where there is too little to tell", () => {
    expect(
      marksOn(
        "x1",
        "The kettle heats the water with `x1` and then it switches itself off when the water boils. After that the lamp is green.",
      ),
    ).toEqual([]);
    expect(marksOn("x1", "Wasser: `x1`")).toEqual([]);
    expect(marksOn("x1", `${"Entry points: build, lint, tests, bench. ".repeat(9)}\`x1\``)).toEqual([]);
  });
});

it("marks what a template says of files, not its names of code", () => {
  expect(marksOn("docs/x.md", "[x](docs/x.md)", ".github/ISSUE_TEMPLATE/bug.md")).toEqual(["template"]);
  expect(marksOn("x1", "`x1`", ".github/ISSUE_TEMPLATE/bug.md")).toEqual([]);
});
