import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Report } from "../../../src/analysis/model.js";
import { scratchHome } from "../../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../../support/kettle.js";
import { scratchProject } from "../../support/project.js";
import { lockstep, MAIN, unstamped } from "./lockstep.js";

const home = scratchHome();
afterAll(home.remove);

const run = (cwd: string, ...words: string[]) => lockstep(home.env, cwd, ...words);

describe("lockstep without a daemon", () => {
  it("shows help and version on standard output", async () => {
    const help = await run(home.dir, "--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("check [DIR]");
    expect((await run(home.dir)).stdout).toBe(help.stdout);
    expect((await run(home.dir, "help")).stdout).toBe(help.stdout);
    expect((await run(home.dir, "--version")).stdout).toMatch(/^lockstep \d+\.\d+\.\d+\n$/);
    expect((await run(home.dir, "check", "--help")).stdout).toContain("--format FORMAT");
    expect((await run(home.dir, "help", "check")).stdout).toContain("--format FORMAT");
    expect((await run(home.dir, "documentation")).stdout).toContain("documentation findings");
  });

  it("loads nothing for help and version but its entry", () => {
    const tell = join(home.dir, "loaded.cjs");
    writeFileSync(tell, `process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));`);
    for (const word of ["--help", "--version"]) {
      const { stderr } = spawnSync(process.execPath, ["--require", tell, MAIN, word], { env: home.env, encoding: "utf8" });
      expect(stderr.split("\n")).toEqual([tell, MAIN]);
    }
  });

  it.each([
    [["chek"], "`chek` is not a verb of lockstep. Did you mean `check`?"],
    [["check", "--fromat", "json"], "`--fromat` is not an option of `lockstep check`. Did you mean `--format`?"],
    [["documentation", "finding"], "`finding` is not a verb of `documentation`. Did you mean `documentation findings`?"],
    [["--colour"], "`--colour` is not an option of lockstep."],
    [
      ["documentation", "findings", "--states", "settled,pendign"],
      "`pendign` is no value of `--states`: pending, settled, resolved, ",
    ],
    [["documentation", "findings", "--limit", "0"], "`limit` of `documentation.findings`: at least 1 is expected, not 0."],
    [
      ["documentation", "findings", "--limit", "1.5"],
      "`limit` of `documentation.findings`: a whole number is expected, not 1.5.",
    ],
  ])("says what is wrong with %j, with exit status 2 and nothing on standard output", async (words, message) => {
    const ran = await run(home.dir, ...words);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain(`lockstep: USAGE: ${message}`);
  });

  it("tells that no daemon runs", async () => {
    expect(await run(home.dir, "status")).toMatchObject({ status: 4, stdout: "no daemon runs; `lockstep start` starts one\n" });
    expect(JSON.parse((await run(home.dir, "status", "--json")).stdout)).toEqual(
      expect.objectContaining({ running: false, projects: [] }),
    );
    expect(await run(home.dir, "stop")).toMatchObject({ status: 0, stdout: "no daemon runs\n" });
    expect(await run(home.dir, "daemon", "ping")).toMatchObject({ status: 4, stdout: "" });
    const failed = await run(home.dir, "projects", "list", "--json");
    expect(failed).toMatchObject({ status: 5, stdout: "" });
    expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: "LEDGER_REFUSED" } });
  });

  it("checks a project: text, JSON and exit status", async () => {
    const project = scratchProject(KETTLE);
    const clean = await run(project.root, "check");
    expect(clean.status).toBe(0);
    expect(clean.stdout).toMatch(/^nothing drifted in 3 documents · score 1\.00 · \d+ checked/);

    project.commit(KETTLE_RENAMED);
    const drifted = await run(home.dir, "check", project.root);
    expect(drifted.status).toBe(1);
    expect(drifted.stdout).toContain(
      "    Call `boilWater` with the litres.\n          ^^^^^^^^^\n  why: renamed to `heatWater` in",
    );
    // biome-ignore lint/complexity/useRegexLiterals: a control character is clearer as an escape
    expect(drifted.stdout).not.toMatch(new RegExp("\u001b"));

    const json = await run(project.root, "check", "--format", "json");
    expect(json).toMatchObject({ status: 1, stderr: "" });
    const report = JSON.parse(json.stdout) as Report;
    expect(report).toMatchObject({ project: project.root, history: { kind: "full", commits: 2 } });
    expect(unstamped(json)).toEqual(unstamped(await run(project.root, "check", "--json", "--no-daemon")));
  });

  it("explains a finding, and says so when there is none of that id", async () => {
    const project = scratchProject(KETTLE).commit(KETTLE_RENAMED);
    const { findings } = await project.report();
    const finding = findings.find((one) => one.rule === "symbol/renamed");
    const text = await run(project.root, "explain", finding?.id ?? "");
    expect(text.status).toBe(0);
    expect(text.stdout).toContain("rule symbol/renamed\n");
    expect(text.stdout).toContain("confidence\n  base 0.96");
    expect(text.stdout).toMatch(/\nclaim\n {2}symbol `boilWater\(litres, target\)`\n/);
    expect(text.stdout).not.toContain("{");
    const json = await run(project.root, "explain", finding?.id ?? "", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ finding: { id: finding?.id }, rule: { id: "symbol/renamed" } });
    expect(await run(project.root, "explain", "0000")).toMatchObject({ status: 2, stdout: "" });
    const byName = await run(home.dir, "documentation", "explain", "--id", finding?.id ?? "", "--root", project.root, "--json");
    expect(unstamped(byName)).toEqual(unstamped(json));
    const byPlace = await run(project.root, "documentation", "explain", finding?.id ?? "", "--json");
    expect(unstamped(byPlace)).toEqual(unstamped(json));
  });

  it("exits 0 when all that drifted is ignored: it was looked at, and people decided", async () => {
    const ignored = scratchProject({ "README.md": "See [heat](gone.md). <!-- lockstep-ignore link/missing-file -- soon -->\n" });
    const inText = await run(ignored.root, "check");
    expect(inText.status).toBe(0);
    expect(inText.stdout).toMatch(/^nothing drifted but what is suppressed · 1 suppressed · 0 checked · 0 unknown/);
    const other = scratchProject({ "README.md": "See [heat](gone.md). <!-- lockstep-ignore path/removed -->\n" });
    expect((await run(other.root, "check")).status).toBe(1);
  });

  it("exits 3 when nothing could be checked, 2 when there is no folder", async () => {
    const empty = join(home.dir, "empty");
    mkdirSync(empty);
    writeFileSync(join(home.dir, "file"), "");
    expect(await run(empty, "check")).toMatchObject({ status: 3, stderr: "" });
    expect(await run(empty, "check", "missing")).toMatchObject({ status: 2, stdout: "" });
    expect(await run(home.dir, "check", "file")).toMatchObject({ status: 2, stdout: "" });
    expect((await run(home.dir, "check", "--", "-dir")).stderr).toContain("DIR_MISSING");
  });

  it.each([
    [["start", "missing"], "There is no folder HOME/missing. Check the spelling; a relative path counts from HOME."],
    [["start", "HOME/missing"], "There is no folder HOME/missing. Check the spelling."],
    [["start", "--foreground", "missing"], "There is no folder HOME/missing."],
    [["start", "plain"], "HOME/plain is not a folder. Name the folder of the project that holds it."],
    [["start", "plain/below"], "A part of HOME/plain/below is a file, not a folder. Name the folder of the project."],
    [["check", "missing"], "There is no folder HOME/missing. Check the spelling; a relative path counts from HOME."],
    [["explain", "1234", "missing"], "There is no folder HOME/missing."],
    [["documentation", "findings", "--root", "missing"], "There is no folder HOME/missing."],
    [["operations", "queue", "--root", "plain"], "HOME/plain is not a folder."],
  ])("says what is wrong with the folder of %j, and starts nothing for it", async (words, message) => {
    writeFileSync(join(home.dir, "plain"), "");
    const ran = await run(home.dir, ...words.map((word) => word.replace("HOME", home.dir)));
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr.replace(/"([^"]*)"/g, "$1").replaceAll(home.dir, "HOME")).toContain(message);
    expect(existsSync(join(home.dir, "state", "lockstep"))).toBe(false);
  });

  it("says so when the folder it is called in is gone", async () => {
    const gone = join(home.dir, "gone");
    mkdirSync(gone);
    const script = 'cd "$1" && rmdir "$1" && exec "$2" "$3" check';
    const child = spawn("sh", ["-c", script, "sh", gone, process.execPath, MAIN], { env: home.env });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [status] = await once(child, "close");
    expect(stderr).toBe("lockstep: DIR_MISSING: The folder you stand in is gone. Change to one that exists.\n");
    expect(status).toBe(2);
  });

  it("keeps its exit status when nobody reads to the end", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `[${index}](gone/${index}.md)`).join("\n\n");
    const project = scratchProject({ "README.md": many }, { git: false });
    const child = spawn(process.execPath, [MAIN, "check", project.root], { env: home.env, stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const [status] = await once(child, "close");
    expect(stderr).toBe("");
    expect(status).toBe(1);
  });

  it("colours what it is asked to", async () => {
    const project = scratchProject({ "README.md": "[a](gone.md)" }, { git: false });
    const { stdout } = await lockstep({ ...home.env, FORCE_COLOR: "1" }, project.root, "check");
    expect(stdout).toContain("\u001b[31merror\u001b[39m");
    const coloured = async (env: NodeJS.ProcessEnv, ...words: string[]) =>
      (await lockstep({ ...home.env, ...env }, project.root, ...words)).stdout.includes("\u001b[31merror");
    expect(await coloured({ NO_COLOR: "1" }, "check", "--color", ".")).toBe(true);
    expect(await coloured({}, "--color=always", "check")).toBe(true);
    expect(await coloured({ FORCE_COLOR: "1" }, "check", "--color=never")).toBe(false);
    expect(await coloured({ FORCE_COLOR: "1" }, "check", "--color=auto")).toBe(true);
  });

  it("takes options before the verb as after it", async () => {
    const project = scratchProject({ "README.md": "[a](gone.md)", "check/README.md": "# Check" });
    const usual = unstamped(await run(home.dir, "check", project.root, "--format", "json"));
    expect(usual.status).toBe(1);
    for (const words of [
      ["--format", "json", "check", project.root],
      ["--format=json", "-q", "check", project.root],
      ["--json", "--fail-on", "error", "check", project.root],
    ]) {
      expect(unstamped(await run(home.dir, ...words))).toEqual(usual);
    }
    // The first `check` is the value of an option, the last one a folder.
    const since = await run(project.root, "--since", "check", "check", "check");
    expect(since.stderr).toContain(`"check" names no commit`);
    const listed = await run(home.dir, "--json", "documentation", "--limit", "3", "findings", "--root", project.root);
    expect(listed.stderr).toContain('"code":"LEDGER_REFUSED"');
    expect((await run(home.dir, "--json", "status")).stdout).toContain('"running": false');
    expect((await run(home.dir, "--jsn", "status")).stderr).toContain("Did you mean `--json`?");
    expect((await run(home.dir, "--format", "json")).stderr).toContain("`json` is not a verb of lockstep");
  });
});
