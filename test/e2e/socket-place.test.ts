/** The socket's place is not as it should be, before the built `lockstepd` starts and while it runs. */
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Home, scratchHome } from "../support/home.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
const homes: Home[] = [];
const newHome = () => {
  const made = scratchHome();
  homes.push(made);
  return made;
};
beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  for (const one of homes.splice(0)) {
    await lockstep(one.env, one.dir, "stop");
    one.remove();
  }
});

const run = (of: Home, ...words: string[]) => lockstep(of.env, of.dir, ...words);
const statusOf = async (of: Home) => JSON.parse((await run(of, "status", "--json")).stdout) as Record<string, unknown>;

describe("the socket's folder at the start", () => {
  it("is refused when others can look into it, whatever other place there is", async () => {
    mkdirSync(dirname(home.socket));
    chmodSync(dirname(home.socket), 0o755);
    const started = await run(home, "start");
    expect([started.status, started.stderr]).toEqual([
      5,
      expect.stringContaining("is open to other users. Close it with `chmod 700`"),
    ]);
    chmodSync(dirname(home.socket), 0o700);
    expect((await run(home, "start")).status).toBe(0);
  });

  it("is one in the temporary folder when the session has none, which only clients of the same ledger go to", async () => {
    const temporary = join(home.dir, "run");
    // Below a file nothing can be made.
    home.env.XDG_RUNTIME_DIR = join(home.dir, "file", "run");
    writeFileSync(join(home.dir, "file"), "");
    expect((await run(home, "start")).status).toBe(0);
    expect(await statusOf(home)).toMatchObject({
      running: true,
      socket: expect.stringContaining(temporary),
      ledger: home.ledger,
    });
    expect((await run(home, "logs", "--json")).stdout).toContain("socket is in the temporary folder");
    const other = newHome();
    other.env.TMPDIR = temporary;
    expect(await run(other, "status")).toMatchObject({ status: 4 });
    // Who has the same ledger finds it from a session that has a folder, too.
    expect(await statusOf({ ...home, env: { ...home.env, XDG_RUNTIME_DIR: other.env.XDG_RUNTIME_DIR } })).toMatchObject({
      running: true,
    });
  });
});

describe("a socket that somebody removes", () => {
  it("is made anew, with its folder", async () => {
    await run(home, "start");
    const { instance } = await statusOf(home);
    rmSync(home.socket);
    await expect.poll(() => existsSync(home.socket), { timeout: 20_000 }).toBe(true);
    expect(await statusOf(home)).toMatchObject({ running: true, instance });
    rmSync(dirname(home.socket), { recursive: true });
    await expect.poll(() => existsSync(home.socket), { timeout: 20_000 }).toBe(true);
    expect(await statusOf(home)).toMatchObject({ running: true, instance });
  });

  it("keeps nobody from stopping the daemon", async () => {
    await run(home, "start");
    const { pid } = await statusOf(home);
    rmSync(dirname(home.socket), { recursive: true });
    // It cannot come back.
    writeFileSync(dirname(home.socket), "");
    expect(await run(home, "stop")).toMatchObject({ status: 0, stdout: `lockstepd stopped (pid ${pid})\n` });
    expect(await run(home, "stop")).toMatchObject({ status: 0, stdout: "no daemon runs\n" });
  });
});
