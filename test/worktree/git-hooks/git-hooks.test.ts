/** Git hooks as a real git runs them, with the shells that are here. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applySteps } from "../../../src/worktree/git-hooks/apply.js";
import { gitHooksStatus, installGitHooks, uninstallGitHooks } from "../../../src/worktree/git-hooks/git-hooks.js";
import { planInstall } from "../../../src/worktree/git-hooks/hook-file.js";
import { HINT_HOOKS, type HookName } from "../../../src/worktree/git-hooks/script.js";
import { scratchRepository, temporaryFolder } from "../../support/repository.js";

const PLAIN = { write: false, gates: [] };
const ID = "[0-9a-f]{40}";
const hook = (root: string, name: string) => join(root, ".git/hooks", name);
const hookNames = (folder: string) => readdirSync(folder).filter((name) => !name.endsWith(".sample"));
const spooled = (common: string, id = ".main") => {
  const file = join(common, "lockstep/spool", id);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
};
/** Lines of the spool without their times. */
const said = (common: string, id?: string) => spooled(common, id).map((line) => line.replace(/^\d{10} /, ""));
function put(path: string, text: string, mode = 0o755): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}
/** A hook that this repository alone wants. */
const use = (root: string, name: HookName) => ({ hook: name, path: hook(root, name), user: null, isUsed: () => true });
/** What git does in a folder that is no scratch repository. */
const git = (dir: string, ...args: string[]) =>
  execFileSync("git", ["-C", dir, "-c", "user.name=K", "-c", "user.email=k@example.invalid", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
/** All that a folder holds: bytes, modes, links. */
function everything(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name): [string, string] => {
    const path = join(folder, name);
    const stats = lstatSync(path);
    const content = stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? readFileSync(path, "latin1") : "";
    return [name, `${stats.mode.toString(8)} ${content}`];
  });
  return Object.fromEntries(entries.sort());
}

