/**
 * Installing and taking out again. The programs of the service managers are scripts here that note what they are asked: no manager runs,
 * and what one makes of it is not shown by these tests.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Service, type ServiceOptions, service } from "../../src/service/service.js";
import type { ServiceFacts } from "../../src/service/unit-text.js";
import { temporaryFolder } from "../support/repository.js";

let dir: string;
let facts: ServiceFacts;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  dir = temporaryFolder();
  const writable = [{ path: join(dir, "state/lockstep"), isNeeded: true }];
  facts = {
    node: "/usr/bin/node",
    daemonScript: "/opt/daemon.js",
    heapMib: 512,
    rss: 1e9,
    writable,
    environment: {},
    logsDir: join(dir, "logs"),
  };
  env = { PATH: `${dir}:${process.env.PATH}`, XDG_CONFIG_HOME: join(dir, "config"), USER: "kettle" };
  for (const name of ["systemctl", "systemd-run", "loginctl", "launchctl"]) program(name, "");
});
/** A program that notes its words and does `then`. */
const program = (name: string, then: string) =>
  writeFileSync(join(dir, name), `#!/bin/sh\necho "${name} $*" >>"${dir}/asked"\n${then}\n`, { mode: 0o755 });
function asked(): string[] {
  const file = join(dir, "asked");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  writeFileSync(file, "");
  return lines.filter((line) => !/ show | print /.test(line));
}
const made = (more: Partial<ServiceOptions> = {}): Service =>
  service({
    platform: "linux",
    env,
    uid: 1000,
    home: join(dir, "home"),
    system: null,
    systemDir: join(dir, "etc"),
    facts: async () => facts,
    ...more,
  });
const unit = () => join(dir, "config/systemd/user/lockstep.service");

describe("the service of a user", () => {
  it("is written and enabled, and taken out again", async () => {
    const state = await made().install();
    expect(state).toMatchObject({ kind: "systemd user", files: [{ path: unit(), state: "installed" }] });
    expect(asked()).toEqual(
      [
        "systemd-run --user --wait --quiet --collect -p PrivateUsers=yes -p ProtectSystem=strict true",
        "systemctl --user daemon-reload",
        "systemctl --user enable --now lockstep.service",
        "loginctl show-user --property=Linger --value kettle",
      ].filter((line) => !/ show | print /.test(line)),
    );
    expect(readFileSync(unit(), "utf8")).toContain("PrivateUsers=yes");
    expect(state.notes).toEqual(["it ends with your last session; `loginctl enable-linger` keeps it running"]);
    expect([existsSync(join(dir, "state/lockstep")), made().isInstalled()]).toEqual([true, true]);
    await made().uninstall();
    expect(asked()).toEqual(["systemctl --user disable --now lockstep.service", "systemctl --user daemon-reload"]);
    expect([readdirSync(dirname(unit())), made().isInstalled()]).toEqual([[], false]);
    await made().uninstall();
    expect(asked()).toEqual([]);
  });

  it("is without namespaces where they do not work, says so, and stays so", async () => {
    program("systemd-run", "echo 'Failed to set up mount namespacing' >&2; exit 226");
    program("loginctl", "echo yes");
    const { notes } = await made().install();
    expect(notes).toEqual([
      "user namespaces do not work here (Failed to set up mount namespacing): PrivateUsers, ProtectSystem, ProtectHome and ReadWritePaths are left out",
    ]);
    expect(readFileSync(unit(), "utf8")).not.toMatch(/PrivateUsers|ReadWritePaths/);
    expect((await made().status()).files).toMatchObject([{ state: "installed" }]);
    facts.writable.push({ path: "/srv/more", isNeeded: false });
    expect(await made().refresh()).toBe(false);
  });

  it("is written anew for another project, once", async () => {
    expect(await made().refresh()).toBe(false);
    await made().install();
    asked();
    expect(await made().refresh()).toBe(false);
    facts.writable.push({ path: "/srv/more/.git/lockstep/spool", isNeeded: false });
    expect((await made().status()).files).toMatchObject([{ state: "outdated" }]);
    expect(await made().refresh()).toBe(true);
    expect(asked()).toEqual(["systemctl --user daemon-reload"]);
    expect(readFileSync(unit(), "utf8")).toMatch(/^ReadWritePaths=.* -\/srv\/more\/\.git\/lockstep\/spool$/m);
  });

  it("is as it was when the manager refuses, and a unit of somebody else is left alone", async () => {
    program("systemctl", "echo 'Failed to connect to bus' >&2; exit 1");
    await expect(made().install()).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      message: expect.stringContaining("`systemctl --user daemon-reload` failed: Failed to connect to bus."),
    });
    expect(made().isInstalled()).toBe(false);
    expect(readdirSync(dirname(unit()))).toEqual([]);
    writeFileSync(unit(), "[Service]\n");
    for (const act of [made().install, made().uninstall]) await expect(act()).rejects.toMatchObject({ code: "SERVICE_REFUSED" });
    expect(readFileSync(unit(), "utf8")).toBe("[Service]\n");
  });

  it("tells what the manager says of it", async () => {
    program("systemctl", "printf 'UnitFileState=enabled\\nActiveState=active\\nMainPID=4711\\n'");
    expect(await made().status()).toMatchObject({ enabled: true, active: "active", pid: 4711, files: [{ state: "absent" }] });
    program("systemctl", "exit 1");
    expect(await made().status()).toMatchObject({ enabled: false, active: null, pid: null });
  });
});

