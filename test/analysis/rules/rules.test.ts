import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkOnce } from "../../../src/pass/check.js";
import { type Changes, scratchProject } from "../../support/project.js";

/** The findings after `changes` are committed on top of `files`, which must be clean by themselves. */
async function findingsAfter(files: Changes, changes: Changes): Promise<string[]> {
  const project = scratchProject(files);
  expect(await project.check()).toEqual([]);
  return project.commit(changes).check();
}

describe("link/missing-file", () => {
  const files = { "README.md": "See [heat](src/boil.ts).\n", "src/boil.ts": "export const a = 1;\nexport const b = 2;\n" };

  it("fires when the target moved", async () => {
    expect(await findingsAfter(files, { "src/boil.ts": null, "src/heat.ts": files["src/boil.ts"] })).toEqual([
      "README.md:1 link/missing-file",
    ]);
  });

  it("fires without any history: the tree is a closed set", async () => {
    expect(await scratchProject({ "README.md": "[a](b.md)\n" }, { git: false }).check()).toEqual([
      "README.md:1 link/missing-file",
    ]);
  });

  it.each([
    ["pages of the code host", "[issues](../../issues) and [wiki](../wiki)"],
    ["built files", "[build](dist/x.js)"],
    ["folders", "[sources](src) and [again](./src/)"],
    ["escaped names", "[one](my%20file.md) and [two](<my file.md>)"],
    ["other hosts and schemes", "[a](https://example.com/x.md) <mailto:a@example.com> <a@example.com>"],
  ])("does not fire on %s", async (_what, text) => {
    expect(await scratchProject({ "README.md": `${text}\n`, "src/a.ts": "export {};\n", "my file.md": "x\n" }).check()).toEqual(
      [],
    );
  });

  it("does not fire on what a build makes, wherever its configuration puts it", async () => {
    const scripts = { docs: "typedoc --out api" };
    const project = scratchProject({
      "README.md": "[a](gen/cli.js) [b](api/index.html) [c](esm/x.js)\n",
      "tsconfig.json": '{ "compilerOptions": { "outDir": "gen", } } // built\n',
      "package.json": JSON.stringify({ name: "kettle", scripts, files: ["esm"] }),
    });
    expect(await project.check()).toEqual([]);
    project.commit({ "gen/keep.txt": "x\n" });
    expect(await project.check()).toEqual(["README.md:1 link/missing-file"]);
  });

  it("does not fire on what is there but no file", async () => {
    const project = scratchProject({ "README.md": "See [the pipe](pipe.md).\n" });
    execFileSync("mkfifo", [join(project.root, "pipe.md")]);
    expect(await project.check()).toEqual([]);
  });

  it("does not count from the top of a repository that it cannot see", async () => {
    const project = scratchProject({ "docs/a.md": "[b](/docs/b.md) [c](/docs/gone.md)\n", "docs/b.md": "# B\n" });
    const { report } = await checkOnce(join(project.root, "docs"), { cacheDir: null });
    expect(report.findings).toEqual([]);
    expect(await project.check()).toEqual(["docs/a.md:1 link/missing-file"]);
  });

  it("does not judge routes of a site", async () => {
    const site = {
      "website/docusaurus.config.js": "module.exports = {};\n",
      "website/docs/a.md": "[b](/guide/intro) [c](./other)\n",
    };
    expect(await scratchProject(site).check()).toEqual([]);
  });

  it("does not take a file of that name with an extension for the target", async () => {
    const project = scratchProject({ "README.md": "See the [license](./LICENSE).\n", "LICENSE.md": "# License\n" });
    expect(await project.check()).toEqual(["README.md:1 link/missing-file"]);
    const { report } = await checkOnce(project.root, { cacheDir: null });
    expect(report.findings[0]?.suggestion).toMatchObject({ text: "Link to ./LICENSE.md", replacement: "./LICENSE.md" });
  });

  it.each([
    ["a page with front matter", "docs/a.md", "---\ntitle: A\n---\n\n[b](./b) [c](./gone)\n", "# B\n", []],
    ["a page that leads to one", "docs/a.md", "[b](./b)\n", "---\ntitle: B\n---\n", []],
    ["a page without front matter", "docs/a.md", "[b](./b)\n", "# B\n", ["docs/a.md:1 link/missing-file"]],
    ["a README", "README.md", "---\ntitle: A\n---\n\n[b](docs/b)\n", "---\ntitle: B\n---\n", ["README.md:5 link/missing-file"]],
  ])("knows whether links without an extension are routes: %s", async (_what, path, text, target, expected) => {
    expect(await scratchProject({ [path]: text, "docs/b.md": target }).check()).toEqual(expected);
  });

  it("follows the relative links of a guide to a new version, and not those of a log", async () => {
    const text = "# 1.0.0\n\nSee [notes](docs/gone.md).\n";
    expect(await scratchProject({ "CHANGELOG.md": text, "changelogs/1.0.md": text, "MIGRATION.md": text }).check()).toEqual([
      "MIGRATION.md:3 link/missing-file",
    ]);
  });
});

