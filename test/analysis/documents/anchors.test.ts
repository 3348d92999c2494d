import { describe, expect, it } from "vitest";
import { SlugCounter, slugsOf } from "../../../src/analysis/documents/slugs.js";
import type { AnchorFact } from "../../../src/analysis/model.js";
import { fence, read } from "./support.js";

function anchors(text: string, path?: string): AnchorFact[] {
  return read(text, path).facts.filter((fact): fact is AnchorFact => fact.kind === "anchor");
}

function open(text: string, path?: string): string[] {
  return read(text, path).facts.flatMap((fact) => (fact.kind === "open" ? [`${fact.set}: ${fact.reason}`] : []));
}

describe("the slugs of a heading", () => {
  it.each([
    ["Usage", "usage"],
    ["Getting Started", "getting-started"],
    ["What's new?", "whats-new"],
    ["🚀 Usage", "-usage"],
    ["`.parse()` and `.parseAsync()`".replaceAll("`", ""), "parse-and-parseasync"],
    ["Node options such as --harmony", "node-options-such-as---harmony"],
    ["A & B", "a--b"],
    ["snake_case", "snake_case"],
    ["Über uns", "über-uns"],
    ["使い方", "使い方"],
  ])("of %s begin with %s", (heading, slug) => {
    expect(slugsOf(heading)[0]).toBe(slug);
  });
  it("hold what other hosts make of it", () => {
    expect(slugsOf("🚀 Usage")).toEqual(expect.arrayContaining(["-usage", "usage", "🚀-usage"]));
    expect(slugsOf("A & B")).toEqual(expect.arrayContaining(["a--b", "a-b", "markdown-header-a-b"]));
    expect(slugsOf("⚙️ Set up")).toEqual(expect.arrayContaining(["️-set-up", "-set-up", "set-up"]));
    expect(slugsOf(":rocket: Usage")).toEqual(expect.arrayContaining(["rocket-usage", "-usage", "usage"]));
  });
  it("number 250,000 headings of one text on to the last", () => {
    const counter = new SlugCounter();
    let last: string[] = [];
    for (let at = 0; at < 250_000; at++) last = counter.next("a");
    expect(last[0]).toBe("a-249999");
  });

  it("step over explicit ids, however many there are", () => {
    const counter = new SlugCounter();
    for (let id = 1; id <= 100_000; id++) counter.take(`a-${id}`);
    let last: string[] = [];
    for (let at = 0; at < 100_000; at++) last = counter.next("a");
    expect(last).toContain("a-199999");
  });

  it("are none for a heading without letters", () => {
    expect(slugsOf("!!!")).toEqual([]);
  });
});

describe("the anchors of a document", () => {
  it("are its headings of every form", () => {
    const text =
      '# One\n\nTwo *words*\n---\n\n### `code()` and [link](x.md) ###\n\n> ## Quoted\n\n<h2 align="center">In <b>HTML</b></h2>\n';
    expect(anchors(text).map(({ slugs, text: heading, line }) => [slugs[0], heading, line])).toEqual([
      ["one", "One", 1],
      ["two-words", "Two words", 3],
      ["code-and-link", "code() and link", 6],
      ["quoted", "Quoted", 8],
      ["in-html", "In HTML", 10],
    ]);
  });
  it("are numbered when they repeat", () => {
    const slugs = anchors("# A\n\n# A\n\n# A\n\n# A-1\n").map((anchor) => anchor.slugs);
    expect(slugs.map((all) => all[0])).toEqual(["a", "a-1", "a-2", "a-1-1"].map((slug, at) => (at === 3 ? "a-1" : slug)));
  });
  it("are explicit ids too", () => {
    const text =
      '# Title {#custom}\n\n<a name="old"></a> text <span id=\'user-content-x\'></span>\n\n<div id="y">\n</div>\n\n<!-- <a id="no"></a> -->\n';
    const slugs = anchors(text).flatMap((anchor) => anchor.slugs);
    expect(slugs).toEqual(expect.arrayContaining(["custom", "title", "title-custom", "old", "x", "y"]));
    expect(slugs).not.toContain("no");
  });
  it("are not what stands in fences", () => {
    expect(anchors(fence("md", "# No", '<a id="no"></a>'))).toEqual([]);
  });
});

describe("the set of anchors is open", () => {
  it.each([
    ["{% include x.md %}", "README.md"],
    ['{%= apidocs("index.js") %}', ".verb.md"],
    ["--8<-- 'x.md'", "README.md"],
    ["<<< @/x.md", "README.md"],
    ["<div>\n<script src='x.js'></script>\n</div>", "README.md"],
    ["import Part from './part.mdx'\n\n<Part />", "docs/x.mdx"],
    ["<!-- Do not edit: generated -->\n\n# A", "README.md"],
  ])("for %j", (text, path) => {
    expect(open(text, path)).toHaveLength(1);
  });
  it("for nothing else", () => {
    expect(open(`# A\n\n${fence("md", "{% include x.md %}")}\nimport Part from './part.mdx'\n`)).toEqual([]);
  });
});