describe("hooks of a repository that has none", () => {
  it("say what git did, one short line each, and leave no trace when they are taken out", async () => {
    const repository = scratchRepository({ "a.md": "1\n" });
    const { root } = repository;
    const before = everything(join(root, ".git/hooks"));
    const installed = await installGitHooks(root, PLAIN);
    expect(installed).toMatchObject({ root, keeper: "git", lines: [], spool: join(root, ".git/lockstep/spool") });
    expect(installed.hooks.map(({ hook, state, form }) => [hook, state, form])).toEqual([
      ...HINT_HOOKS.map((name) => [name, "installed", "own"]),
      ["pre-commit", "absent", null],
      ["pre-push", "absent", null],
    ]);
    repository.commit("Two", { "a.md": "2\n" });
    repository.git("checkout", "-q", "-b", "side");
    repository.commit("Three", { "b.md": "3\n" });
    repository.git("checkout", "-q", "main");
    repository.git("merge", "-q", "side");
    repository.git("commit", "-q", "--amend", "-m", "Again");
    expect(said(join(root, ".git"))).toEqual([
      "post-commit - - -",
      expect.stringMatching(`^post-checkout ${ID} ${ID} 1$`),
      "post-commit - - -",
      expect.stringMatching(`^post-checkout ${ID} ${ID} 1$`),
      "post-merge - - 0",
      "post-commit - - -",
      "post-rewrite - - amend",
    ]);
    for (const line of spooled(join(root, ".git"))) expect(line).toMatch(/^\d{10} /);
    expect((await gitHooksStatus(root)).spool_bytes).toBe(statSync(join(root, ".git/lockstep/spool/.main")).size);
    await uninstallGitHooks(root);
    expect(everything(join(root, ".git/hooks"))).toEqual(before);
    expect(existsSync(join(root, ".git/lockstep"))).toBe(false);
    expect((await uninstallGitHooks(root)).changed).toEqual([]);
  });

  it("are there once, however often they are installed", async () => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    expect((await installGitHooks(root, PLAIN)).changed).toHaveLength(4);
    const once = everything(join(root, ".git"));
    expect((await installGitHooks(root, PLAIN)).changed).toEqual([]);
    expect(everything(join(root, ".git"))).toEqual(once);
  });

  it("work in folders with blanks and quotes, from below, and with a hook's own GIT_DIR", async () => {
    const root = join(temporaryFolder(), `it's a "test" $HOME \\ dir`);
    mkdirSync(join(root, "sub dir"), { recursive: true });
    git(root, "init", "-q", "-b", "main");
    await installGitHooks(join(root, "sub dir"), PLAIN);
    git(join(root, "sub dir"), "commit", "-q", "--allow-empty", "-m", "One");
    git(root, "worktree", "add", "-q", "-b", "other", "../it's other");
    git(join(root, "../it's other"), "commit", "-q", "--allow-empty", "-m", "Two");
    expect(said(join(root, ".git"))).toEqual(["post-commit - - -"]);
    const [id = ""] = readdirSync(join(root, ".git/worktrees"));
    expect(said(join(root, ".git"), id).map((line) => line.split(" ")[0])).toEqual(["post-checkout", "post-commit"]);
  });

  it("serve working trees and submodules, each with a spool of its own", async () => {
    const inner = scratchRepository({ "a.md": "1\n" });
    const outer = scratchRepository({ "b.md": "1\n" });
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.root, "mod");
    await installGitHooks(join(outer.root, "mod"), PLAIN);
    git(join(outer.root, "mod"), "commit", "-q", "--allow-empty", "-m", "In it");
    expect(said(join(outer.root, ".git/modules/mod"))).toEqual(["post-commit - - -"]);
    expect(existsSync(join(outer.root, ".git/lockstep"))).toBe(false);
    // A tree that has the name of nobody but the main one.
    const linked = join(temporaryFolder(), "main");
    outer.git("worktree", "add", "-q", "-b", "side", linked);
    await installGitHooks(linked, PLAIN);
    outer.commit("Out of it");
    git(linked, "commit", "-q", "--allow-empty", "-m", "Beside it");
    expect(said(join(outer.root, ".git"))).toEqual(["post-commit - - -"]);
    expect(said(join(outer.root, ".git"), "main")).toEqual(["post-commit - - -"]);
    await uninstallGitHooks(linked);
    expect(hookNames(join(outer.root, ".git/hooks"))).toEqual([]);
  });

  it.each(["dash", "bash", "sh"])(
    "write a line under %s with any settings, and end with 0 whatever stands in their way",
    async (shell) => {
      const { root } = scratchRepository({ "a.md": "1\n" });
      await installGitHooks(root, PLAIN);
      const spool = join(root, ".git/lockstep/spool/.main");
      const run = (...args: string[]) =>
        spawnSync(shell, [...args, hook(root, "post-checkout"), "x".repeat(900), "b\nc", "$(touch run)"], {
          cwd: root,
          input: "not read",
        });
      for (const args of [[], ["-eu"], ["-C"]])
        expect(run(...args)).toMatchObject({ status: 0, output: [null, Buffer.alloc(0), Buffer.alloc(0)] });
      const text = readFileSync(spool, "utf8");
      expect(text.split("\n")).toHaveLength(7);
      for (const line of text.split("\n")) expect(line.length).toBeLessThan(511);
      expect(existsSync(join(root, "run"))).toBe(false);
      execFileSync("rm", [spool]);
      // Nobody reads the pipe: a hook that opened it would never end.
      execFileSync("mkfifo", [spool]);
      expect(run().status).toBe(0);
      execFileSync("rm", [spool]);
      symlinkSync(join(root, "secret"), spool);
      expect(run().status).toBe(0);
      expect(existsSync(join(root, "secret"))).toBe(false);
      execFileSync("rm", ["-r", join(root, ".git/lockstep")]);
      expect(run()).toMatchObject({ status: 0, output: [null, Buffer.alloc(0), Buffer.alloc(0)] });
    },
  );
});

