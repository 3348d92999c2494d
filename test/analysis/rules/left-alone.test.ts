/** Texts that look like drift and are none: each shape of them was seen in a repository. */
import { describe, expect, it } from "vitest";
import { type Changes, scratchProject } from "../../support/project.js";

const MANIFEST = '{"name":"kettle","version":"1.0.0","main":"src/a.ts"}';
const found = (files: Changes) => scratchProject({ "package.json": MANIFEST, ...files }).check();
const foundAfter = (files: Changes, changes: Changes) =>
  scratchProject({ "package.json": MANIFEST, ...files })
    .commit(changes)
    .check();

describe("links", () => {
  it("to absolute paths are routes where nothing at the root begins like that, and drift where something does or did", async () => {
    const page = { "docs/a.md": "[a](/api/Heat) [b](/img/kettle.png) [c](/docs/gone.md)\n" };
    expect(await found(page)).toEqual(["docs/a.md:1 link/missing-file"]);
    const image = { "img/kettle.png": "x" };
    expect(await foundAfter({ ...page, ...image }, { "img/kettle.png": null, "docs/gone.md": "# Back\n" })).toEqual([
      "docs/a.md:1 link/missing-file",
    ]);
  });

  it("to absolute paths are drift where one file is called so but for a slip in its first folder", async () => {
    const page = { "docs/help.md": "[a](/doc/api.md) [b](/doc/other.md) [c](/guide/api.md)\n", "docs/api.md": "# Api\n" };
    const { findings } = await scratchProject({ "package.json": MANIFEST, ...page }).report();
    expect(findings).toMatchObject([{ reference: "/doc/api.md", suggestion: { replacement: "/docs/api.md" } }]);
    expect(await found({ ...page, "dot/api.md": "# Api\n" })).toEqual([]);
  });

  it("without an extension are routes where neither they nor their folder ever were", async () => {
    expect(await found({ "docs/a.md": "[a](../api/operators/tap) [b](../src/gone)\n", "src/b.ts": "" })).toEqual([
      "docs/a.md:1 link/missing-file",
    ]);
    expect(await foundAfter({ "docs/a.md": "[a](../api/tap)\n", "api/tap/x.md": "# X\n" }, { "api/tap/x.md": null })).toEqual([
      "docs/a.md:1 link/missing-file",
    ]);
  });

  it("to a page by its name without `.md` are routes of a site, whatever the name ends in", async () => {
    const page = "---\ntitle: Entry\n---\n\n# Entry\n";
    expect(await found({ "docs/entry.server.tsx.md": page, "docs/a.md": "[a](entry.server.tsx)\n" })).toEqual([]);
  });

  it("that show a picture or a sign alone promise no section of their own page", async () => {
    const signs = '[💬](#question-ann) [![badge](x.svg)](#badge)\n\n<p><a href="#badge"><img alt="a" src="x.svg"></a></p>\n';
    expect(await found({ "docs/a.md": signs, "docs/x.svg": "x" })).toEqual([]);
    const words = '[💬 ask](#question)\n\n<p><a href="#badge"><img src="x.svg"> badge</a></p>\n\n[💬](b.md#question)\n';
    expect(await found({ "docs/a.md": words, "docs/b.md": "# B\n", "docs/x.svg": "x" })).toEqual([
      "docs/a.md:1 link/missing-anchor",
      "docs/a.md:3 link/missing-anchor",
      "docs/a.md:5 link/missing-anchor",
    ]);
  });

  it("to the top of a page lead somewhere", async () => {
    expect(await found({ "docs/a.md": "# A\n\n[up](#_top) [no](#gone)\n" })).toEqual(["docs/a.md:3 link/missing-anchor"]);
  });
});

describe("anchors of a page with front matter", () => {
  const page = (front: string) =>
    `${front}# Start\n\n## Using it (cold)\n\n[a](#further-reading) [b](#using-it-(cold)) [c](#gone)\n`;

  it("may be made of its keys, or of headings with their punctuation", async () => {
    expect(await found({ "docs/a.md": page("---\ntitle: A\nfurther_reading:\n- x\n---\n\n") })).toEqual([
      "docs/a.md:11 link/missing-anchor",
    ]);
    const bare = scratchProject({ "docs/a.md": page("") });
    expect((await bare.report()).findings.map(({ reference }) => reference)).toEqual([
      "further-reading",
      "using-it-(cold)",
      "gone",
    ]);
  });
});

