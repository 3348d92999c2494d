/** `lockstep fix` and `lockstep undo`, typed at the built program. */
import { spawn } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { KETTLE, KETTLE_RENAMED } from "../support/kettle.js";
import { type ScratchProject, scratchProject } from "../support/project.js";

let home: Home;
beforeEach(() => {
  home = scratchHome();
});
afterEach(() => home.remove());

const MAIN = join(process.cwd(), "dist", "src", "main.cjs");

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(cwd: string, ...words: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...words], { cwd, env: home.env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

const bytes = (project: ScratchProject, path: string) => readFileSync(join(project.root, path));
const text = (project: ScratchProject, path: string) => bytes(project, path).toString("utf8");
const renamed = () => scratchProject(KETTLE).commit(KETTLE_RENAMED);

describe("fixing the kettle", () => {
  it("leaves only names that exist, and undo gives back the exact bytes", async () => {
    const project = renamed();
    const documents = ["README.md", "docs/usage.md", "src/heat.ts"];
    const before = documents.map((path) => bytes(project, path));
    const fixed = await run(project.root, "fix", "--yes");
    expect(fixed.stderr).toBe("");
    expect(fixed.status).toBe(0);
    const readme = text(project, "README.md");
    for (const dead of ["boil.ts", "boilWater", "npm run serve"]) expect(readme).not.toContain(dead);
    for (const live of ["[src/heat.ts](src/heat.ts)", "heatWater(litres, target)", "npm run start"])
      expect(readme).toContain(live);
    expect(await run(project.root, "check")).toMatchObject({ status: 0 });

    let undone = 0;
    for (; undone < 20; undone++) {
      const ran = await run(project.root, "undo", "--last");
      if (ran.status === 2) {
        expect(ran.stderr).toContain("NOTHING_TO_UNDO");
        break;
      }
      expect(ran).toMatchObject({ status: 0, stderr: "" });
    }
    expect(undone).toBe(7);
    expect(documents.map((path) => bytes(project, path))).toEqual(before);
  });
});

describe("fix", () => {
  it("writes nothing on --dry-run, and shows the same diff", async () => {
    const project = renamed();
    const before = text(project, "README.md");
    const dry = await run(project.root, "fix", "--dry-run");
    expect(dry).toMatchObject({ status: 0, stderr: "" });
    expect(dry.stdout).toContain("--- a/README.md\n+++ b/README.md\n@@ -1,11 +1,11 @@\n");
    expect(dry.stdout).toContain("\n7 fixes in 3 files\n");
    expect(text(project, "README.md")).toBe(before);
  });

  it("refuses without --yes where nobody can be asked", async () => {
    const project = renamed();
    const before = text(project, "README.md");
    const ran = await run(project.root, "fix");
    expect(ran.status).toBe(2);
    expect(ran.stdout).toContain("+await heatWater(1, 90);");
    expect(ran.stderr).toContain("`lockstep fix --yes` writes the fixes");
    expect(text(project, "README.md")).toBe(before);
  });

  it("says that there is nothing to fix", async () => {
    expect(await run(scratchProject(KETTLE).root, "fix", "--yes")).toMatchObject({ status: 0, stdout: "nothing to fix\n" });
  });

  it("mends one rule, one file or one folder, from wherever one stands", async () => {
    const project = renamed();
    expect(await run(project.root, "fix", "--yes", "--rule", "script/*")).toMatchObject({ status: 0 });
    expect(text(project, "README.md")).toContain("npm run start`. The code lives in [src/boil.ts]");
    expect(await run(home.dir, "fix", "--yes", join(project.root, "docs", "usage.md"))).toMatchObject({ status: 0 });
    expect(text(project, "docs/usage.md")).toContain("heatWater");
    expect(text(project, "README.md")).toContain("boilWater");
    expect(await run(home.dir, "fix", "--yes", project.root)).toMatchObject({ status: 0 });
    expect(text(project, "README.md")).not.toContain("boilWater");
    expect(await run(project.root, "fix", "--rule", "script/unknwn")).toMatchObject({
      status: 2,
      stderr: "lockstep: USAGE: `script/unknwn` is not a rule. Did you mean `script/unknown`?\n",
    });
    expect(await run(project.root, "fix", "missing.md")).toMatchObject({ status: 2 });
  });

  it("keeps byte order mark, line ends, mode and the missing last line break", async () => {
    const project = renamed();
    const odd = `\ufeff${text(project, "README.md").trimEnd().replaceAll("\n", "\r\n")}`;
    writeFileSync(join(project.root, "README.md"), odd);
    chmodSync(join(project.root, "README.md"), 0o604);
    expect(await run(project.root, "fix", "--yes")).toMatchObject({ status: 0 });
    const now = text(project, "README.md");
    expect(now).toBe(
      odd.replaceAll("boilWater", "heatWater").replaceAll("src/boil.ts", "src/heat.ts").replace("run serve", "run start"),
    );
    expect(statSync(join(project.root, "README.md")).mode & 0o777).toBe(0o604);
  });

  it("says why a file is left alone, and exits with 1", async () => {
    const project = renamed();
    linkSync(join(project.root, "README.md"), join(home.dir, "README.md"));
    const ran = await run(project.root, "fix", "--yes");
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain("not fixed: README.md:3 script/unknown it has another name (a hard link)");
    expect(text(project, "docs/usage.md")).toContain("heatWater");
    expect(text(project, "README.md")).toContain("boilWater");
  });

  it("gives one object with --json, of which the edits make the new text", async () => {
    const project = renamed();
    const before = text(project, "docs/usage.md");
    const { stdout } = await run(project.root, "fix", "--yes", "--json", "docs");
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      written: true,
      pass: 1,
      refused: [],
      fixes: [{ path: "docs/usage.md", rule: "symbol/renamed" }],
    });
    const [{ start, end, text: put }] = answer.fixes[0].edits;
    expect(before.slice(0, start) + put + before.slice(end)).toBe(text(project, "docs/usage.md"));
  });

  it("leaves whole files when two run at once", async () => {
    const project = renamed();
    const ran = await Promise.all([1, 2, 3].map(() => run(project.root, "fix", "--yes")));
    for (const { status } of ran) expect([0, 1]).toContain(status);
    expect(ran.some(({ status }) => status === 0)).toBe(true);
    expect(text(project, "README.md")).toBe(
      (KETTLE["README.md"] as string)
        .replaceAll("boilWater", "heatWater")
        .replaceAll("src/boil.ts", "src/heat.ts")
        .replace("run serve", "run start"),
    );
    expect(readdirSync(project.root).sort()).toEqual([".git", "README.md", "docs", "package.json", "src"]);
  });
});