describe("hooks that were there", () => {
  const ENDS = "set -eu\nIFS=/\ncd /\nset -f\necho one >&2\nfalse || true";
  it.each([
    ["sh", `#!/bin/sh\n${ENDS}\n`],
    ["bash without a last line end", `#!/usr/bin/env bash\n${ENDS}`],
  ])("are kept, ours at their end: %s", async (_, text) => {
    const repository = scratchRepository({ "a.md": "1\n" });
    const { root } = repository;
    put(hook(root, "post-commit"), text, 0o750);
    const { hooks } = await installGitHooks(root, PLAIN);
    expect(hooks[0]).toMatchObject({ hook: "post-commit", state: "installed", form: "block" });
    expect(readFileSync(hook(root, "post-commit"), "utf8")).toMatch(/^#!.*\n[^#]*# >>> lockstep[\s\S]*# <<< lockstep\n$/);
    const { stderr } = spawnSync(
      "git",
      ["-C", root, "-c", "user.name=K", "-c", "user.email=k@e", "commit", "--allow-empty", "-m", "x"],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("one\n");
    // It left for another folder: then git says where the repository is, if it can.
    expect(said(join(root, ".git"))).toEqual([]);
    await uninstallGitHooks(root);
    expect(readFileSync(hook(root, "post-commit"), "utf8")).toBe(text);
    expect(statSync(hook(root, "post-commit")).mode & 0o777).toBe(0o750);
  });

  it("keep their exit status, and hints come all the same", async () => {
    const repository = scratchRepository({ "a.md": "1\n" });
    const { root } = repository;
    put(hook(root, "post-checkout"), "#!/bin/dash\nmkdir -p sub; cd sub\n(exec false)\n");
    put(hook(root, "post-merge"), "#!/bin/sh\ntest $1 = 7\n");
    const { hooks } = await installGitHooks(root, PLAIN);
    expect(hooks.map(({ form }) => form).slice(0, 3)).toEqual(["own", "block", "chain"]);
    expect(spawnSync("git", ["-C", root, "checkout", "-q", "-b", "x"]).status).toBe(1);
    expect(spawnSync(hook(root, "post-merge"), ["3"], { cwd: root }).status).toBe(1);
    expect(spawnSync(hook(root, "post-merge"), ["7"], { cwd: root }).status).toBe(0);
    expect(said(join(root, ".git")).map((line) => line.split(" ")[0])).toEqual(["post-checkout", "post-merge", "post-merge"]);
  });

  const LEAVING = [
    ["one that leaves at its end", "#!/bin/sh\ncat >seen\nexit 3\n"],
    ["one that becomes another program", '#!/bin/sh\nexec sh -c "cat >seen; exit 3"'],
    ["one that leaves in its middle", "#!/bin/sh\ncat >seen\nif true; then exit 3; fi\necho no\n"],
    ["one with text in it", "#!/bin/sh\ncat >seen\ncat <<EOF >/dev/null\n# exit\nEOF\ntest 1 = 2 || (exit 3)\n"],
    ["no sh at all", '#!/usr/bin/env node\nrequire("fs").writeFileSync("seen", require("fs").readFileSync(0));process.exit(3)\n'],
    ["no first line at all", "cat >seen\n(exit 3)\n"],
    ["bytes that are no text", Buffer.from("#!/bin/sh\ncat >seen\n: \xff\xfe\nexit 3\n", "latin1")],
  ] as const;
  it.each(LEAVING)("are called with the same arguments, input and exit status: %s", async (_, text) => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    put(hook(root, "post-rewrite"), "");
    writeFileSync(hook(root, "post-rewrite"), text);
    const before = everything(join(root, ".git/hooks"));
    const { hooks } = await installGitHooks(root, PLAIN);
    expect(hooks[3]).toMatchObject({ state: "installed", form: "chain" });
    const run = spawnSync("sh", ["-c", `exec "$0" rebase`, hook(root, "post-rewrite")], { cwd: root, input: "old new\n" });
    expect(run.status).toBe(3);
    expect(readFileSync(join(root, "seen"), "utf8")).toBe("old new\n");
    expect(said(join(root, ".git"))).toEqual(["post-rewrite - - rebase"]);
    await uninstallGitHooks(root);
    expect(everything(join(root, ".git/hooks"))).toEqual(before);
  });

  it("are put back as they were when they are links, or switched off by their mode", async () => {
    const { root } = scratchRepository({ "hooks/mine": "#!/bin/sh\necho linked >linked\n" });
    chmodSync(join(root, "hooks/mine"), 0o755);
    symlinkSync("../../hooks/mine", hook(root, "post-commit"));
    put(hook(root, "post-merge"), "#!/bin/sh\necho off >off\n", 0o644);
    const before = everything(join(root, ".git/hooks"));
    await installGitHooks(root, PLAIN);
    git(root, "commit", "-q", "--allow-empty", "-m", "x");
    expect(spawnSync(hook(root, "post-merge"), ["0"], { cwd: root }).status).toBe(0);
    expect([existsSync(join(root, "linked")), existsSync(join(root, "off"))]).toEqual([true, false]);
    expect(readFileSync(join(root, "hooks/mine"), "utf8")).toBe("#!/bin/sh\necho linked >linked\n");
    expect(said(join(root, ".git"))).toHaveLength(2);
    await uninstallGitHooks(root);
    expect(everything(join(root, ".git/hooks"))).toEqual(before);
  });
});

describe("hooks that cannot be written", () => {
  it("are all left as they were, and it is said which and why", async () => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    put(hook(root, "post-commit"), "#!/bin/sh\necho mine\nexit 0\n");
    put(hook(root, "post-merge"), "#!/bin/sh\necho mine\n");
    // Beside a name as long as names get nothing can be written, as on a disk that is full halfway.
    const long = join(root, "x".repeat(255));
    put(long, "#!/bin/sh\n");
    const before = everything(root);
    const steps = (["post-commit", "post-merge"] as const).flatMap((name) => planInstall(use(root, name)));
    const last = { kind: "write", path: long, text: "", mode: 0o755 } as const;
    const message = expect.stringMatching(/ENAMETOOLONG.*All are as they were/);
    expect(() => applySteps([...steps, last])).toThrow(expect.objectContaining({ code: "CONFLICT", message }));
    expect(everything(root)).toEqual(before);
    // What is there only when it is its turn.
    const gone = { kind: "rename", from: join(root, "gone"), to: join(root, "there") } as const;
    expect(() => applySteps([...steps, { kind: "remove", path: long }, gone])).toThrow(
      expect.objectContaining({ code: "CONFLICT" }),
    );
    expect(everything(root)).toEqual(before);
  });
});

