import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { besideLedger, ensurePrivateFolder, userPaths } from "../../src/config/paths.js";
import { temporaryFolder } from "../support/repository.js";

describe("userPaths", () => {
  it("follows the variables of Linux", () => {
    const env = {
      HOME: "/home/cook",
      USER: "cook",
      XDG_RUNTIME_DIR: "/run/user/1000",
      XDG_STATE_HOME: "/s",
      XDG_CACHE_HOME: "/c",
      XDG_CONFIG_HOME: "/k",
    };
    expect(userPaths(env, "linux", 1000)).toEqual({
      stateDir: "/s/lockstep",
      ledger: "/s/lockstep/ledger.db",
      lock: "/s/lockstep/ledger.db.lock",
      backupsDir: "/s/lockstep/backups",
      logsDir: "/s/lockstep/logs",
      cacheDir: "/c/lockstep",
      configFile: "/k/lockstep/config.yaml",
      socket: "/run/user/1000/lockstep/lockstep.sock",
      socketFallback: "/tmp/lockstep-1000/lockstep.sock",
      sockets: ["/run/user/1000/lockstep/lockstep.sock", "/run/lockstep/cook/lockstep.sock", "/tmp/lockstep-1000/lockstep.sock"],
    });
  });

  it("has places without them, and takes no relative ones", () => {
    const paths = userPaths(
      { HOME: "/home/cook", TMPDIR: "/var/tmp/", XDG_STATE_HOME: "state", XDG_RUNTIME_DIR: "" },
      "linux",
      1000,
    );
    expect(paths).toMatchObject({
      ledger: "/home/cook/.local/state/lockstep/ledger.db",
      cacheDir: "/home/cook/.cache/lockstep",
      configFile: "/home/cook/.config/lockstep/config.yaml",
      socket: "/var/tmp/lockstep-1000/lockstep.sock",
      sockets: ["/var/tmp/lockstep-1000/lockstep.sock"],
    });
  });

  it("follows macOS", () => {
    expect(userPaths({ HOME: "/Users/cook", TMPDIR: "/var/folders/x/T/" }, "darwin", 501)).toMatchObject({
      ledger: "/Users/cook/Library/Application Support/lockstep/ledger.db",
      configFile: "/Users/cook/.config/lockstep/config.yaml",
      socket: "/var/folders/x/T/lockstep-501/lockstep.sock",
    });
  });

  it("listens where a system service has its folder, and clients look there", () => {
    const env = { HOME: "/home/cook", USER: "cook", RUNTIME_DIRECTORY: "/run/lockstep/cook" };
    expect(userPaths(env, "linux", 1000).socket).toBe("/run/lockstep/cook/lockstep.sock");
    expect(userPaths({ HOME: "/home/cook", USER: "../cook" }, "linux", 1000).sockets).toEqual([
      "/tmp/lockstep-1000/lockstep.sock",
    ]);
  });

  it("takes a shorter place when an address cannot hold the path", () => {
    const fits = `/${"r".repeat(107 - "//lockstep/lockstep.sock".length)}`;
    const env = { HOME: "/home/cook", XDG_RUNTIME_DIR: fits };
    expect(userPaths(env, "linux", 1000).socket).toBe(`${fits}/lockstep/lockstep.sock`);
    expect(userPaths(env, "darwin", 1000).socket).toBe("/tmp/lockstep-1000/lockstep.sock");
    expect(userPaths({ ...env, XDG_RUNTIME_DIR: `${fits}r` }, "linux", 1000).socket).toBe("/tmp/lockstep-1000/lockstep.sock");
    expect(userPaths({ HOME: "/h", TMPDIR: `/${"ü".repeat(60)}` }, "linux", 1000).socket).toBe(
      "/tmp/lockstep-1000/lockstep.sock",
    );
  });

  it("goes with a ledger elsewhere", () => {
    expect(besideLedger("/data/team.db")).toEqual({
      ledger: "/data/team.db",
      lock: "/data/team.db.lock",
      backupsDir: "/data/backups",
      logsDir: "/data/logs",
    });
  });
});

describe("ensurePrivateFolder", () => {
  const uid = process.getuid?.() ?? 0;
  const ensure = (folder: string, owner = uid) => ensurePrivateFolder(folder, owner, "SOCKET_REFUSED");

  it("makes the folder for us alone, and takes it again", () => {
    const folder = join(temporaryFolder(), "a/b");
    ensure(folder);
    ensure(folder);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  });

  it("refuses what is open, another's, a link or a file", () => {
    const base = temporaryFolder();
    mkdirSync(join(base, "open"));
    chmodSync(join(base, "open"), 0o750);
    mkdirSync(join(base, "private"), { mode: 0o700 });
    symlinkSync("private", join(base, "link"));
    writeFileSync(join(base, "file"), "");
    const refused = (message: string) =>
      expect.objectContaining({ code: "SOCKET_REFUSED", message: expect.stringContaining(message) });
    expect(() => ensure(join(base, "open"))).toThrow(refused("open is open to other users. Close it with `chmod 700`."));
    expect(() => ensure(join(base, "private"), uid + 1)).toThrow(refused("belongs to another user"));
    expect(() => ensure(join(base, "link"))).toThrow(refused("link is not a folder. Remove it."));
    expect(() => ensure(join(base, "file"))).toThrow(refused("file is not a folder"));
    expect(() => ensure(join(base, "file/below"))).toThrow(
      refused("file cannot be written (ENOTDIR, not a folder), so that there can be no"),
    );
  });
});