describe("anchors of a page of a site", () => {
  it("may be made of a heading without what it has in brackets, which code hosts keep", async () => {
    const page = "# Api\n\n### boiling [-MY]\n\n### Heat %{#heat}%\n\n[a](#boiling) [b](#heat) [c](#boiling-1) [d](#gone)\n";
    const { findings } = await scratchProject({
      "docs/a.md": page,
      "docs/.vitepress/config.ts": "",
      "guide/a.md": page,
    }).report();
    expect(findings.map(({ path, reference }) => `${path} ${reference}`)).toEqual([
      "docs/a.md gone",
      "guide/a.md boiling",
      "guide/a.md heat",
      "guide/a.md boiling-1",
      "guide/a.md gone",
    ]);
  });
});

describe("links of parts", () => {
  it("that a site puts into other pages, and to HTML that was never here, are not judged", async () => {
    const text = "[a](gone.md) [b](api/gone.html) [c](#gone)\n";
    expect(await found({ "docs/_usage.md": text, "docs/_sidebar.mdx": text, "docs/usage.md": text })).toEqual([
      "docs/usage.md:1 link/missing-file",
      "docs/usage.md:1 link/missing-anchor",
    ]);
    expect(await foundAfter({ "docs/a.md": "[b](gone.html)\n", "docs/gone.html": "x" }, { "docs/gone.html": null })).toEqual([
      "docs/a.md:1 link/missing-file",
    ]);
  });
});

describe("pictures of a page", () => {
  it("may be served from a folder of the site, not those of a README", async () => {
    const html = '<img src="img/kettle.png">\n';
    const app = { "site/package.json": '{"name":"site","private":true}', "site/public/img/kettle.png": "x" };
    expect(await found({ ...app, "site/content/a.md": html, "site/README.md": html })).toEqual([
      "site/README.md:1 link/missing-file",
    ]);
  });
});

describe("documents", () => {
  it("of a version that is no longer published are history", async () => {
    const text = "[a](gone.md)\n";
    const files = { "docs-v3/a.md": text, "docs/v4/a.md": text, "docs/v5/a.md": text };
    expect(await found({ ...files, "package.json": MANIFEST.replace("1.0.0", "4.1.0") })).toEqual([
      "docs/v4/a.md:1 link/missing-file",
      "docs/v5/a.md:1 link/missing-file",
    ]);
  });

  it("on what changed between two versions are history", async () => {
    const code = (name: string) => ({ "src/a.ts": `export function ${name}(litres: number) {\n  return litres * 4.2;\n}\n` });
    const text = "Call `boilWaterHot(litres)` first.\n";
    const files = { "docs/6-to-7-change-summary.md": text, "docs/7-steps-to-tea.md": text };
    expect(await foundAfter({ ...files, ...code("boilWaterHot") }, code("heatWaterHot"))).toEqual([
      "docs/7-steps-to-tea.md:1 symbol/renamed",
    ]);
  });

  it("of a test beside the page that is to come out make no claims", async () => {
    const text = "[a](url.md)\n";
    expect(await found({ "test/specs/links.md": text, "test/specs/links.html": "<a>" })).toEqual([]);
    expect(await found({ "test/specs/links.md": text })).toEqual(["test/specs/links.md:1 link/missing-file"]);
  });

  it("on how to migrate are history", async () => {
    const code = (name: string) => ({ "src/a.ts": `export function ${name}(litres: number) {\n  return litres * 4.2;\n}\n` });
    const text = "Call `boilWaterHot(litres)` first.\n";
    const files = { "docs/migrate-to-8.0.0.md": text, "docs/use.md": text };
    expect(await foundAfter({ ...files, ...code("boilWaterHot") }, code("heatWaterHot"))).toEqual([
      "docs/use.md:1 symbol/renamed",
    ]);
  });
});

