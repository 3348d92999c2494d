/** The built command begins with real repositories. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../../src/config/defaults.js";
import { loadConfig } from "../../../src/config/load.js";
import { starterText } from "../../../src/config/starter.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository, temporaryFolder } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

let home: Home;
beforeEach(() => {
  home = scratchHome();
});
afterEach(() => home.remove());

const files = { "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n", "src/a.ts": "export const a = 1;\n", "src/b.js": "\n" };
const told = async (dir: string, ...words: string[]) => {
  const { status, stdout } = await lockstep(home.env, dir, "init", "--json", ...words);
  return { status, ...JSON.parse(stdout) };
};

/** Every setting of the text without its comment signs. */
function uncommented(text: string): string {
  return text
    .split("\n")
    .slice(2)
    .map((line) => line.replace(/^# ?/, ""))
    .join("\n");
}

describe("lockstep init", () => {
  it("writes what a project begins with, counts what it is made of, and looks at it once", async () => {
    const { root, git } = scratchRepository(files);
    const first = await told(root);
    expect(first).toMatchObject({
      status: 0,
      dir: root,
      files: [
        { path: "lockstep.yaml", written: true },
        { path: ".lockstep/.gitignore", written: true },
      ],
      languages: { typescript: 1, javascript: 1 },
      documents: 1,
      hooks: { state: "declined", reason: "`lockstep git-hooks install` does it" },
      findings: 1,
      next: ["lockstep check", "lockstep start", "lockstep doctor"],
    });
    expect(existsSync(join(root, ".git/hooks/post-commit"))).toBe(false);
    writeFileSync(join(root, ".lockstep/local.yaml"), "");
    writeFileSync(join(root, ".lockstep/acks.yaml"), "");
    expect(git("status", "--porcelain", "-uall").trim().split("\n")).toEqual([
      "?? .lockstep/.gitignore",
      "?? .lockstep/acks.yaml",
      "?? lockstep.yaml",
    ]);
  });

  it("leaves what is there, and takes what is offered with --yes", async () => {
    const { root } = scratchRepository({ ...files, "lockstep.yaml": "settle_seconds: 1\n" });
    expect(await told(root, "--yes")).toMatchObject({
      files: [
        { path: "lockstep.yaml", written: false },
        { path: ".lockstep/.gitignore", written: true },
      ],
      hooks: { state: "installed" },
    });
    expect(readFileSync(join(root, "lockstep.yaml"), "utf8")).toBe("settle_seconds: 1\n");
    expect(existsSync(join(root, ".git/hooks/post-commit"))).toBe(true);
    const again = await lockstep(home.env, root, "init");
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("git hooks: there") });
    expect(again.stdout).toContain("lockstep.yaml is there, left as it is");
  });

  it("does without git, and refuses a folder that is a link", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "README.md"), "# Kettle\n");
    expect(await told(dir)).toMatchObject({ status: 0, documents: 1, hooks: { state: "unavailable" } });
    const other = temporaryFolder();
    mkdirSync(join(other, "elsewhere"));
    symlinkSync("elsewhere", join(other, ".lockstep"));
    const refused = await lockstep(home.env, other, "init");
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining(".lockstep is a symbolic link") });
    expect(existsSync(join(other, "elsewhere", ".gitignore"))).toBe(false);
  });
});

describe("the configuration that a project begins with", () => {
  const load = (text: string) =>
    loadConfig({
      texts: { machine: null, repository: { name: "lockstep.yaml", text }, local: null },
      env: {},
      rules: ["link/missing-file"],
    });

  it("sets nothing, and each of its settings is one that a repository may say, with its default", async () => {
    expect(await load(starterText())).toEqual(DEFAULTS);
    expect(uncommented(starterText())).toContain("settle_seconds: 2\n");
    const groups = uncommented(starterText()).split("\n\n");
    // A repository can only switch a job off.
    const [clock = "", ...more] = groups.filter((group) => group.startsWith("clock:"));
    expect(more).toEqual([]);
    expect(await load(groups.filter((group) => group !== clock).join("\n"))).toEqual(DEFAULTS);
    expect((await load(clock.replaceAll(/^( {2}\w+): .*$/gm, "$1: off"))).clock).toMatchObject({
      sweep: "off",
      retention: "off",
    });
  });
});
