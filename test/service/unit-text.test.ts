/** The units and the agent, read by systemd's own tools and by a parser of property lists. No service manager runs them here. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "plist";
import { describe, expect, it } from "vitest";
import {
  hasNamespaces,
  renderAgent,
  renderSystemUnit,
  renderUserUnit,
  renderWritable,
  type ServiceFacts,
  unnameable,
} from "../../src/service/unit-text.js";
import { temporaryFolder } from "../support/repository.js";

const UGLY = `/srv/it's a "ledger" 50%n $HOME \\ é`;
const FACTS: ServiceFacts = {
  node: process.execPath,
  daemonScript: "/opt/lock step/50%/daemon.js",
  heapMib: 512,
  rss: 1_288_490_189,
  writable: [
    { path: UGLY, isNeeded: true },
    { path: "/home/a/one.git/lockstep/spool", isNeeded: false },
    { path: "/home/a/two\nlines", isNeeded: false },
  ],
  environment: { XDG_STATE_HOME: "/srv/my state" },
  logsDir: "/home/a/<logs> & more",
};
const settings = (unit: string) => unit.split("\n").filter((line) => /^[A-Z]\w+=/.test(line));

const missing = spawnSync("systemd-analyze", ["--version"]).status !== 0;
const why = missing ? " (skipped: no systemd-analyze here)" : "";

describe("units", () => {
  it("say what the design says, and where this machine differs", () => {
    const unit = renderUserUnit(FACTS, { namespaces: true });
    expect(settings(unit)).toEqual(
      expect.arrayContaining([
        "Type=notify",
        "NotifyAccess=all",
        `ExecStart=${process.execPath} --max-old-space-size=512 "/opt/lock step/50%%/daemon.js"`,
        "ExecReload=/bin/kill -HUP $MAINPID",
        'Environment="XDG_STATE_HOME=/srv/my state"',
        "WatchdogSec=60",
        "RestartPreventExitStatus=2 5",
        "MemoryHigh=1536M",
        "MemoryMax=2048M",
        "SystemCallFilter=@system-service",
        "PrivateUsers=yes",
        `ReadWritePaths="/srv/it's a \\"ledger\\" 50%%n $HOME \\\\ é" -/home/a/one.git/lockstep/spool`,
        "WantedBy=default.target",
      ]),
    );
    expect(unit).not.toMatch(/@[A-Z_]+@|MemoryDenyWriteExecute|PrivateTmp|StateDirectory/);
    expect(unnameable(FACTS)).toEqual(["/home/a/two\nlines"]);
    expect(settings(renderUserUnit({ ...FACTS, environment: {} }, { namespaces: true })).join()).not.toContain("Environment=");
  });

  it("are refused when a place could write lines of its own into them", () => {
    const environment = { XDG_STATE_HOME: "/srv/a\nExecStartPre=/bin/true" };
    const refused = expect.objectContaining({ code: "SERVICE_REFUSED", message: expect.stringContaining("ExecStartPre") });
    expect(() => renderUserUnit({ ...FACTS, environment }, { namespaces: true })).toThrow(refused);
    expect(() => renderUserUnit({ ...FACTS, node: "/opt/a\nb" }, { namespaces: true })).toThrow(
      expect.objectContaining({ code: "SERVICE_REFUSED" }),
    );
  });

  it("leave memory to a daemon that may have more of it", () => {
    const unit = renderUserUnit({ ...FACTS, rss: 4 * 1024 ** 3 }, { namespaces: true });
    expect(settings(unit)).toEqual(expect.arrayContaining(["MemoryHigh=5120M", "MemoryMax=6553M"]));
  });

  it("do without what needs a user namespace, and without nothing else", () => {
    const [all, few] = [true, false].map((namespaces) => renderUserUnit(FACTS, { namespaces })) as [string, string];
    expect([hasNamespaces(all), hasNamespaces(few)]).toEqual([true, false]);
    const left = settings(few);
    expect(
      settings(all)
        .filter((line) => !left.includes(line))
        .map((line) => line.split("=")[0]),
    ).toEqual(["PrivateUsers", "ProtectSystem", "ProtectHome", "ReadWritePaths"]);
  });
});

describe.skipIf(missing)(`systemd-analyze${why}`, () => {
  /** A manager of a user needs a place of its own, also where it only looks. */
  const envOf = (folder: string) => ({ ...process.env, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder });

  /** Exit status and complaints of a look at a unit. */
  function analyze(name: string, text: string, ...words: string[]) {
    const folder = temporaryFolder();
    const unit = join(folder, name);
    writeFileSync(unit, text);
    const { status, stdout, stderr } = spawnSync("systemd-analyze", [...words, unit], { encoding: "utf8", env: envOf(folder) });
    return { status, complaints: stderr.split("\n").filter((line) => line.includes("lockstep")), stdout };
  }

  it.each([true, false])("finds nothing wrong with the unit of a user, namespaces %s", (namespaces) => {
    const unit = renderUserUnit(FACTS, { namespaces });
    expect(analyze("lockstep.service", unit, "verify", "--user", "--man=no")).toMatchObject({ status: 0, complaints: [] });
  });

  it("would complain, were something wrong", () => {
    const unit = renderUserUnit(FACTS, { namespaces: true });
    for (const wrong of [
      unit.replace("Type=notify", "Type=notifies"),
      unit.replace("ReadWritePaths=", "ReadWritePaths=relative "),
    ]) {
      expect(analyze("lockstep.service", wrong, "verify", "--user", "--man=no").complaints).not.toEqual([]);
    }
  });

  it("finds nothing wrong with the unit of the machine, with a user's folders", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "lockstep@.service"), renderSystemUnit(FACTS));
    mkdirSync(join(folder, "lockstep@daemon.service.d"));
    writeFileSync(join(folder, "lockstep@daemon.service.d/writable.conf"), renderWritable(FACTS));
    const unit = join(folder, "lockstep@daemon.service");
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
    expect([status, stderr.split("\n").filter((line) => line.includes("lockstep"))]).toEqual([0, []]);
  });

  it("gives scores: 2.5 at most for the machine's, 6.5 for a user's, who has no more to give away", () => {
    const security = ["security", "--offline=true"];
    expect(analyze("lockstep@.service", renderSystemUnit(FACTS), ...security, "--threshold=25")).toMatchObject({ status: 0 });
    expect(analyze("lockstep@.service", renderSystemUnit(FACTS), ...security, "--threshold=10").status).not.toBe(0);
    const user = renderUserUnit(FACTS, { namespaces: true });
    expect(analyze("lockstep.service", user, ...security, "--user", "--threshold=65")).toMatchObject({ status: 0 });
  });
});

describe("the agent", () => {
  it("is a property list that says what the design says", () => {
    expect(parse(renderAgent(FACTS))).toEqual({
      Label: "dev.lockstep.daemon",
      ProgramArguments: [process.execPath, "--max-old-space-size=512", "/opt/lock step/50%/daemon.js"],
      EnvironmentVariables: { LOCKSTEP_LAUNCHD: "1", XDG_STATE_HOME: "/srv/my state" },
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 5,
      ProcessType: "Background",
      LowPriorityIO: true,
      Umask: 63,
      SoftResourceLimits: { NumberOfFiles: 65_536 },
      StandardOutPath: "/home/a/<logs> & more/launchd.log",
      StandardErrorPath: "/home/a/<logs> & more/launchd.log",
    });
    expect(parse(renderAgent({ ...FACTS, environment: {} }))).toMatchObject({
      EnvironmentVariables: { LOCKSTEP_LAUNCHD: "1" },
    });
  });
});
