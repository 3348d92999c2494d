/** Hooks where a hook manager keeps them: its own files, and what it would run of them. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { gitHooksStatus, installGitHooks, uninstallGitHooks } from "../../../src/worktree/git-hooks/git-hooks.js";
import { scratchRepository } from "../../support/repository.js";

const WRITE = { write: true, gates: [] };
const spooled = (root: string) => {
  const file = join(root, ".git/lockstep/spool/.main");
  return existsSync(file) ? readFileSync(file, "utf8").replace(/^\d{10} /gm, "") : "";
};
const hookNames = (root: string) => readdirSync(join(root, ".git/hooks")).filter((name) => !name.endsWith(".sample"));
const states = async (root: string) => (await gitHooksStatus(root)).hooks.map(({ state }) => state);
const INSTALLED = [...Array(4).fill("installed"), "absent", "absent"];

describe("husky", () => {
  /** As husky 9 sets a repository up. */
  function husky(files: Record<string, string> = {}) {
    const repository = scratchRepository({ "a.md": "1\n", ".husky/pre-commit": "npm test\n", ...files });
    const folder = join(repository.root, ".husky/_");
    mkdirSync(folder);
    for (const name of ["post-commit", "post-merge", "post-checkout", "post-rewrite", "post-index-change"]) {
      writeFileSync(
        join(folder, name),
        `#!/usr/bin/env sh\ns="$(dirname "$(dirname "$0")")/$(basename "$0")"\n[ -f "$s" ] || exit 0\nsh -e "$s" "$@"\n`,
      );
      chmodSync(join(folder, name), 0o755);
    }
    repository.git("config", "core.hooksPath", ".husky/_");
    return repository;
  }

  it("is shown the lines, and its hooks are written only when that is said", async () => {
    const { root, git, text, commit } = husky({ ".husky/post-merge": "echo theirs\n" });
    const shown = await installGitHooks(root, { write: false, gates: [] });
    expect(shown).toMatchObject({ keeper: "husky", changed: [] });
    expect(shown.lines.map(({ file }) => file)).toEqual(
      ["post-commit", "post-merge", "post-checkout", "post-rewrite"].map((name) => join(root, ".husky", name)),
    );
    expect(git("status", "--short")).not.toContain("post-");
    const done = await installGitHooks(root, WRITE);
    expect(done.lines).toEqual([]);
    expect(await states(root)).toEqual(INSTALLED);
    expect(text(".husky/post-merge")).toMatch(/^echo theirs\n# >>> lockstep/);
    commit("Hooks");
    expect(spooled(root)).toBe("post-commit - - -\n");
    await uninstallGitHooks(root);
    expect(readdirSync(join(root, ".husky")).sort()).toEqual(["_", "post-merge", "pre-commit"]);
    expect(text(".husky/post-merge")).toBe("echo theirs\n");
    expect(hookNames(root)).toEqual([]);
  });

  it("keeps a hook that may leave before its end, and the lines are shown", async () => {
    const { root, text } = husky({ ".husky/post-commit": "exit 0\n" });
    const { lines } = await installGitHooks(root, WRITE);
    expect(lines).toMatchObject([{ file: join(root, ".husky/post-commit"), reason: expect.stringContaining("may end before") }]);
    expect(text(".husky/post-commit")).toBe("exit 0\n");
    expect(await states(root)).toEqual(["absent", ...INSTALLED.slice(1)]);
    writeFileSync(join(root, ".husky/post-merge"), text(".husky/post-merge").replace("_dir=", "_dir=x"));
    await expect(uninstallGitHooks(root)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await states(root)).toEqual(["absent", "edited", ...INSTALLED.slice(2)]);
  });
});