describe("names that are given as examples", () => {
  const boil = "export function boilWater(litres: number) {\n  return litres * 4.2;\n}\n";
  const files = { "src/boil.ts": boil, "README.md": "# Kettle\n\nCall functions like `boilWater`. See `src/boil.ts`.\n" };

  it("are judged: there should be such a name", async () => {
    expect(await findingsAfter(files, { "src/boil.ts": boil.replace("boilWater", "heatWater") })).toEqual([
      "README.md:3 symbol/renamed",
    ]);
  });
});

describe("the comments of a drawn tree", () => {
  const boil = "export function boilWater(litres: number) {\n  return litres * 4.2;\n}\n";
  const tree = (name: string) =>
    `# Kettle\n\n\`\`\`\nsrc/\n├── boil.ts   # ${name}(), keepWarm.off()\n└── index.ts  # exports\n\`\`\`\n`;
  const files = { "src/boil.ts": boil, "src/index.ts": "export * from './boil.js';\n", "AGENTS.md": tree("boilWater") };

  it("name functions", async () => {
    expect(await findingsAfter(files, { "src/boil.ts": boil.replace("boilWater", "heatWater") })).toEqual([
      "AGENTS.md:5 symbol/renamed",
    ]);
  });

  it("name nothing that was never here", async () => {
    expect(await scratchProject({ ...files, "AGENTS.md": tree("pourWater") }).check()).toEqual([]);
  });
});

describe("script/unknown beside another package's script of that name", () => {
  const manifest = (scripts: object) => JSON.stringify({ name: "kettle", workspaces: ["docs"], scripts });
  const files = {
    "package.json": manifest({ dev: "vitest --watch" }),
    "docs/package.json": JSON.stringify({ scripts: { dev: "vitepress dev" } }),
    "README.md": "# Kettle\n\nRun `npm run dev`.\n",
  };

  it("fires when the document's own package renamed its script", async () => {
    expect(await findingsAfter(files, { "package.json": manifest({ develop: "vitest --watch" }) })).toEqual([
      "README.md:3 script/unknown",
    ]);
  });

  it("does not fire when it was removed, or the document came later", async () => {
    expect(await findingsAfter(files, { "package.json": manifest({}) })).toEqual([]);
    const later = scratchProject({ ...files, "README.md": null }).commit({
      "package.json": manifest({ develop: "vitest --watch" }),
    });
    expect(await later.commit({ "README.md": files["README.md"] }).check()).toEqual([]);
  });
});

describe("link/case-mismatch", () => {
  it("fires when one file differs in case only", async () => {
    const files = { "README.md": "[usage](docs/Usage.md)\n", "docs/usage.md": "# Usage\n" };
    expect(await scratchProject(files).check()).toEqual(["README.md:1 link/case-mismatch"]);
  });
});