describe("undo", () => {
  it("has nothing to undo where nothing was fixed", async () => {
    const project = renamed();
    const ran = await run(project.root, "undo");
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain("NOTHING_TO_UNDO");
    expect(await run(project.root, "undo", "00000000")).toMatchObject({ status: 2 });
    expect(await run(project.root, "undo", "--last", "--pass", "1")).toMatchObject({ status: 2 });
  });

  it("takes back one fix by its id, whatever was fixed or edited around it", async () => {
    const project = renamed();
    const { stdout } = await run(project.root, "fix", "--yes", "--json");
    const { fixes } = JSON.parse(stdout) as { fixes: { fix_id: string; rule: string; path: string }[] };
    const script = fixes.find(({ rule }) => rule === "script/unknown")?.fix_id as string;
    writeFileSync(join(project.root, "README.md"), `Added above.\n\n${text(project, "README.md")}\nAdded below.\n`);
    expect(await run(project.root, "undo", script)).toMatchObject({ status: 0 });
    expect(text(project, "README.md")).toContain("then `npm run serve`. The code lives in [src/heat.ts](src/heat.ts)");
    expect(await run(project.root, "undo", script)).toMatchObject({ status: 2 });
    const link = fixes.find(({ rule }) => rule === "link/missing-file")?.fix_id as string;
    expect(await run(project.root, "undo", link)).toMatchObject({ status: 0 });
    expect(text(project, "README.md")).toContain("[src/heat.ts](src/boil.ts)");
  });

  it("takes back a whole pass", async () => {
    const project = renamed();
    const before = bytes(project, "README.md");
    await run(project.root, "fix", "--yes", "--rule", "script/unknown");
    await run(project.root, "fix", "--yes");
    expect(await run(project.root, "undo", "--pass", "2")).toMatchObject({ status: 0 });
    expect(text(project, "README.md")).toBe(before.toString().replace("run serve", "run start"));
    expect(await run(project.root, "undo", "--pass", "2")).toMatchObject({ status: 2 });
    expect(await run(project.root, "undo", "--pass", "1")).toMatchObject({ status: 0 });
    expect(bytes(project, "README.md")).toEqual(before);
  });

  it("refuses when those lines were edited since", async () => {
    const project = renamed();
    await run(project.root, "fix", "--yes", "--rule", "script/unknown");
    const edited = text(project, "README.md").replace("Run `npm", "Then run `npm");
    writeFileSync(join(project.root, "README.md"), edited);
    const ran = await run(project.root, "undo", "--last");
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("EDITED_SINCE: README.md was left as it is: line 3 was edited since.");
    expect(text(project, "README.md")).toBe(edited);
  });

  it("refuses a file that became a symbolic link", async () => {
    const project = renamed();
    await run(project.root, "fix", "--yes", "docs");
    project.write({ "docs/usage.md": null });
    symlinkSync("../README.md", join(project.root, "docs", "usage.md"));
    const ran = await run(project.root, "undo");
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("it is a symbolic link");
  });
});