describe("lefthook", () => {
  const THEIRS = "# Ours é\npre-commit:\n  commands:\n    lint:\n      run: npm run lint\n";

  it("has its file written, which says what it said before, and back", async () => {
    const { root, text } = scratchRepository({ "lefthook.yml": THEIRS });
    expect((await installGitHooks(root, { write: false, gates: [] })).lines).toHaveLength(1);
    expect(text("lefthook.yml")).toBe(THEIRS);
    await installGitHooks(root, WRITE);
    const file = parse(text("lefthook.yml")) as Record<string, { commands: { lockstep: { run: string } } }>;
    expect(file["pre-commit"]).toEqual(parse(THEIRS)["pre-commit"]);
    // As lefthook does: arguments are put where they are named, and sh runs the text.
    const run = (hook: string, ...args: string[]) => {
      const script = file[hook]?.commands.lockstep.run.replace(/\{(\d)\}/g, (_, n) => args[Number(n) - 1] ?? "");
      return spawnSync("sh", ["-c", script ?? "exit 9"], { cwd: root, encoding: "utf8" });
    };
    expect(run("post-commit")).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(run("post-checkout", "a".repeat(40), "b".repeat(40), "1").status).toBe(0);
    expect(run("post-merge", "0").status).toBe(0);
    expect(spooled(root)).toBe(`post-commit - - -\npost-checkout ${"a".repeat(40)} ${"b".repeat(40)} 1\npost-merge - - 0\n`);
    expect(await states(root)).toEqual(INSTALLED);
    const { lines, next } = await installGitHooks(root, { write: true, gates: ["pre-push"] });
    expect([lines, next]).toEqual([[], "lefthook install"]);
    expect(await states(root)).toEqual([...INSTALLED.slice(0, 5), "installed"]);
    await uninstallGitHooks(root);
    expect(text("lefthook.yml")).toBe(THEIRS);
  });

  it.each([
    ["lefthook.yml", `${THEIRS}post-commit:\n  commands: {}\n`],
    ["lefthook.yml", "{ pre-commit: {} }\n"],
    ["lefthook.yml", "pre-commit: [\n"],
    ["lefthook.toml", "[pre-commit]\n"],
  ])("is left alone where nothing can be put at the end of %s: %j", async (name, theirs) => {
    const { root, text } = scratchRepository({ [name]: theirs });
    const { lines, changed } = await installGitHooks(root, WRITE);
    expect([lines.map(({ file }) => file), changed]).toEqual([[join(root, name)], []]);
    expect(text(name)).toBe(theirs);
  });
});

describe("pre-commit", () => {
  const NAME = ".pre-commit-config.yaml";
  it.each(["repos:\n- repo: local\n  hooks: []\n", "fail_fast: true\nrepos:\n    - repo: local\n      hooks: []\n", "repos:\n"])(
    "has a local repository at the end of its list, in its own way of writing: %j",
    async (theirs) => {
      const { root, text } = scratchRepository({ [NAME]: theirs });
      const { lines } = await installGitHooks(root, WRITE);
      if (theirs === "repos:\n") {
        // Nothing is no list.
        expect([lines.length, text(NAME)]).toEqual([1, theirs]);
        return;
      }
      const { repos, ...others } = parse(text(NAME)) as { repos: { hooks: { id: string; entry: string; stages: string[] }[] }[] };
      const before = parse(theirs) as { repos: unknown[] };
      expect([repos.slice(0, -1), others]).toEqual(
        [before.repos, { ...before, repos: undefined }].map((one) => JSON.parse(JSON.stringify(one))),
      );
      const hooks = repos.at(-1)?.hooks ?? [];
      expect(hooks.map(({ stages }) => stages)).toEqual([["post-commit"], ["post-merge"], ["post-checkout"], ["post-rewrite"]]);
      for (const { entry } of hooks)
        execFileSync("sh", ["-c", entry], { cwd: root, env: { ...process.env, PRE_COMMIT_IS_SQUASH_MERGE: "1" } });
      expect(spooled(root)).toBe("post-commit - - -\npost-merge - - 1\npost-checkout - - -\npost-rewrite - - -\n");
      expect(await states(root)).toEqual(INSTALLED);
      const { next } = await gitHooksStatus(root);
      expect(next).toBe("pre-commit install -t post-commit -t post-merge -t post-checkout -t post-rewrite");
      for (const name of ["post-commit", "post-merge", "post-checkout", "post-rewrite"]) {
        writeFileSync(join(root, ".git/hooks", name), "#!/bin/sh\n");
      }
      expect((await gitHooksStatus(root)).next).toBeNull();
      await uninstallGitHooks(root);
      expect(text(NAME)).toBe(theirs);
    },
  );
});