describe("link/missing-anchor", () => {
  it("fires on a heading that is not there, and suggests the near one", async () => {
    const report = await scratchProject({ "README.md": "# Kettle\n\n[top](#kettel)\n" }).report();
    expect(report.findings).toMatchObject([{ rule: "link/missing-anchor", suggestion: { replacement: "kettle" } }]);
  });

  it("suggests no heading that is merely the nearest", async () => {
    const report = await scratchProject({ "README.md": "# error_handler_not_fn\n\n[a](#error_handler_already_set)\n" }).report();
    expect(report.findings).toMatchObject([{ rule: "link/missing-anchor", suggestion: null }]);
  });

  it.each([
    ["emoji headings", "## 🚀 Usage\n\n[a](#-usage)"],
    ["repeated headings", "## Use\n\n## Use\n\n[a](#use-1)"],
    ["explicit ids", '<a name="here"></a>\n\n[a](#here)'],
    ["lines of code files", "[a](src/a.ts#L10) [b](src/a.ts#l10)"],
    ["the top of the page", "[a](#) [b](#top) [c](#readme)"],
    ["anchors that VitePress makes", "## `@__PURE__`\n\n## 1. Intro\n\n[a](#pure) [b](#_1-intro)"],
  ])("does not fire on %s", async (_what, text) => {
    expect(await scratchProject({ "README.md": `${text}\n`, "src/a.ts": "//\n".repeat(12) }).check()).toEqual([]);
  });

  it("reads MDX as MDX: JSX ends at the end of its line", async () => {
    const text =
      '<Tab title="a">\n```ts\nconst a = 1;\n\n# no heading\n```\n</Tab>\n\n## Codecs\n\n[a](#codecs) [b](#no-heading)\n';
    expect(await scratchProject({ "api.mdx": text }).check()).toEqual(["api.mdx:11 link/missing-anchor"]);
  });
});

describe("path/removed", () => {
  const files = { "README.md": "# Kettle\n\nSettings are read in `src/settings.ts`.\n", "src/settings.ts": "export {};\n" };

  it("reports a file that a commit removed", async () => {
    expect(await findingsAfter(files, { "src/settings.ts": null })).toEqual(["README.md:3 path/removed"]);
  });

  it("does not judge a file that was never here", async () => {
    expect(await scratchProject({ "README.md": "Put it in `src/plugins/x.ts`.\n", "src/a.ts": "export {};\n" }).check()).toEqual(
      [],
    );
  });

  it("says what to verify where it is only a hint, and what to write where it is not", async () => {
    const text = "# Kettle\n\nSettings are read in `src/settings.ts`. See `settings-of-kettle.ts`.\n";
    const gone = { "src/settings.ts": null, "src/settings-of-kettle.ts": null };
    const project = scratchProject({ ...files, "README.md": text, "src/settings-of-kettle.ts": "export {};\n" }).commit(gone);
    expect((await project.report()).findings).toMatchObject([
      { severity: "warning", suggestion: { text: "Drop the mention, or restore the file" } },
      { severity: "note", suggestion: { text: expect.stringMatching(/^Verify that the text means that file/) } },
    ]);
  });

  it("does not report a file that the project's own code makes", async () => {
    const files = {
      "docs/a.md": "# A\n\nThis leaves a `.kettle/state.json` behind.\n",
      ".kettle/state.json": "{}\n",
      "src/state.ts": 'export const file = (dir: string) => dir + ["x", ".kettle/state.json"][1];\n',
    };
    expect(await findingsAfter(files, { ".kettle/state.json": null })).toEqual([]);
    expect(await findingsAfter({ ...files, "src/state.ts": "export {};\n" }, { ".kettle/state.json": null })).toEqual([
      "docs/a.md:3 path/removed",
    ]);
  });

  it("knows that a file of that name stands at the root", async () => {
    const files = { "fix/heat.json": "{}\n", "heat.json": "{}\n", "docs/a.md": "# A\n\nIt is in `heat.json`.\n" };
    expect(await findingsAfter(files, { "fix/heat.json": null })).toEqual([]);
  });

  it("leaves history alone", async () => {
    const text = "# Kettle\n\nIt is `src/heat.ts`, formerly `src/settings.ts`.\n";
    expect(
      await findingsAfter({ ...files, "README.md": text, "src/heat.ts": "export {};\n" }, { "src/settings.ts": null }),
    ).toEqual([]);
  });

  it("cannot tell without the history, and says so", async () => {
    const project = scratchProject(files).commit({ "src/settings.ts": null });
    const report = await scratchProject({ "README.md": files["README.md"] }, { git: false }).report();
    expect(report.findings).toEqual([]);
    expect(report.history.kind).toBe("none");
    expect(report.unknown["no-history"]).toBeGreaterThan(0);
    expect(await project.check()).toHaveLength(1);
  });
});