describe("with a daemon", () => {
  it("writes here, notes it there, and the daemon sees an ordinary edit", { timeout: 60_000 }, async () => {
    const project = renamed();
    const daemon = await startDaemon(home);
    try {
      await daemon.client.call("projects.add", { dir: project.root });
      expect(await run(project.root, "fix", "--yes")).toMatchObject({ status: 0 });
      const { answer } = await daemon.client.call("documentation.check", { root: project.root });
      expect(answer.findings).toEqual([]);
      const { fixes } = await daemon.client.call("fixes.list", { root: project.root });
      expect(fixes).toHaveLength(7);
      expect(fixes[0]).toMatchObject({ state: "applied", pass: 1 });
      const { audit } = await daemon.client.call("operations.audit", { root: project.root });
      const applied = audit.flatMap(({ changes }: { changes: { applied?: string[] } }) => changes.applied ?? []);
      expect(applied.sort()).toEqual(fixes.map(({ fix_id }: { fix_id: string }) => fix_id).sort());
      expect(await run(project.root, "undo", "--pass", "1")).toMatchObject({ status: 0 });
      expect(text(project, "README.md")).toBe(KETTLE["README.md"]);
    } finally {
      await daemon.stop();
    }
  });
});

describe("a daemon that may write", () => {
  it("writes what is safe, and the machine's word alone lets it", { timeout: 60_000 }, async () => {
    const project = renamed();
    const then = Date.now() / 1_000 - 60;
    utimesSync(join(project.root, "README.md"), then, then);
    mkdirSync(home.configDir, { recursive: true });
    writeFileSync(join(home.configDir, "config.yaml"), "auto_sync:\n  write: safe\n");
    const daemon = await startDaemon(home);
    try {
      await daemon.client.call("projects.add", { dir: project.root });
      await daemon.client.call("documentation.check", { root: project.root });
      // Answered after the pass that wrote, for one pass runs at a time.
      await daemon.client.call("documentation.check", { root: project.root });
      expect(text(project, "README.md")).toContain("then `npm run start`. The code lives in [src/boil.ts](src/heat.ts)");
      expect(text(project, "README.md")).toContain("`boilWater(litres, target)` heats");
      const { fixes } = await daemon.client.call("fixes.list", { root: project.root });
      expect(fixes.map(({ actor }: { actor: string }) => actor)).toContain("daemon");
      expect(await run(project.root, "undo", "--pass", "1")).toMatchObject({ status: 0 });
      expect(text(project, "README.md")).toBe(KETTLE["README.md"]);
    } finally {
      await daemon.stop();
    }
  });
});