describe("names of packages", () => {
  const text = (name: string, imported: string) =>
    `Install \`${name}\`:\n\n\`\`\`ts\nimport { ${imported} } from "${name}";\nimport fs from "${name}/drivers/fs";\n\`\`\`\n`;
  const files = { "package.json": '{"name":"unkettle"}', "src/a.ts": "export function createKettle() {}\n" };
  const check = (document: string, more: Changes = {}) => found({ ...files, ...more, "README.md": document });

  it("that are one slip away from ours are ours where samples import from them what we export", async () => {
    expect(await check(text("unikettle", "createKettle"))).toEqual([
      "README.md:1 symbol/renamed",
      "README.md:4 import/missing-module",
      "README.md:5 import/missing-module",
    ]);
  });

  it("are others' where samples import other things, the project knows them, or they are a word apart", async () => {
    expect(await check(text("unikettle", "createPot"))).toEqual([]);
    expect(await check(text("unikettle", "createKettle"), { "src/b.ts": "export const other = 'unikettle';\n" })).toEqual([]);
    expect(await check(text("unkettle2", "createKettle"))).toEqual([]);
    const dependent = '{"name":"unkettle","dependencies":{"unikettle":"^1.0.0"}}';
    expect(await check(text("unikettle", "createKettle"), { "package.json": dependent })).toEqual([]);
  });
});

describe("names", () => {
  const code = (name: string) => ({ "src/a.ts": `export function ${name}(litres: number) {\n  return litres * 4.2;\n}\n` });

  it("that a sample of the document imports from another package are that package's", async () => {
    const text = "Call `boilWaterHot(litres)` first.\n";
    const sample = (from: string) => `${text}\n\`\`\`ts\nimport { boilWaterHot } from "${from}";\n\`\`\`\n`;
    const files = { "docs/a.md": sample("kettle-hot"), "docs/b.md": text };
    expect(await foundAfter({ ...files, ...code("boilWaterHot") }, code("heatWaterHot"))).toEqual([]);
    const ours = { "docs/a.md": text, "docs/b.md": "```ts\nimport { boilWaterHot } from 'kettle';\n```\n" };
    expect(await foundAfter({ ...ours, ...code("boilWaterHot") }, code("heatWaterHot"))).toEqual([
      "docs/a.md:1 symbol/renamed",
      "docs/b.md:2 import/missing-export",
    ]);
    const own = { "docs/a.md": text, "docs/b.md": "```ts\nimport { coldWaterHot } from 'kettle-hot';\n```\n" };
    expect(await foundAfter({ ...own, ...code("boilWaterHot") }, code("heatWaterHot"))).toEqual(["docs/a.md:1 symbol/renamed"]);
  });

  it("that a heading writes as a call or a member are slips of what differs in capitals alone", async () => {
    const lives = { "src/a.ts": "export function isLidOpen() {}\n" };
    const { findings } = await scratchProject({ ...lives, "docs/a.md": "### `kettle.islidopen(lid)`\n" }).report();
    expect(findings).toMatchObject([{ rule: "symbol/renamed", suggestion: { replacement: "kettle.isLidOpen(lid)" } }]);
    for (const text of ["### `kettle.isLidOpn(lid)`\n", "### islidopen\n", "Call `kettle.islidopen(lid)`.\n"])
      expect(await found({ ...lives, "docs/a.md": text })).toEqual([]);
  });

  it("with a word more or less than one that lives are others, and no slips of it", async () => {
    const lives = "export function onCacheEntryAdded() {}\nexport function otherEntry() {}\nexport function moreEntry() {}\n";
    const text = (name: string) => `Call \`${name}\`, \`otherEntry\` and \`moreEntry\`.\n`;
    expect(await found({ "src/a.ts": lives, "docs/a.md": text("cacheEntryAdded") })).toEqual([]);
    expect(await found({ "src/a.ts": lives, "docs/a.md": text("onCacheEntyAdded") })).toEqual(["docs/a.md:1 symbol/renamed"]);
  });

  it("in a document that installs a companion of ours are the companion's", async () => {
    const text = (name: string) => `\`\`\`sh\nnpm install ${name}\n\`\`\`\n\n# Use\n\nCall \`boilWaterHot(litres)\` first.\n`;
    const files = (name: string) => ({ "docs/a.md": text(name), ...code("boilWaterHot") });
    expect(await foundAfter(files("kettle-devtools"), code("heatWaterHot"))).toEqual([]);
    expect(await foundAfter(files("teapot"), code("heatWaterHot"))).toEqual(["docs/a.md:7 symbol/renamed"]);
    const later = `# A\n\n# B\n\n# C\n\n${text("kettle-devtools")}`;
    expect(await foundAfter({ ...files(""), "docs/a.md": later }, code("heatWaterHot"))).toEqual(["docs/a.md:13 symbol/renamed"]);
  });

  it("that link to a repository are that one's where nobody knows our own address", async () => {
    const text = "Call [`boilWaterHot`](https://github.com/others/kettle) first.\n";
    const files = { "docs/a.md": text, ...code("boilWaterHot") };
    expect(await foundAfter(files, code("heatWaterHot"))).toEqual([]);
    const site = text.replace("github.com/others", "kettle.example");
    expect(await foundAfter({ ...files, "docs/a.md": site }, code("heatWaterHot"))).toEqual(["docs/a.md:1 symbol/renamed"]);
  });

  it("of files may stand for one of another dialect that is called so too", async () => {
    const files = { "docs/a.md": "- `brew.ssr.ts` must export it\n", "app/brew.ssr.ts": "" };
    expect(await foundAfter(files, { "app/brew.ssr.ts": null, "src/a.ts": "" })).toEqual(["docs/a.md:1 path/removed"]);
    const twin = { ...files, "src/entries/brew.ssr.tsx": "" };
    expect(await foundAfter(twin, { "app/brew.ssr.ts": null })).toEqual([]);
  });

  it("that link to another repository are that repository's", async () => {
    const project = scratchProject({
      "package.json": MANIFEST,
      "docs/a.md": "Call [`boilWaterHot`](https://github.com/other/kettle/blob/main/a.ts) first.\n",
      "docs/b.md": "Call [`boilWaterHot`](https://github.com/own/kettle/blob/v1/a.ts) first.\n",
      ...code("boilWaterHot"),
    });
    project.git("remote", "add", "origin", "https://github.com/own/kettle.git");
    expect(await project.commit(code("heatWaterHot")).check()).toEqual(["docs/b.md:1 symbol/renamed"]);
  });
});

