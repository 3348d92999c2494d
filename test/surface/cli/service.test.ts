/**
 * `lockstep service` as it is typed, and how start, stop and restart then go. In the place of systemctl stands a script that starts and
 * ends the built daemon as the unit says: no real service manager runs here.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spawnDaemon } from "../../support/daemon.js";
import { type Home, scratchHome } from "../../support/home.js";
import { scratchRepository } from "../../support/repository.js";
import { lockstep } from "./lockstep.js";

let home: Home;
beforeEach(() => {
  home = scratchHome();
  home.env.PATH = `${home.dir}:${home.env.PATH}`;
  home.env.USER = "kettle";
  for (const name of ["systemd-run", "loginctl"]) writeFileSync(join(home.dir, name), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(
    join(home.dir, "systemctl"),
    `#!/bin/sh
cd "${home.dir}" || exit
case "$2" in show) ;; *) echo "$*" >>asked ;; esac
case "$2" in
  start | enable)
    eval "exec $(sed -n 's/^ExecStart=//p' config/systemd/user/lockstep.service)" </dev/null >/dev/null 2>&1 &
    echo $! >pid
    while kill -0 "$(cat pid)" && [ ! -S run/lockstep/lockstep.sock ]; do sleep 0.02; done ;;
  stop | disable)
    kill "$(cat pid)"
    while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.02; done
    rm pid ;;
  show) printf 'UnitFileState=enabled\\nActiveState=active\\nMainPID=%s\\n' "$(cat pid 2>/dev/null || echo 0)" ;;
esac
`,
    { mode: 0o755 },
  );
});
afterEach(async () => {
  await run("stop");
  home.remove();
});

const run = (...words: string[]) => lockstep(home.env, home.dir, ...words);
const unit = () => join(home.dir, "config/systemd/user/lockstep.service");
function asked(): string[] {
  const file = join(home.dir, "asked");
  const lines = readFileSync(file, { encoding: "utf8", flag: "a+" }).trim().split("\n");
  writeFileSync(file, "");
  return lines.map((line) => line.replace(/^--user /, ""));
}
const status = async () => JSON.parse((await run("service", "status", "--json")).stdout);

describe.skipIf(process.platform !== "linux")("lockstep service", () => {
  it("has the manager start, stop and restart the daemon, and write to the projects that it watches", async () => {
    // One that nobody manages would have the ledger.
    const first = JSON.parse((await run("start", "--json")).stdout) as { pid: number };
    const installed = await run("service", "install");
    expect(installed).toMatchObject({ status: 0, stderr: "" });
    expect(installed.stdout).toMatch(
      /^systemd user: enabled, active \(pid \d+\)\n {2}.*lockstep\.service {2}installed\nnote: .*enable-linger/,
    );
    expect(asked()).toEqual(["daemon-reload", "enable --now lockstep.service"]);
    const { pid } = await status();
    expect(pid).not.toBe(first.pid);

    const { root } = scratchRepository({ "a.md": "# A\n" });
    const added = await run("start", root);
    expect(added.stdout).toContain(`lockstepd runs already (pid ${pid})`);
    expect(added.stderr).toContain("the service was written anew; `lockstep restart` lets the daemon write to its new places");
    expect(asked()).toEqual(["daemon-reload"]);
    expect(readFileSync(unit(), "utf8")).toMatch(new RegExp(`^ReadWritePaths=.* -${root}/\\.git/lockstep/spool$`, "m"));
    expect((await run("git-hooks", "install", "--json")).status).toBe(2);
    expect((await lockstep(home.env, root, "git-hooks", "install")).stderr).toContain(
      "`lockstep restart` lets it empty the spool",
    );

    const restarted = await run("restart", "--json");
    expect(JSON.parse(restarted.stdout)).toMatchObject({ restarted: true, before: pid, pid: (await status()).pid });
    expect(asked()).toEqual(["stop lockstep.service", "start lockstep.service"]);
    expect((await run("stop")).stdout).toMatch(/^lockstepd stopped/);
    expect((await run("start")).stdout).toMatch(/^lockstepd started/);
    expect(asked()).toEqual(["stop lockstep.service", "start lockstep.service"]);
    expect((await run("projects", "remove", root)).stderr).toContain("the service was written anew");
    expect(readFileSync(unit(), "utf8")).not.toContain(root);
    expect((await run("service", "uninstall")).stdout).toMatch(/lockstep\.service {2}absent\n$/);
    expect(asked()).toEqual(["daemon-reload", "disable --now lockstep.service", "daemon-reload"]);
  });

  it("prints what it would write, and does nothing", async () => {
    const { stdout, status: exit } = await run("service", "install", "--print");
    expect([exit, stdout]).toEqual([
      0,
      expect.stringMatching(/^# Written by `lockstep service install`[^\n]*\n\[Unit\]\n[\s\S]*\nWantedBy=default\.target\n$/),
    ]);
    expect(stdout).toContain(`\nEnvironment=XDG_STATE_HOME=${home.env.XDG_STATE_HOME}\n`);
    expect(stdout).toContain(`\nEnvironment=SQLITE_TMPDIR=${dirname(home.ledger)}\n`);
    const { files } = JSON.parse((await run("service", "install", "--print", "--json")).stdout);
    expect(files).toEqual([{ path: unit(), text: stdout }]);
    const system = await run("service", "install", "--print", "--system", "--user=root");
    expect(system.stdout).toMatch(
      /^# \/etc\/systemd\/system\/lockstep@\.service\n[\s\S]*\n# \/etc\/systemd\/system\/lockstep@root\.service\.d\/writable\.conf\n/,
    );
    expect(asked()).toEqual([""]);
  });

  it("says what the manager said when it does not start the daemon", async () => {
    await run("service", "install");
    await run("stop");
    writeFileSync(join(home.dir, "systemctl"), "#!/bin/sh\necho 'Failed to connect to bus: No medium found' >&2\nexit 1\n");
    expect(await run("start")).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("failed: Failed to connect to bus: No medium found."),
    });
  });

  it("takes over from a daemon of one's own also when `init` installs it", async () => {
    const { root } = scratchRepository({ "a.md": "# A\n" });
    const first = JSON.parse((await run("start", "--json")).stdout) as { pid: number };
    const begun = await lockstep(home.env, root, "init", "--yes", "--json");
    expect(JSON.parse(begun.stdout)).toMatchObject({ service: { state: "installed", reason: null } });
    expect((await status()).pid).not.toBe(first.pid);
    expect(JSON.parse((await run("status", "--json")).stdout)).toMatchObject({ pid: (await status()).pid });
  });

  it("leaves a daemon of one's own running when the manager does not start another", async () => {
    writeFileSync(join(home.dir, "systemctl"), "#!/bin/sh\necho 'Failed to connect to bus: No medium found' >&2\nexit 1\n");
    await run("start");
    expect(await run("service", "install")).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("failed: Failed to connect to bus: No medium found."),
    });
    expect(JSON.parse((await run("status", "--json")).stdout)).toMatchObject({ running: true, state: "ready" });
    expect(await status()).toMatchObject({ files: [{ state: "absent" }] });
  });

  it.each([
    [["instal"], "USAGE: `service` wants install, uninstall or status, not `instal`"],
    [["status", "--print"], "USAGE: `--print` says what install would write."],
    [["install", "--system"], "USAGE: A service of the machine runs as one user"],
    [["install", "--user=root"], "USAGE: A service of the machine runs as one user"],
    [["install", "--system", "--user=no/such"], "SERVICE_REFUSED: There is no user `no/such`."],
  ])("refuses %j", async (words, message) => {
    const ran = await run("service", ...words);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain(`lockstep: ${message}`);
  });
});

it("a daemon of launchd ends with 0 where only a person can help, so that it is not started again and again", async () => {
  home.env.LOCKSTEP_POOL__THREADS = "none";
  expect(await spawnDaemon(home).ended).toMatchObject({ code: 2 });
  home.env.LOCKSTEP_LAUNCHD = "1";
  expect(await spawnDaemon(home).ended).toMatchObject({ code: 0, stderr: expect.stringContaining("pool.threads") });
});
