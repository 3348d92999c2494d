import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const manifest = (node: string | undefined, more: object = {}) =>
  JSON.stringify({ name: "kettle", ...(node === undefined ? {} : { engines: { node } }), ...more });

const findings = async (text: string, node: string | undefined = ">=20") =>
  (await scratchProject({ "README.md": `# Kettle\n\n${text}\n`, "package.json": manifest(node) }).report()).findings;

describe("value/engine-mismatch", () => {
  it.each([
    "Node 16 or newer.",
    "Node.js 16 and later.",
    "Needs Node.js >= 16.",
    "PostgreSQL 12+ and Node v16+.",
    "Node.js version 16.4 or above",
  ])("fires on %j", async (text) => {
    expect(await findings(`## Requirements\n\n${text}`)).toMatchObject([
      { rule: "value/engine-mismatch", severity: "note", evidence: { kind: "contradiction", after: "20" } },
    ]);
  });

  it("suggests the version of the package, as exact as the text", async () => {
    expect(await findings("## Install\n\nNode 16 or newer.", ">=20.11.1")).toMatchObject([
      { reference: "16", fix: "suggest", suggestion: { replacement: "20" } },
    ]);
  });

  it.each([
    ["a version that is no lower bound", "## Support\n\nTested on Node 22."],
    ["the same version", "## Support\n\nNode 20 or newer, Node.js >= 20.0."],
    ["what Node itself has", "## Support\n\nNode 24+ supports this."],
    ["a part of the project", "## Support\n\nThis option requires Node 22 or newer."],
    ["another section", "## Usage\n\nNode 16 or newer."],
    ["what was", "## Support\n\n### Changelog\n\nNode 16 or newer."],
    ["several versions that do something", "## Support\n\nNode.js v22.1.0+ and v24.0.0+ support that flag."],
    ["what holds there", "## Install\n\nFor Node.js 16+, it comes built-in."],
    ["cases", "## When you need not install it\n\n- You run Node.js 16 or later."],
    ["other words", "## Support\n\nanode 16+ nodes 16+ @types/node 16+"],
  ])("does not fire on %s", async (_what, text) => {
    expect(await findings(text)).toEqual([]);
  });

  it.each([undefined, "^18 || >=20", "20.x", "<22"])("does not fire with engines %j", async (node) => {
    const text = "# Kettle\n\n## Support\n\nNode 16 or newer.\n";
    expect(await scratchProject({ "README.md": text, "package.json": manifest(node) }).check()).toEqual([]);
  });

  it("asks the root for a private package", async () => {
    const site = {
      "site/package.json": JSON.stringify({ name: "site", private: true, engines: { node: ">=16" } }),
      "site/requirements.md": "# Start\n\nNode 16 or newer.\n",
      "package.json": manifest(">=20"),
    };
    expect(await scratchProject(site).check()).toEqual(["site/requirements.md:3 value/engine-mismatch"]);
  });
});
