import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseArguments } from "../../src/surface/cli/arguments.js";
import { VERBS } from "../../src/surface/cli/verbs.js";
import { scratchHome } from "../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { scratchProject } from "../support/project.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(PACKAGE, path), "utf8");

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  runs: { using: string; steps: { name: string; shell: string; run: string; env?: Record<string, string> }[] };
}

const action = parse(read("action.yml")) as Action;
const hooks = parse(read(".pre-commit-hooks.yaml")) as { id: string; entry: string; language: string; pass_filenames: boolean }[];
const guide = read("docs/ci.md");
const fences = (lang: string) =>
  [...guide.matchAll(/```(\w+)\n([^`]*)```/g)].flatMap(([, name, text]) => (name === lang ? [text ?? ""] : []));

const home = scratchHome();
afterAll(() => home.remove());

/** Reads a command line as lockstep does; throws what it would refuse. */
async function accepts(line: string): Promise<void> {
  const [program, name, ...words] = [...(line.split(" > ")[0] ?? "").matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  const verb = VERBS.find((known) => known.name === name);
  if (program !== "lockstep" || !verb) throw new Error(`no verb in ${line}`);
  await parseArguments({ ...verb, summary: "" }, words);
}

describe("the guide to CI", () => {
  it("names only commands that there are", async () => {
    const lines = fences("sh").flatMap((text) => text.trim().split("\n"));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) await accepts(line);
    await expect(accepts("lockstep check --sinse main")).rejects.toThrow("Did you mean");
  });

  it("shows a workflow and a hook as they are defined", () => {
    const [workflow, preCommit] = fences("yaml").map((text) => parse(text)) as [
      { jobs: Record<string, { steps: { uses: string; with: Record<string, unknown> }[] }> },
      { repos: { hooks: { id: string }[] }[] },
    ];
    const step = workflow.jobs.documents?.steps.at(-1);
    expect(step?.uses).toBe("OWNER/lockstep@REF");
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
    expect(preCommit.repos[0]?.hooks[0]?.id).toBe(hooks[0]?.id);
    for (const input of Object.keys(action.inputs)) expect(guide).toContain(`| \`${input}\` |`);
  });
});

describe("the pre-commit hook", () => {
  it("runs a command that there is", async () => {
    expect(hooks).toMatchObject([{ id: "lockstep", language: "node", pass_filenames: false }]);
    await accepts(hooks[0]?.entry ?? "");
  });
});

describe("the action", () => {
  const step = action.runs.steps.at(-1);
  const act = (cwd: string, inputs: Record<string, string>) => {
    const env = Object.fromEntries(
      Object.entries(step?.env ?? {}).map(([name, value]) => [name, inputs[/inputs\.([\w-]+)/.exec(value)?.[1] ?? ""] ?? ""]),
    );
    return spawnSync("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? ""], {
      cwd,
      env: { ...home.env, ...env, GITHUB_ACTION_PATH: PACKAGE, GITHUB_STEP_SUMMARY: join(home.dir, "summary.md") },
      encoding: "utf8",
    });
  };

  it("hands each of its inputs to the script by the environment", () => {
    expect(action.runs.using).toBe("composite");
    const handed = Object.values(step?.env ?? {}).map((value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1]);
    expect(handed).toEqual(Object.keys(action.inputs));
    for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
  });

  it("annotates what is new, writes SARIF beside it, and fails by what was asked", { timeout: 120_000 }, () => {
    const project = scratchProject({ ...KETTLE, "docs/old.md": "[x](gone.md)\n" }).commit(KETTLE_RENAMED);
    const sarif = join(home.dir, "out.sarif");
    const since = act(project.root, { dir: ".", since: "HEAD~1", "sarif-file": sarif });
    expect([since.status, since.stderr]).toEqual([1, ""]);
    expect(since.stdout).toMatch(/^::error file=/);
    expect(since.stdout).not.toContain("docs/old.md");
    expect((JSON.parse(readFileSync(sarif, "utf8")) as { runs: { results: unknown[] }[] }).runs[0]?.results).toHaveLength(7);
    expect(readFileSync(join(home.dir, "summary.md"), "utf8")).toContain("| error | README.md:3 | script/unknown |");
    expect(act(project.root, { dir: ".", since: "HEAD", "fail-on": "note" }).status).toBe(0);
    expect(act(project.root, { dir: "docs" }).status).toBe(1);
    const refused = act(project.root, { dir: ".", since: "nowhere" });
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("names no commit here")]);
    expect(act(scratchProject({ "notes.txt": "x" }).root, { dir: "." }).status).toBe(0);
  });
});