describe("commands", () => {
  it("name a workspace, and never the root that is called alike", async () => {
    const files = {
      "package.json": JSON.stringify({ name: "kettle", private: true, workspaces: ["packages/*"] }),
      "packages/kettle/package.json": JSON.stringify({ name: "kettle", scripts: { compile: "tsc" } }),
      "CONTRIBUTING.md": "```sh\nnpm run compile --workspace=kettle\n```\n",
    };
    expect(await found(files)).toEqual([]);
  });

  it("may leave out what Node.js adds to its entry file", async () => {
    const text = "```sh\nnode ./scripts/brew\nnode scripts/gone.js\n```\n";
    expect(await found({ "scripts/brew.js": "1;\n", "CONTRIBUTING.md": text })).toEqual([
      "CONTRIBUTING.md:3 command/missing-file",
    ]);
  });
});

describe("JSDoc", () => {
  const block = (tags: string, code: string) => ({ "src/a.js": `/**\n * Does it.\n * ${tags}\n */\n${code}\n` });

  it("tells assertions, and what `new` makes", async () => {
    expect(
      await found(block("@returns {asserts x is Kettle}", "export function assertKettle(x) { if (!x) throw new Error(); }")),
    ).toEqual([]);
    expect(await found(block("@returns {Kettle} the kettle", "export function Kettle(x) { this.x = x; }"))).toEqual([]);
    expect(await found(block("@returns {number} litres", "export function pour(x) { x.go(); }"))).toEqual([
      "src/a.js:3 jsdoc/returns",
    ]);
  });

  it("of an abstract function tells what others take", async () => {
    expect(await found(block("@abstract\n * @param {number} litres", "export function pour() {}"))).toEqual([]);
    expect(await found(block("@param {number} litres", "export function pour() {}"))).toEqual(["src/a.js:3 jsdoc/param-name"]);
  });

  it("and documents may leave out parts of a union", async () => {
    const kettle = "export class Kettle {\n  except(room: string | string[]): this {\n    return this;\n  }\n}\n";
    const text = (type: string) => `# Kettle\n\n### \`Kettle.except(room: ${type})\`\n`;
    expect(await found({ "src/a.ts": kettle, "README.md": text("string") })).toEqual([]);
    expect(await found({ "src/a.ts": kettle, "README.md": text("number") })).toEqual(["README.md:3 signature/mismatch"]);
  });
});
