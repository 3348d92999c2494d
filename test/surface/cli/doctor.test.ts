/** The built command looks at a real home, ledger, socket and project. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { damageTable } from "../../support/damage.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

let home: Home;
let root: string;
beforeEach(() => {
  home = scratchHome();
  ({ root } = scratchRepository({ "README.md": "# Kettle\n" }));
});
afterEach(async () => {
  await lockstep(home.env, home.dir, "stop");
  home.remove();
});

interface Told {
  dir: string;
  bad: number;
  warnings: number;
  checks: { check: string; state: string; found: string; remedy: string | null }[];
}

async function doctor(): Promise<{ status: number | null; told: Told; of(check: string): Told["checks"][number] | undefined }> {
  const { status, stdout } = await lockstep(home.env, root, "doctor", "--json");
  const told = JSON.parse(stdout) as Told;
  return { status, told, of: (check) => told.checks.find((one) => one.check === check) };
}

describe("lockstep doctor", () => {
  it("finds nothing bad on a machine that runs these tests, and makes nothing", async () => {
    const { status, told, of } = await doctor();
    expect([status, told.bad, told.dir]).toEqual([0, 0, root]);
    expect(told.checks.map(({ check }) => check)).toEqual([
      ...["node", "sqlite", "git", "watches", "descriptors", "settings", "state", "runtime", "socket", "disk", "ledger"],
      ...["service", "project", "hooks", "daemon"],
    ]);
    expect(of("ledger")?.found).toBe(`${home.ledger}, to be made`);
    expect(of("daemon")?.found).toContain("none runs");
  });

  it("tells of the daemon and its projects", async () => {
    await lockstep(home.env, root, "start", root);
    const { status, of } = await doctor();
    expect(status).toBe(0);
    expect(of("socket")?.found).toBe(`${home.socket}, a daemon answers`);
    expect(of("daemon")?.found).toMatch(/^pid \d+, /);
    expect(of(`project ${root}`)?.state).toBe("good");
    expect(of("clock")?.state).toBe("good");
    const shown = await lockstep(home.env, root, "doctor");
    expect(shown).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("ok      node: v") });
  });

  it.each(["ChunkText_config", "ClockRuns"])("a ledger is told to be damaged by those who read it: %s", async (table) => {
    await lockstep(home.env, root, "start", root);
    await lockstep(home.env, root, "stop");
    damageTable(home.ledger, table);
    const read = await lockstep(home.env, root, "clock", "list");
    expect(read).toMatchObject({ status: 5, stderr: expect.stringContaining("LEDGER_DAMAGED") });
  });

  it("finds a ledger bad whose header is whole and whose tables are not", async () => {
    await lockstep(home.env, root, "start", root);
    await lockstep(home.env, root, "stop");
    damageTable(home.ledger, "ChunkText_config");
    const { status, of } = await doctor();
    expect([status, of("ledger")?.state]).toEqual([1, "bad"]);
  });

  it("exits with 1 when something is bad, and says what to do", async () => {
    mkdirSync(dirname(home.socket));
    chmodSync(dirname(home.socket), 0o755);
    writeFileSync(join(root, "lockstep.yaml"), "ruels: {}\n");
    mkdirSync(dirname(home.ledger), { mode: 0o700 });
    writeFileSync(home.ledger, "no database at all, but long enough to be looked at as one".repeat(100), { mode: 0o600 });
    const { status, told, of } = await doctor();
    expect([status, told.bad]).toEqual([1, 3]);
    expect(of("runtime")?.remedy).toBe(`\`chmod 700 ${dirname(home.socket)}\``);
    expect(of("project")?.found).toContain("lockstep.yaml:1:1");
    expect(of("ledger")?.remedy).toContain("lockstep db restore");
    expect((await lockstep(home.env, root, "doctor")).stdout).toContain("3 bad, ");
  });

  it("refuses a folder that is none", async () => {
    expect(await lockstep(home.env, root, "doctor", "nowhere")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("DIR_MISSING"),
    });
  });
});

describe("lockstep doctor --bundle", () => {
  const PARTS = ["about", "checks", "status", "settings", "project_settings", "ledger", "clock", "queue", "metrics", "logs"];
  const bundles = () => readdirSync(home.dir).filter((name) => name.startsWith("lockstep-bundle-"));
  const bundle = (...words: string[]) => lockstep(home.env, home.dir, "doctor", root, "--bundle", ...words);
  const read = () => JSON.parse(readFileSync(join(home.dir, bundles()[0] as string), "utf8"));

  it("lists what it holds, and writes nothing where nobody can be asked", async () => {
    const ran = await bundle();
    expect(ran).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("`lockstep doctor --bundle --yes` writes the bundle"),
    });
    const listed = ran.stdout.slice(ran.stdout.indexOf("A bundle would hold"));
    expect([...listed.matchAll(/^ {2}(\w+) +[\d.]+ KiB {2}\w/gm)].map(([, name]) => name)).toEqual(PARTS);
    expect(bundles()).toEqual([]);
    const alone = await lockstep(home.env, home.dir, "doctor", root, "--yes");
    expect(alone).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("Add `--bundle`") });
  });

  it("holds what helps, but no secret, no file's content and no place of a project", async () => {
    writeFileSync(join(root, "README.md"), "# hunter2\n\n[a](hunter2.md)\n");
    writeFileSync(
      join(root, "lockstep.yaml"),
      "settle_seconds: 7\nignore: [{ rule: 'path/removed', path: hunter2, reason: hunter2 }]\n",
    );
    home.env.LOCKSTEP_VOCABULARY__OWN = "[hunter2]";
    await lockstep(home.env, root, "start", root);
    await lockstep(home.env, root, "status", "--fresh", "--timeout", "60");
    const logs = join(dirname(home.ledger), "logs");
    const line = { level: 40, time: "x", env: { a: "hunter2" }, reason: `password=hunter2 in ${root}/a.ts`, msg: "noise" };
    writeFileSync(join(logs, "lockstepd.99.log"), `${JSON.stringify(line)}\nhunter2 is no JSON\n`);
    const ran = await bundle("--yes");
    expect(ran).toMatchObject({
      status: 0,
      stderr: "",
      stdout: expect.stringContaining(`written to ${join(home.dir, bundles()[0] as string)}`),
    });
    const text = readFileSync(join(home.dir, bundles()[0] as string), "utf8");
    for (const hidden of ["hunter2", root, basename(root), home.dir]) expect(text).not.toContain(hidden);
    const told = read();
    expect(Object.keys(told)).toEqual(PARTS);
    expect(told).toMatchObject({
      about: { node: process.version, variables: ["LOCKSTEP_VOCABULARY__OWN"] },
      settings: { "vocabulary.own": "set" },
      project_settings: { settle_seconds: 7, ignore: "set" },
      status: { state: "ready", projects: [{ root: "<project 1>", findings: 1 }], ledger: "~/state/lockstep/ledger.db" },
      queue: { dead_letters: 0 },
    });
    expect(told.logs).toContainEqual({
      level: 40,
      time: "x",
      env: "[redacted]",
      reason: "password=[redacted] in <project 1>/a.ts",
      msg: "noise",
    });
    expect(told.logs.map(({ msg }: { msg?: string }) => msg)).toContain("ready");
    expect(statSync(join(home.dir, bundles()[0] as string)).mode & 0o777).toBe(0o600);
  });

  it("names no home, however that is written", async () => {
    home.env.HOME = `${home.dir}//`;
    await bundle("--yes");
    expect(read().ledger.path).toBe("~/state/lockstep/ledger.db");
  });

  it("is made also where much is broken, and says what", async () => {
    mkdirSync(home.configDir);
    writeFileSync(join(home.configDir, "config.yaml"), "ruels: {}\n");
    mkdirSync(dirname(home.ledger), { recursive: true });
    writeFileSync(home.ledger, "this is no ledger, and never was one".repeat(100));
    const ran = await bundle("--yes", "--json");
    const { bundle: made } = JSON.parse(ran.stdout);
    expect([ran.status, made.path, made.parts.length]).toEqual([1, join(home.dir, bundles()[0] as string), PARTS.length]);
    expect(read()).toMatchObject({
      settings: { fault: { code: "CONFIG_UNKNOWN_KEY" } },
      ledger: { fault: expect.stringContaining("damaged") },
      clock: { fault: { code: "LEDGER_DAMAGED" } },
      status: null,
      logs: [],
    });
  });
});
