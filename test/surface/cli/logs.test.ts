/** The built command shows log files as a daemon leaves them. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareLedger } from "../../../src/domains/ledger.js";
import { type Home, scratchHome } from "../../support/home.js";
import { temporaryFolder } from "../../support/repository.js";
import { lockstep, startLockstep } from "./lockstep.js";

let home: Home;
let dir: string;
beforeEach(() => {
  home = scratchHome();
  dir = join(dirname(home.ledger), "logs");
  mkdirSync(dir, { recursive: true });
});
afterEach(() => home.remove());

const line = (level: number, msg: string, fields: Record<string, unknown> = {}) =>
  `${JSON.stringify({ level, time: "2026-01-01T12:00:00.000Z", part: "pass", ...fields, msg })}\n`;
const file = (number: number) => join(dir, `lockstepd.${number}.log`);
async function shown(...words: string[]): Promise<string[]> {
  const { stdout } = await lockstep(home.env, home.dir, "logs", ...words);
  return stdout
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text).msg as string);
}

describe("lockstep logs", () => {
  it("shows the last lines of all files in order, of a level and from it on", async () => {
    writeFileSync(file(9), line(30, "a") + line(40, "b"));
    writeFileSync(file(10), line(20, "c") + line(50, "d"));
    expect(await shown()).toEqual(["a", "b", "c", "d"]);
    expect(await shown("-n", "3")).toEqual(["b", "c", "d"]);
    expect(await shown("--level", "warn")).toEqual(["b", "d"]);
    expect(await shown("--level", "warn", "-n", "1")).toEqual(["d"]);
  });

  it("shows the lines about one project, by its number or its folder", async () => {
    const root = temporaryFolder();
    const { ledger } = await prepareLedger(home.ledger, { version: "0.1.0", clock: Date.now });
    const project = { root, name: "kettle", device: 1, inode: 1, git_common_dir: null, now: "2026-01-01T12:00:00.000Z" };
    const id = ledger.write(() => ledger.documentation.addProject(project));
    ledger.close();
    const own = line(30, "own", { project_id: id });
    const named = line(40, "named", { root: `<project ${id}>` });
    writeFileSync(
      file(1),
      own + named + line(30, "other", { project_id: id + 1 }) + line(30, "none") + line(30, "x", { root: `<project ${id}1>` }),
    );
    expect(await shown("--project", String(id))).toEqual(["own", "named"]);
    expect(await shown("--project", root, "--level", "warn")).toEqual(["named"]);
    const unknown = await lockstep(home.env, home.dir, "logs", "--project", "/");
    expect(unknown).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("UNKNOWN_PROJECT") });
    rmSync(root, { recursive: true });
    expect(await shown("--project", root)).toEqual(["own", "named"]);
  });

  it("follows what is added, through every file that comes after", async () => {
    writeFileSync(file(1), line(30, "first"));
    const following = startLockstep(home.env, home.dir, "logs", "-f");
    await following.says("first");
    appendFileSync(file(1), line(30, "second"));
    writeFileSync(file(3), line(30, "fourth"));
    writeFileSync(file(2), line(30, "third"));
    await following.says("fourth");
    following.child.kill("SIGTERM");
    const { stdout } = await following.ended;
    expect([...stdout.matchAll(/"msg":"(\w+)"/g)].map(([, msg]) => msg)).toEqual(["first", "second", "third", "fourth"]);
  });

  it("says where there is no log, and who writes one", async () => {
    expect(await lockstep(home.env, home.dir, "logs")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`There is no log in ${dir}. A daemon writes it: \`lockstep start\`.`),
    });
  });
});
