import { describe, expect, it } from "vitest";
import { told } from "../../support/drifts.js";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "target/unknown";
const makefile = `CC := gcc
.PHONY: clean lint
all: build test
build test: src/a.c
\t$(CC) -o kettle
build-all clean:
\trm -f kettle
`;
const check = (files: Changes) => scratchProject({ Makefile: makefile, ...files }).check();

describe("target/unknown", () => {
  it("fires on a target that no Makefile has", async () => {
    const project = scratchProject({
      Makefile: makefile,
      "CONTRIBUTING.md": "Run `make brew`, then:\n\n```sh\nmake lint buildall\n```\n",
    });
    expect(told((await project.report()).findings)).toEqual([
      "CONTRIBUTING.md:1 brew → nothing",
      "CONTRIBUTING.md:4 buildall → build-all",
    ]);
    expect((await project.report()).findings[0]).toMatchObject({ rule: RULE, severity: "error", fix: null });
  });

  it.each([
    [
      "a justfile",
      "justfile",
      "set shell := ['bash']\nversion := '1'\n\n[private]\nbuild mode='debug': lint\n  cargo build\n\n@lint:\n  cargo clippy\n\nalias b := build\n",
      "just",
    ],
    [
      "a Taskfile",
      "Taskfile.yml",
      "version: '3'\n\ntasks:\n  build:\n    aliases: [b]\n    cmds:\n      - go build\n  lint: golint\n",
      "task",
    ],
  ])("reads %s", async (_what, name, text, tool) => {
    const files = { [name]: text, "CONTRIBUTING.md": `\`\`\`sh\n${tool} build\n${tool} lint\n${tool} b\n${tool} brew\n\`\`\`\n` };
    expect(await scratchProject(files).check()).toEqual([`CONTRIBUTING.md:5 ${RULE}`]);
  });

  it.each([
    ["no target at all", "`make` and `make CC=gcc -j 4`"],
    ["several targets and variables", "`make clean all CC=clang`"],
    ["a file of the tree", "`make src/a.c`"],
    ["another file", "`make -f other.mk brew`"],
    ["a folder without a Makefile", "`make -C vendor brew`"],
    ["what a reader fills in", "`make <target>` and `make $TARGET`"],
    ["other words", "`make it so!` and `make.brew()`"],
  ])("does not fire on %s", async (_what, text) => {
    expect(await check({ "CONTRIBUTING.md": `${text}\n`, "src/a.c": "int a;\n" })).toEqual([]);
  });

  it.each([
    ["it includes another file", `${makefile}-include more.mk\n`],
    ["it has a pattern rule", `${makefile}%.o: %.c\n\tcc $<\n`],
    ["it makes rules at run time", `${makefile}$(eval $(call rule,x))\n`],
    ["it names targets by variables", `${makefile}$(PROGRAMS): x\n`],
  ])("does not fire when %s", async (_why, text) => {
    expect(await check({ Makefile: text, "CONTRIBUTING.md": "`make brew`\n" })).toEqual([]);
  });

  it("reads the file of the folder that a command goes to", async () => {
    const files = { "tools/Makefile": "brew:\n\ttrue\n", "CONTRIBUTING.md": "```sh\ncd tools\nmake brew\nmake build\n```\n" };
    expect(await check(files)).toEqual([]);
    const text = "```sh\nmake -C tools brew\nmake -C tools steam\n```\n";
    expect(await check({ ...files, "CONTRIBUTING.md": text })).toEqual([`CONTRIBUTING.md:3 ${RULE}`]);
  });

  it("does not fire in a project without such a file, nor on the reader's own", async () => {
    expect(await scratchProject({ "CONTRIBUTING.md": "`make brew`\n" }).check()).toEqual([]);
    expect(
      await check({ "package.json": '{ "name": "kettle" }', "README.md": "```sh\nnpm install kettle\nmake brew\n```\n" }),
    ).toEqual([]);
  });
});