describe("the service of the machine", () => {
  it("has one unit for all users, and a file for each", async () => {
    const [one, two] = ["one", "two"].map((system) => made({ system })) as [Service, Service];
    await one.install();
    expect(asked()).toEqual(["systemctl daemon-reload", "systemctl enable --now lockstep@one.service"]);
    await two.install();
    expect(readdirSync(join(dir, "etc")).sort()).toEqual([
      "lockstep@.service",
      "lockstep@one.service.d",
      "lockstep@two.service.d",
    ]);
    await one.uninstall();
    expect([existsSync(join(dir, "etc/lockstep@.service")), one.isInstalled()]).toEqual([true, true]);
    expect(existsSync(join(dir, "etc/lockstep@one.service.d/writable.conf"))).toBe(false);
    await two.uninstall();
    expect(existsSync(join(dir, "etc/lockstep@.service"))).toBe(false);
  });

  it("is none on macOS, and there is none at all elsewhere", () => {
    expect(() => made({ platform: "darwin", system: "one" })).toThrow(expect.objectContaining({ code: "SERVICE_REFUSED" }));
    expect(() => made({ platform: "win32" })).toThrow(expect.objectContaining({ code: "SERVICE_REFUSED" }));
  });
});

describe("the agent of launchd", () => {
  it("is written and bootstrapped, and booted out again", async () => {
    program(
      "launchctl",
      `case $1 in print) [ -e "${dir}/loaded" ] && echo '  state = running' && echo '  pid = 12' ;; bootstrap) : >"${dir}/loaded" ;; bootout) rm "${dir}/loaded" ;; esac`,
    );
    const agent = made({ platform: "darwin" });
    const path = join(dir, "home/Library/LaunchAgents/dev.lockstep.daemon.plist");
    expect(await agent.install()).toMatchObject({
      kind: "launchd",
      enabled: true,
      active: "running",
      pid: 12,
      files: [{ path, state: "installed" }],
    });
    expect(asked()).toEqual([`launchctl bootstrap gui/1000 ${path}`]);
    await agent.manager.stop();
    await agent.manager.start();
    expect(asked()).toEqual([
      "launchctl kill SIGTERM gui/1000/dev.lockstep.daemon",
      "launchctl kickstart gui/1000/dev.lockstep.daemon",
    ]);
    await agent.uninstall();
    expect([asked(), existsSync(path)]).toEqual([["launchctl bootout gui/1000/dev.lockstep.daemon"], false]);
  });
});
