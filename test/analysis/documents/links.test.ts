import { describe, expect, it } from "vitest";
import { claims, claimsOf, read } from "./support.js";

describe("a link", () => {
  it("claims its file and its fragment apart", () => {
    expect(claims("[x](docs/a%20b.md?raw=1#the-end)")).toEqual([
      "link docs/a%20b.md = docs/a b.md",
      "anchor the-end = docs/a b.md#the-end",
    ]);
    expect(claims("[x](#usage)")).toEqual(["anchor usage = #usage"]);
    expect(claimsOf("anchor", "[x](#user-content-usage)")[0]?.anchor).toBe("usage");
  });

  it("makes no claim of other schemes, hosts and tops", () => {
    expect(
      claims("[a](https://example.com/x.md) [b](mailto:a@b.cd) [c](#) [d](#top) [e]() <https://example.com> [f](//cdn.io/x.js)"),
    ).toEqual([]);
  });

  it("keeps the file pages of code hosts whole", () => {
    const url = "https://github.com/o/kettle/blob/main/docs/x.md";
    expect(claims(`[x](${url}#usage) <https://gitlab.com/o/k/-/tree/main/src>`)).toEqual([
      `link ${url}`,
      `anchor usage = ${url}#usage`,
      "link https://gitlab.com/o/k/-/tree/main/src",
    ]);
    expect(claims("[x](https://github.com/o/kettle/issues/3)")).toEqual([]);
  });

  it("takes lines of code files as citations", () => {
    expect(claims("[x](src/heat.ts#L12-L20)")).toEqual(["link src/heat.ts", "citation L12-L20 = src/heat.ts#L12-L20"]);
    expect(claimsOf("citation", "[x](src/heat.ts#L12-L20)")[0]).toMatchObject({
      target: "src/heat.ts",
      from_line: 12,
      to_line: 20,
    });
  });

  it("is judged at its definition, and says whether anything uses that", () => {
    const text =
      "[one][A] and ![two][b].\n\n[a]: docs/one.md\n[B]: <docs/two three.png> 'title'\n[c]: docs/unused.md\n[a]: docs/again.md\n[^1]: docs/footnote.md\n[//]: # (comment)\n";
    expect(claimsOf("link", text).map(({ reference, form, used }) => [reference, form, used])).toEqual([
      ["docs/one.md", "reference", true],
      ["docs/two three.png", "reference", true],
      ["docs/unused.md", "reference", false],
      ["docs/again.md", "reference", false],
    ]);
  });

  it("is not marked by the heading its definition happens to stand under", () => {
    expect(claims("[x][y]\n\n# Roadmap\n\n[y]: docs/x.md")).toEqual(["link docs/x.md"]);
  });

  it("is found in HTML, but not in its comments", () => {
    const html = `<p align="center">\n  <a href='docs/a.md'><img src="img/b.png" srcset="img/c.png 1x, img/d.png 2x"></a>\n  <!-- <a href="no.md"> -->\n</p>\n\ntext <a href=docs/e.md>x</a>`;
    expect(claims(html)).toEqual(["link docs/a.md", "link img/b.png", "link img/c.png", "link img/d.png", "link docs/e.md"]);
  });

  it("with a path as its text claims that path too, unless it leads to another host", () => {
    expect(claims("[src/boil.ts](docs/x.md)")).toEqual(["path src/boil.ts", "link docs/x.md"]);
    expect(claims("[`src/boil.ts`](docs/x.md)")).toEqual(["path src/boil.ts", "link docs/x.md"]);
    expect(claims("[src/boil.ts](https://example.com/src/boil.ts)")).toEqual([]);
    expect(claims("[src/boil.ts][x]\n\n[x]: https://example.com/src/boil.ts")).toEqual([]);
  });

  it("within a link is found with it", () => {
    expect(claims("[![badge](img/badge.svg)](docs/ci.md)")).toEqual(["link img/badge.svg", "link docs/ci.md"]);
  });

  it("marks templates as stand-ins", () => {
    expect(claims("[x]({{ url }}/a.md) [y](<path/to/x.md>)")).toEqual(["link path/to/x.md [placeholder]"]);
    expect(claims("[x](docs/{{version}}/a.md)")).toEqual(["link docs/{{version}}/a.md [placeholder]"]);
  });

  it("gives its section the host it leads to", () => {
    const { document } = read("# A\n\n[x](https://www.Example.com/y)\n\n# B\n\n<a href='https://b.dev'>b</a>");
    expect(document.sections.map((section) => section.hosts)).toEqual([[], ["example.com"], ["b.dev"]]);
    const referenced = read("# A\n\n[x][y]\n\n# B\n\n[y]: https://c.dev/z");
    expect(referenced.document.sections.map((section) => section.hosts)).toEqual([[], ["c.dev"], []]);
  });
});

describe("a path", () => {
  it.each([
    "src/heat.ts",
    "src/",
    "./scripts/x.sh",
    "../other/x.md",
    "heat.ts",
    "docs/*.md",
    "app/(group)/page.tsx",
    "app/[id]/page.tsx",
    "@types/node/index.d.ts",
    ".github/workflows/ci.yml",
  ])("is read from `%s`", (path) => {
    expect(claimsOf("path", `See \`${path}\`.`).map((claim) => claim.reference)).toEqual([path]);
  });
  it.each([
    "@scope/pkg",
    "application/json",
    "text/html",
    "/users",
    "https://x.io/y.ts",
    "1/2",
    "n/a",
    "a b.ts",
    "~/x.ts",
    "console.log",
    "array.map",
    "process.env",
    ".eslintrc",
    "</div>",
    "a/b()",
    "C:/x.ts",
    "owner/kettle#12",
    "kettle.dev/docs/",
  ])("is not read from `%s`", (text) => {
    expect(claimsOf("path", `See \`${text}\`.`)).toEqual([]);
  });
  it("loses its ./ and its fragment", () => {
    expect(claimsOf("path", "`./src/x.ts#Heat`")[0]).toMatchObject({ reference: "./src/x.ts", target: "src/x.ts" });
  });
});

describe("a citation of lines", () => {
  it.each([
    ["`src/heat.ts:12`", "src/heat.ts", 12, 12],
    ["`src/heat.ts:12-20`", "src/heat.ts", 12, 20],
    ["`src/heat.ts:12:5`", "src/heat.ts", 12, 12],
    ["`src/heat.ts#L12-L20`", "src/heat.ts", 12, 20],
    ["see src/heat.ts:12.", "src/heat.ts", 12, 12],
    ["`heat.ts:5`", "heat.ts", 5, 5],
  ])("is read from %s", (text, target, from_line, to_line) => {
    expect(claimsOf("citation", text)).toMatchObject([{ target, from_line, to_line }]);
  });
  it("is read from words before a path", () => {
    expect(claims("It is in lines 12–20 of `src/heat.ts`.")).toEqual(["citation 12–20 = src/heat.ts:12-20", "path src/heat.ts"]);
    expect(claims("It is in line 7 of `src/heat.ts`.")).toEqual(["citation 7 = src/heat.ts:7", "path src/heat.ts"]);
  });
  it.each([
    "`localhost:3000`",
    "`node:18`",
    "`redis:7.2`",
    "`127.0.0.1:80`",
    "at 10:30",
    "https://x.io/a.ts:80",
    "`src/heat.ts:0`",
    "`src/heat.ts:20-12`",
  ])("is not read from %s", (text) => {
    expect(claimsOf("citation", text)).toEqual([]);
  });
});