describe("hooks that were edited since", () => {
  it("are told of as edited whatever stands in them", async () => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    put(hook(root, "post-commit"), '#!/bin/sh\n# >>> lockstep form=own sum=0\n# for "a\\q"\n# <<< lockstep\n');
    expect((await gitHooksStatus(root)).hooks[0]).toMatchObject({ hook: "post-commit", state: "edited" });
    await expect(uninstallGitHooks(root)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  const EDITS: [string, (root: string) => void][] = [
    [
      "our block",
      (root) => put(hook(root, "post-merge"), readFileSync(hook(root, "post-merge"), "utf8").replace("spool=", "spool=x")),
    ],
    [
      "its last line",
      (root) => put(hook(root, "post-merge"), readFileSync(hook(root, "post-merge"), "utf8").replace("# <<< lockstep\n", "")),
    ],
    ["the hook that ours calls", (root) => appendFileSync(hook(root, "post-commit.before-lockstep"), "echo more\n")],
    ["the hook that ours calls, gone", (root) => execFileSync("rm", [hook(root, "post-commit.before-lockstep")])],
    ["the lines around a call", (root) => appendFileSync(hook(root, "post-commit"), "echo more\n")],
  ];
  it.each(EDITS)("are refused, and nothing is touched: %s", async (_, edit) => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    put(hook(root, "post-commit"), "#!/bin/sh\nexit 0\n");
    await installGitHooks(root, PLAIN);
    edit(root);
    const before = everything(join(root, ".git"));
    await expect(uninstallGitHooks(root)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(installGitHooks(root, PLAIN)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await gitHooksStatus(root)).hooks.some(({ state }) => state === "edited")).toBe(true);
    expect(everything(join(root, ".git"))).toEqual(before);
  });

  it("keep what somebody wrote after us", async () => {
    const { root } = scratchRepository({ "a.md": "1\n" });
    put(hook(root, "post-merge"), "#!/bin/sh\necho mine");
    await installGitHooks(root, PLAIN);
    appendFileSync(hook(root, "post-merge"), "echo theirs\n");
    appendFileSync(hook(root, "post-commit"), "echo theirs\n");
    await uninstallGitHooks(root);
    expect(readFileSync(hook(root, "post-merge"), "utf8")).toBe("#!/bin/sh\necho mine\necho theirs\n");
    expect(readFileSync(hook(root, "post-commit"), "utf8")).toBe("#!/bin/sh\necho theirs\n");
  });
});

describe("core.hooksPath", () => {
  it("may be shared: each repository comes and goes for itself", async () => {
    const folder = join(temporaryFolder(), "all hooks é");
    const [one, two, other] = [
      scratchRepository({ "a.md": "1\n" }),
      scratchRepository({ "a.md": "1\n" }),
      scratchRepository({ "a.md": "1\n" }),
    ];
    for (const { git: run } of [one, two, other]) run("config", "core.hooksPath", folder);
    put(join(folder, "post-commit"), "#!/bin/sh\necho kept\n");
    const before = everything(folder);
    expect(await installGitHooks(one.root, PLAIN)).toMatchObject({ keeper: "shared", hooks_dir: folder });
    expect((await gitHooksStatus(two.root)).hooks[0]).toMatchObject({ state: "absent" });
    await installGitHooks(two.root, PLAIN);
    for (const repository of [one, two, other]) repository.commit("x");
    for (const { root } of [one, two]) expect(said(join(root, ".git"))).toEqual(["post-commit - - -"]);
    expect(existsSync(join(other.root, ".git/lockstep"))).toBe(false);
    await uninstallGitHooks(one.root);
    expect((await uninstallGitHooks(other.root)).changed).toEqual([]);
    two.commit("y");
    expect(said(join(two.root, ".git"))).toHaveLength(2);
    expect((await gitHooksStatus(two.root)).hooks[0]).toMatchObject({ state: "installed" });
    await uninstallGitHooks(two.root);
    expect(everything(folder)).toEqual(before);
  });

  it("forgets repositories that are gone", async () => {
    const folder = temporaryFolder();
    const [one, two] = [scratchRepository({ "a.md": "1\n" }), scratchRepository({ "a.md": "1\n" })];
    for (const { git: run, root } of [one, two]) {
      run("config", "core.hooksPath", folder);
      await installGitHooks(root, PLAIN);
    }
    execFileSync("rm", ["-r", one.root]);
    await uninstallGitHooks(two.root);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("in the working tree is written only when that is said, and /dev/null is none", async () => {
    const { root, git: run } = scratchRepository({ ".hooks/post-commit": "#!/bin/sh\necho kept\n" });
    run("config", "core.hooksPath", ".hooks");
    await expect(installGitHooks(root, PLAIN)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("--write"),
    });
    expect(existsSync(join(root, ".git/lockstep"))).toBe(false);
    const done = await installGitHooks(root, { write: true, gates: [] });
    expect(done).toMatchObject({ keeper: "tree", hooks_dir: join(root, ".hooks") });
    await uninstallGitHooks(root);
    expect(readdirSync(join(root, ".hooks"))).toEqual(["post-commit"]);
    run("config", "core.hooksPath", "/dev/null");
    await expect(installGitHooks(root, PLAIN)).rejects.toMatchObject({ code: "NO_REPOSITORY" });
    await expect(gitHooksStatus(temporaryFolder())).rejects.toMatchObject({ code: "NO_REPOSITORY" });
  });
});

describe("gates", () => {
  /** A folder for the PATH with a `lockstep` that says what it was asked, and what `$GATE` says. */
  function fakeLockstep(): string {
    const bin = temporaryFolder();
    put(join(bin, "lockstep"), '#!/bin/sh\necho "lockstep $*" >&2\nexit "$GATE"\n');
    return bin;
  }
  const commit = (root: string, bin: string | null, gate: string, ...words: string[]) =>
    spawnSync("git", ["-C", root, "-c", "user.name=K", "-c", "user.email=k@e", ...words], {
      encoding: "utf8",
      env: { ...process.env, GATE: gate, ...(bin ? { PATH: `${bin}:${process.env.PATH}` } : {}) },
    });

  it("hold back on drift only, are not there unless asked for, and stay when hooks are installed again", async () => {
    const repository = scratchRepository({ "a.md": "1\n" });
    const { root } = repository;
    const bin = fakeLockstep();
    await installGitHooks(root, { write: false, gates: ["pre-commit"] });
    expect((await installGitHooks(root, PLAIN)).hooks.map(({ state }) => state)).toEqual([
      ...Array(5).fill("installed"),
      "absent",
    ]);
    const head = repository.git("rev-parse", "HEAD").trim();
    const held = commit(root, bin, "1", "commit", "-q", "--allow-empty", "-m", "x");
    expect([held.status, held.stderr]).toEqual([1, `lockstep check --since ${head}\n`]);
    for (const status of ["0", "2", "3", "70"]) {
      expect(commit(root, bin, status, "commit", "-q", "--allow-empty", "-m", "x").status).toBe(0);
    }
    const none = commit(root, null, "1", "commit", "-q", "--allow-empty", "-m", "x");
    expect([none.status, none.stderr]).toEqual([0, "lockstep: no lockstep on the PATH, so nothing was checked\n"]);
  });

  it.each(["#!/bin/sh\ncat >>seen\ntest ! -e no\n", "#!/bin/sh\ncat >>seen\n[ ! -e no ] || exit 9\nexit 0\n"])(
    "of a push let the hook that was there decide first: %j",
    async (text) => {
      const target = temporaryFolder();
      git(target, "init", "-q", "--bare");
      const repository = scratchRepository({ "a.md": "1\n" });
      const { root } = repository;
      const bin = fakeLockstep();
      put(hook(root, "pre-push"), text);
      await installGitHooks(root, { write: false, gates: ["pre-push"] });
      repository.git("remote", "add", "origin", target);
      const first = commit(root, bin, "1", "push", "-q", "-u", "origin", "main");
      expect([first.status, first.stderr]).toEqual([0, expect.stringContaining("nothing yet that it could be compared with")]);
      expect(readFileSync(join(root, "seen"), "utf8")).toContain("refs/heads/main");
      const pushed = repository.git("rev-parse", "HEAD").trim();
      repository.commit("More");
      const held = commit(root, bin, "1", "push", "-q");
      expect([held.status, held.stderr]).toEqual([1, expect.stringContaining(`lockstep check --since ${pushed}\n`)]);
      writeFileSync(join(root, "no"), "");
      const theirs = commit(root, bin, "0", "push", "-q");
      expect([theirs.status !== 0, theirs.stderr.includes("lockstep check")]).toEqual([true, false]);
      execFileSync("rm", [join(root, "no")]);
      expect(commit(root, bin, "0", "push", "-q").status).toBe(0);
      await uninstallGitHooks(root);
      expect(readFileSync(hook(root, "pre-push"), "utf8")).toBe(text);
    },
  );
});