describe("script/unknown", () => {
  const manifest = (scripts: Record<string, string>) => JSON.stringify({ name: "kettle", private: true, scripts });

  it("fires after a script was renamed, and names the new one", async () => {
    const project = scratchProject({ "README.md": "Run `npm run serve`.\n", "package.json": manifest({ serve: "node a.js" }) });
    expect(await project.check()).toEqual([]);
    const report = await project.commit({ "package.json": manifest({ start: "node a.js" }) }).report();
    expect(report.findings).toMatchObject([
      { rule: "script/unknown", reference: "serve", suggestion: { replacement: "start" }, fix: "safe" },
    ]);
  });

  it("takes a word without `run` for the binary of a dependency, though a script was called so", async () => {
    const start = { "README.md": "Run `pnpm teapot` or `pnpm serve`.\n", "package.json": manifest({ teapot: "x", serve: "y" }) };
    const later = JSON.stringify({ ...JSON.parse(manifest({ build: "z" })), devDependencies: { teapot: "^1.0.0" } });
    const found = await scratchProject(start).commit({ "package.json": later }).report();
    expect(found.findings.map(({ reference }) => reference)).toEqual(["serve"]);
  });

  it.each([
    ["binaries of dependencies", "yarn tsc"],
    ["placeholders", "npm run <script>"],
    ["scripts that may be missing", "npm run x --if-present"],
    ["other npm verbs", "npm install"],
  ])("does not fire on %s", async (_what, command) => {
    const files = { "README.md": `Run \`${command}\`.\n`, "package.json": manifest({ build: "tsc" }) };
    expect(await scratchProject(files).check()).toEqual([]);
  });

  const published = '{"name":"kettle","scripts":{"lint:sources":"eslint","start":"node ."}}';

  it("does not judge what users may have as scripts", async () => {
    const text = "Shells can do it too: `npm run build`. Processes such as `npm run watch` run for long.\n";
    expect(await scratchProject({ "docs/shell.md": text, "package.json": published }).check()).toEqual([]);
  });

  it.each([
    ["a script that was here", { "README.md": "Run `npm run serve`.\n" }, "README.md:1 script/unknown"],
    ["a slip", { "README.md": "Run `npm run lint:sorces`.\n" }, "README.md:1 script/unknown"],
    ["a contributor's guide", { "CONTRIBUTING.md": "Run `npm run brew`.\n" }, "CONTRIBUTING.md:1 script/unknown"],
    [
      "a package that is not published",
      { "README.md": "Run `npm run brew`.\n", "package.json": '{"name":"app","private":true,"scripts":{"start":"node ."}}' },
      "README.md:1 script/unknown",
    ],
  ])("reports %s", async (_what, files, expected) => {
    const project = scratchProject({ "README.md": "# Kettle\n", "package.json": published.replace("start", "serve") });
    expect(await project.commit({ "package.json": published, ...files }).check()).toEqual([expected]);
  });

  it("does not judge an example with a package of its own: readers copy it", async () => {
    const files = {
      "README.md": "# Kettle\n",
      "examples/basic/README.md": "Run `npm run serve`.\n",
      "examples/basic/package.json": '{"name":"basic","scripts":{"start":"node ."}}',
    };
    expect(await scratchProject(files).check()).toEqual([]);
  });
});

