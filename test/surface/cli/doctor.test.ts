/** The built command looks at a real home, ledger, socket and project. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
