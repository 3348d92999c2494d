import { expect, it } from "vitest";
import { programVersion } from "../../src/base/package.js";
import type { Tree } from "../../src/pass/tree.js";
import { type ScratchProject, scratchProject } from "../support/project.js";
import { openTree } from "../support/tree.js";

const PAGE = "# Kettle\n\n`boil(litres)` of [the kettle](src/boil.ts) boils.\n";
const code = (name: string) => `export function boil(${name}: string): void {}\n`;

/** A project whose code moved on after its page, looked at and read, not yet judged. */
async function lookedAt(): Promise<{ project: ScratchProject; tree: Tree }> {
  const project = scratchProject({ "package.json": '{ "name": "kettle" }', "page.md": PAGE, "src/boil.ts": code("litres") });
  project.commit({ "src/boil.ts": code("water") });
  const tree = await openTree(project.root);
  await look(tree);
  return { project, tree };
}

async function look(tree: Tree): Promise<void> {
  const { changed, removed } = await tree.sweep();
  await tree.refreshHistory();
  await tree.model.absorb(changed, removed);
}

async function rules(tree: Tree): Promise<string[]> {
  await tree.model.judge();
  return tree.model.report(programVersion()).findings.map(({ rule }) => rule);
}

it("what a file was for a moment while its page was judged is forgotten when the file is as before", async () => {
  const { project, tree } = await lookedAt();
  project.write({ "page.md": `${PAGE}\nMore.\n` });
  // Somebody seems to be at the page.
  expect(await rules(tree)).toEqual([]);
  project.write({ "page.md": PAGE });
  await look(tree);
  expect(await rules(tree)).toEqual(["freshness/code-moved-on"]);
  await tree.close();
});