describe("command/unknown-bin", () => {
  it("fires on a binary that was renamed, and not on other programs", async () => {
    const manifest = (bin: string) => ({ "package.json": JSON.stringify({ name: "hot-water", bin: { [bin]: "cli.js" } }) });
    const text = "```sh\nnpx heat-kettle --help\nnpx prettier .\n```\n";
    const renamed = await findingsAfter({ "README.md": text, ...manifest("heat-kettle") }, manifest("kettle"));
    expect(renamed).toEqual(["README.md:2 command/unknown-bin"]);
  });

  it("fires on a near-miss of an own binary", async () => {
    const manifest = JSON.stringify({ name: "hot-water", bin: { "kettle-server": "cli.js" } });
    expect(await scratchProject({ "README.md": "```sh\nnpx kettle-servr\n```\n", "package.json": manifest }).check()).toEqual([
      "README.md:2 command/unknown-bin",
    ]);
  });
});

describe("imports of this package", () => {
  const files = {
    "package.json": JSON.stringify({ name: "kettle", exports: { ".": "./dist/index.js" } }),
    "src/index.ts": "export function boilWater(litres: number): number {\n  return litres;\n}\n",
    "README.md": "# Kettle\n\n```ts\nimport { boilWater } from 'kettle';\nimport { readFile } from 'fs';\n```\n",
  };

  it("import/missing-export fires after the rename", async () => {
    const renamed = { "src/index.ts": files["src/index.ts"].replace("boilWater", "heatWater") };
    expect(await findingsAfter(files, renamed)).toEqual(["README.md:4 import/missing-export"]);
  });

  it("import/missing-export does not fire through an open export", async () => {
    const open = { ...files, "src/index.ts": "export * from 'elsewhere';\n" };
    expect(await scratchProject(open).check()).toEqual([]);
  });

  it("import/missing-module fires on a subpath outside the exports map", async () => {
    const text = "```ts\nimport { a } from 'kettle/boil';\nimport b from 'kettle-plugin-x';\nimport c from './my-app.js';\n```\n";
    expect(await scratchProject({ ...files, "README.md": text }).check()).toEqual(["README.md:2 import/missing-module"]);
  });

  it("are of another version where the nearest package asks a registry for one", async () => {
    const site = (range: string) => ({
      ...files,
      "package.json": JSON.stringify({ name: "kettle", version: "9.1.0", exports: { ".": "./dist/index.js" } }),
      "README.md": null,
      "site/package.json": JSON.stringify({ name: "site", dependencies: { kettle: range } }),
      "site/guide.md": "```ts\nimport { gone } from 'kettle';\n```\n",
    });
    expect(await scratchProject(site("^7.5.1")).check()).toEqual([]);
    for (const range of ["workspace:*", "^9.0.0"]) {
      expect(await scratchProject(site(range)).check(), range).toEqual(["site/guide.md:2 import/missing-export"]);
    }
  });

  describe("of a subpath that a pattern hands out of built files", () => {
    const manifest = { name: "kettle", exports: { "./drivers/*": { import: "./drivers/*.mjs", types: "./drivers/*.d.ts" } } };
    const sources = (...names: string[]) =>
      Object.fromEntries(names.map((name) => [`src/drivers/${name}.ts`, "export default 1;\n"]));
    const project = (specifier: string, ...names: string[]) =>
      scratchProject({
        "package.json": JSON.stringify(manifest),
        ...sources(...names),
        "README.md": `\`\`\`ts\nimport driver from "${specifier}";\n\`\`\`\n`,
      });

    it("fires on a slip of a module that has a source", async () => {
      const { findings } = await project("kettle/drivers/steamvalvee", "steamvalve", "memory", "redis").report();
      expect(findings.map(({ rule, suggestion }) => [rule, suggestion?.replacement])).toEqual([
        ["import/missing-module", "kettle/drivers/steamvalve"],
      ]);
    });

    it("does not fire on a module that has one, on a name like none, or where few modules tell what the build makes", async () => {
      expect(await project("kettle/drivers/memory", "steamvalve", "memory", "redis").check()).toEqual([]);
      expect(await project("kettle/drivers/overlay", "steamvalve", "memory", "redis").check()).toEqual([]);
      expect(await project("kettle/drivers/steamvalvee", "steamvalve", "memory").check()).toEqual([]);
    });
  });
});

