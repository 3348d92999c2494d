/** `lockstep git-hooks` as it is typed, and a gate that runs the built command. */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { scratchHome } from "../../support/home.js";
import { scratchRepository, temporaryFolder } from "../../support/repository.js";
import { lockstep, MAIN } from "./lockstep.js";

const home = scratchHome();
afterAll(home.remove);
const run = (cwd: string, ...words: string[]) => lockstep(home.env, cwd, "git-hooks", ...words);

describe("lockstep git-hooks", () => {
  it("installs, tells and uninstalls, for people and for programs", async () => {
    const { root } = scratchRepository({ "README.md": "# Kettle\n" });
    const shown = await run(root, "install");
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(shown.stdout).toMatch(/^git hooks in .*hooks\n {2}post-commit {4}installed\n/);
    const told = await run(home.dir, "status", root, "--json");
    expect(JSON.parse(told.stdout)).toMatchObject({
      root,
      keeper: "git",
      spool: join(root, ".git/lockstep/spool"),
      hooks: expect.arrayContaining([{ hook: "pre-push", path: join(root, ".git/hooks/pre-push"), state: "absent", form: null }]),
      as_of: expect.any(String),
    });
    expect(await run(root, "uninstall", "--json")).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(join(root, ".git/lockstep"))).toBe(false);
  });

  it("shows the lines that somebody has to put in", async () => {
    const { root } = scratchRepository({ ".pre-commit-config.yaml": "repos:\n  - repo: local\n    hooks: []\n" });
    const { stdout } = await run(root, "install");
    expect(stdout).toMatch(
      /\nadd to .*\.pre-commit-config\.yaml \(it is under version control; `--write` writes it\):\n\n# >>> lockstep/,
    );
  });

  it.each([
    [["instal"], 2, "USAGE: `git-hooks` wants install, uninstall or status, not `instal`"],
    [["install", "--gate", "post-commit"], 2, "USAGE: `post-commit` is no value of `--gate`: pre-commit, pre-push"],
    [["status"], 2, "NO_REPOSITORY: "],
  ])("says what is wrong with %j", async (words, status, message) => {
    const ran = await run(home.dir, ...words);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(`lockstep: ${message}`);
  });

  it("holds a commit back that would put a document out of step, with the real command", async () => {
    const repository = scratchRepository({
      "README.md": "# Kettle\n\nSee [boil](src/boil.ts).\n",
      "src/boil.ts": "export {};\n",
    });
    const { root } = repository;
    const bin = temporaryFolder();
    writeFileSync(join(bin, "lockstep"), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, { mode: 0o755 });
    expect(await run(root, "install", "--gate", "pre-commit")).toMatchObject({ status: 0 });
    const commit = () =>
      spawnSync("git", ["-C", root, "-c", "user.name=K", "-c", "user.email=k@example.invalid", "commit", "-q", "-a", "-m", "x"], {
        env: { ...home.env, PATH: `${bin}:${home.env.PATH}` },
        encoding: "utf8",
      });
    writeFileSync(join(root, "README.md"), "# Kettle\n\nSee [boil](src/boil.ts). And more.\n");
    expect(commit()).toMatchObject({ status: 0 });
    repository.git("mv", "src/boil.ts", "src/heat.ts");
    const held = commit();
    expect([held.status, held.stderr]).toEqual([1, expect.stringContaining("README.md:3")]);
  });
});
