import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { bindingsHere, fileReadings, outlineHere } from "../../src/pass/tombstones/readings.js";
import { type Git, openGit } from "../../src/worktree/git.js";
import { scratchRepository } from "../support/repository.js";

const CODE = `/** @doc a.md#one */
export function boilOne(litres: number): void {}
/** @doc a.md#two */
export function boilTwo(litres: number): void {}
`;
const TEXT = "# Kettle\n\n## One\n\nIt boils.\n\n## Two\n\nIt heats.\n";

/** Readings of a repository whose code moved on after its document; `asked` is what was read of a document, now and in the past. */
async function kettle() {
  const { root, commit } = scratchRepository({ "a.md": TEXT, "src/boil.ts": CODE });
  commit("Change", { "src/boil.ts": CODE.replaceAll("number", "string") });
  const git = await openGit(root);
  if (git === null) throw new Error("no repository");
  onTestFinished(() => git.close());
  const asked: string[] = [];
  const counted: Git = Object.create(git, {
    readBlob: {
      value(name: string) {
        if (name.endsWith(":a.md")) asked.push("then");
        return git.readBlob(name);
      },
    },
  });
  const text = (path: string) => {
    if (path === "a.md") asked.push("now");
    return readFileSync(join(root, path), "utf8");
  };
  const { read, forget } = fileReadings({
    git: counted,
    working: { files: () => [], hasFile: () => true, hasFolder: () => false, text },
    readOutline: outlineHere,
    readBindings: bindingsHere,
    formerPaths: () => [],
  });
  const write = (changed: string) => writeFileSync(join(root, "a.md"), changed);
  return { read, forget, asked, write };
}

it("reads a document once for the questions about its sections, and again when it changed", async () => {
  const { read, forget, asked, write } = await kettle();
  const lines = async () => {
    const found = ["one", "two", null].map((anchor) => read({ ask: "section", document: "a.md", anchor }));
    return (await Promise.all(found)).map((one) => one?.line);
  };
  expect([await lines(), asked]).toEqual([[3, 7, 1], ["now"]]);
  write(TEXT.replace("It boils.", "It boils.\n\nMuch."));
  forget();
  expect([await lines(), asked]).toEqual([
    [3, 9, 1],
    ["now", "now"],
  ]);
});

it("reads a version of a document once for the tags that name its sections", async () => {
  const { read, asked } = await kettle();
  const agreed = async (anchor: string, name: string) => {
    const section = await read({ ask: "section", document: "a.md", anchor });
    const tag = { document: "a.md", anchor, words: section?.words ?? "", tag: `a.md#${anchor}` };
    return (await read({ ask: "agreed-by-tag", ...tag, path: "src/boil.ts", name }))?.fingerprints.sig;
  };
  expect([await agreed("one", "boilOne"), await agreed("two", "boilTwo")]).toEqual(Array(2).fill("(litres: number): void"));
  expect(asked).toEqual(["now", "then", "then"]);
});

it("looks once whether somebody is at a document, and again when it changed", async () => {
  const { read, forget, asked, write } = await kettle();
  const before = async () => {
    const found = ["boilOne", "boilTwo"].map((name) => read({ ask: "moved-on", document: "a.md", path: "src/boil.ts", name }));
    return (await Promise.all(found)).map((one) => one?.fingerprints.sig ?? null);
  };
  expect(await before()).toEqual(Array(2).fill("(litres: number): void"));
  expect(asked.sort()).toEqual(["now", "then"]);
  write(`${TEXT}\nMore.\n`);
  forget();
  expect(await before()).toEqual([null, null]);
});