describe("symbols", () => {
  const code = (name: string) =>
    `export function ${name}(litres: number, target: number): string {\n  const wanted = target - litres;\n  return wanted.toFixed(2);\n}\n`;
  const files = {
    "package.json": JSON.stringify({ name: "kettle", main: "src/boil.js" }),
    "src/boil.ts": code("boilWater"),
    "README.md": "# Kettle\n\nCall `boilWater()` first.\n",
  };

  it("symbol/renamed fires with the new name", async () => {
    expect(await findingsAfter(files, { "src/boil.ts": code("heatWater") })).toEqual(["README.md:3 symbol/renamed"]);
  });

  it("symbol/removed fires on an exported name that is gone", async () => {
    expect(await findingsAfter(files, { "src/boil.ts": "export const other = 'x';\n" })).toEqual(["README.md:3 symbol/removed"]);
  });

  it("neither fires while an alias is still exported", async () => {
    const aliased = { "src/boil.ts": `${code("heatWater")}export { heatWater as boilWater };\n` };
    expect(await findingsAfter(files, aliased)).toEqual([]);
  });

  it("neither fires on foreign names, or on names that were only ever in tests", async () => {
    const text = "# Kettle\n\nReturns a `Promise`; call `pandas.read_csv()` or `helperForTests`.\n";
    const before = { ...files, "README.md": text, "test/a.test.ts": "function helperForTests() {}\nhelperForTests();\n" };
    expect(await findingsAfter(before, { "test/a.test.ts": "export {};\n" })).toEqual([]);
  });

  it("neither fires below a heading that tells history", async () => {
    const told = { ...files, "README.md": "# Kettle\n\n## Migrating from v1\n\nCall `boilWater()` first.\n" };
    expect(await findingsAfter(told, { "src/boil.ts": code("heatWater") })).toEqual([]);
  });
});

describe("citation/line-out-of-range", () => {
  it("fires beyond the end of the file only", async () => {
    const files = {
      "README.md": "See `src/heat.ts:900` and `src/heat.ts:2`, not `log.txt:900`.\n",
      "src/heat.ts": "export {};\n//\n",
    };
    expect(await scratchProject(files).check()).toEqual(["README.md:1 citation/line-out-of-range"]);
  });
});

describe("jsdoc/param-name", () => {
  it("reads a type and a sentence as a tag without a name", async () => {
    const code = "/**\n * @param {number} A temperature to reach\n */\nexport function heat(target) {\n  return target;\n}\n";
    const { findings } = await scratchProject({ "a.js": code }).report();
    expect(findings).toEqual([]);
  });

  it("fires on a name that is no parameter, and suggests the undocumented one", async () => {
    const code = "/**\n * @param goal where to\n */\nexport function heat(target: number) {\n  return target;\n}\n";
    const report = await scratchProject({ "src/heat.ts": code }).report();
    expect(report.findings).toMatchObject([
      {
        rule: "jsdoc/param-name",
        path: "src/heat.ts",
        line: 2,
        reference: "goal",
        suggestion: { replacement: "target" },
        fix: "safe",
      },
    ]);
  });

  it.each([
    ["destructured parameters", "@param props\n * @param props.x", "({ x }: { x: number })"],
    ["properties by their own name", "@param x", "({ x }: { x: number })"],
    ["properties of a parameter", "@param options\n * @param options.quiet", "(options: { quiet: boolean })"],
    ["this", "@param this", "(this: string)"],
  ])("does not fire on %s", async (_what, tags, parameters) => {
    const code = `/**\n * ${tags}\n */\nexport function heat${parameters} {}\n`;
    expect(await scratchProject({ "src/heat.ts": code }).check()).toEqual([]);
  });
});
