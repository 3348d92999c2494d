/** Projects that are no longer wanted, with the built `lockstep` and its daemon. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  daemon = await startDaemon(home);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const run = (cwd: string, ...words: string[]) => lockstep(home.env, cwd, ...words);
const status = async () => (await daemon.client.call("daemon.status")) as DaemonStatus;
const roots = async () => (await status()).projects.map(({ root }) => root);
const page = (index: number) => `# Page ${index}\n\nSee [it](../src/gone${index}.ts).\n`;
const project = (count: number) =>
  scratchRepository(Object.fromEntries(Array.from({ length: count }, (_, index) => [`docs/${index}.md`, page(index)])));

/** Tables with rows of a project, and how many. */
function rowsLeft(): Record<string, number> {
  const db = new BetterSqlite3(home.ledger, { readonly: true });
  const tables = db.prepare<[], string>(
    "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'project_id'",
  );
  const left: Record<string, number> = {};
  for (const table of tables.pluck().all()) {
    const n = db.prepare<[], number>(`SELECT count(*) FROM ${table} WHERE project_id <> 0`).pluck().get() as number;
    if (n > 0) left[table] = n;
  }
  left.Projects = db.prepare<[], number>("SELECT count(*) FROM Projects WHERE id <> 0").pluck().get() as number;
  db.close();
  return left;
}

describe("a project that is removed", () => {
  it("is dropped in the middle of its first index, without a trace, and can come back", { timeout: 60_000 }, async () => {
    const { root } = project(600);
    const other = project(3);
    await daemon.client.call("projects.add", { dir: other.root });
    await daemon.client.call("documentation.check", { root: other.root });
    await daemon.client.call("projects.add", { dir: root });
    const asked = daemon.client
      .call("documentation.check", { root })
      .catch((error: { data: { name: string } }) => error.data.name);
    await expect.poll(async () => (await status()).queue.in_progress, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
    const removed = await daemon.client.call("projects.remove", { dir: root });
    expect(removed).toMatchObject({ root, acknowledgements: 0, fixes: 0 });
    expect(await asked).toBe("UNKNOWN_PROJECT");
    expect(await roots()).toEqual([other.root]);
    expect(existsSync(join(root, "docs/0.md"))).toBe(true);
    await daemon.client.call("projects.remove", { dir: other.root });
    expect(rowsLeft()).toEqual({ Projects: 0 });
    await daemon.client.call("projects.add", { dir: other.root });
    expect((await daemon.client.call("documentation.check", { root: other.root })).answer.findings).toHaveLength(3);
    const logs = join(dirname(home.ledger), "logs");
    const said = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
    expect(said.join("").match(/^.*"level":(5|6)0.*$/gm)).toBeNull();
    const audit = await daemon.client.call("operations.audit", { root: null });
    expect(audit.audit[0]).toMatchObject({ method: "projects.remove", action: "delete", changes: { root: other.root } });
  });

  it("keeps what people decided until they say otherwise, with a daemon and without", { timeout: 60_000 }, async () => {
    const { root } = project(2);
    await daemon.client.call("projects.add", { dir: root });
    const [{ id }] = (await daemon.client.call("documentation.check", { root })).answer.findings;
    await run(root, "ack", id, "--reason", "because");
    const refused = await run(root, "projects", "remove", ".");
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("1 acknowledgements and 0 fixes");
    expect(await roots()).toEqual([root]);
    await daemon.stop();
    expect((await run(root, "projects", "remove", ".")).stderr).toContain("--yes");
    const removed = await run(root, "projects", "remove", ".", "--yes", "--json");
    expect([removed.status, JSON.parse(removed.stdout)]).toMatchObject([0, { root, acknowledgements: 1, fixes: 0 }]);
    expect(rowsLeft()).toEqual({ Projects: 0 });
    const again = await run(root, "projects", "remove", ".");
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining("UNKNOWN_PROJECT") });
    expect(JSON.parse((await run(root, "projects", "list", "--json")).stdout)).toMatchObject({ projects: [] });
  });
});

describe("a relative path", () => {
  it("is refused by every method that takes a folder, for it would count from the daemon's", async () => {
    const { limits: _, ...hello } = await daemon.client.call("daemon.hello", { protocol: 1, client: "test", version: "0" });
    const asked: string[] = [];
    for (const method of hello.methods as string[]) {
      for (const param of ["root", "dir", "project"]) {
        const error = await daemon.client
          .call(method, { [param]: "." })
          .catch((refused: { code: number; message: string }) => refused);
        if (!String(error.message).includes(`\`${param}\` of`)) continue;
        expect([method, error.code, error.message]).toEqual([
          method,
          -32602,
          `\`${param}\` of \`${method}\`: an absolute path is expected, not \`.\`.`,
        ]);
        asked.push(`${method} ${param}`);
      }
      if (method === "projects.remove") expect(await roots()).toEqual([]);
    }
    expect(asked).toEqual(expect.arrayContaining(["documentation.check root", "projects.add dir", "projects.remove dir"]));
    expect(asked).toEqual(expect.arrayContaining(["subscribe project", "operations.logs root", "fixes.list root"]));
  });
});
