/** What the built `lockstepd` tells a service manager, over a real datagram socket and the real systemd-notify. No manager runs here. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";

const LISTENER = fileURLToPath(new URL("../support/notify-listener.py", import.meta.url));
const missing = ["systemd-notify", "python3"].filter((program) => spawnSync(program, ["--version"]).status !== 0);
const why = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", ")} here)`;

let home: Home;
let daemon: Daemon;
let listener: ChildProcess;
const heard: string[] = [];
beforeEach(() => {
  home = scratchHome();
  home.env.NOTIFY_SOCKET = join(home.dir, "notify");
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

async function listen(): Promise<void> {
  heard.length = 0;
  listener = spawn("python3", [LISTENER, home.env.NOTIFY_SOCKET ?? ""], { stdio: ["ignore", "pipe", "inherit"] });
  if (listener.stdout) createInterface({ input: listener.stdout }).on("line", (line) => heard.push(JSON.parse(line) as string));
  await hears(/^listening$/);
}

const hears = (text: RegExp) => expect.poll(() => heard.find((message) => text.test(message)), { timeout: 20_000 }).toBeDefined();
/** Number of seconds that the machine is up, in microseconds. */
const usec = (message: string) => Number(/MONOTONIC_USEC=(\d+)/.exec(message)?.[1]);

describe.skipIf(missing.length > 0)(`a service manager is told${why}`, () => {
  beforeEach(listen);
  afterEach(() => {
    listener.kill();
  });

  it("what is done until it is ready, that it reads its configuration anew, and that it ends", async () => {
    const before = Number(process.hrtime.bigint() / 1_000n);
    daemon = await startDaemon(home);
    await hears(/^READY=1\nSTATUS=ready; projects: 0, findings: 0$/);
    expect(heard.slice(1)).toEqual([
      "STATUS=starting: socket",
      "STATUS=starting: ledger",
      "STATUS=starting: projects",
      expect.stringMatching(/^READY=1\n/),
    ]);
    await daemon.client.call("projects.add", { dir: scratchRepository({ "a.md": "# A\n" }).root });
    heard.length = 0;
    await daemon.client.call("daemon.reload");
    await hears(/^READY=1\nSTATUS=ready; projects: 1, findings: 0$/);
    expect(heard[0]).toMatch(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    expect(usec(heard[0] ?? "")).toBeGreaterThan(before);
    expect(usec(heard[0] ?? "")).toBeLessThan(Number(process.hrtime.bigint() / 1_000n));
    // One that is refused is over as well.
    mkdirSync(home.configDir, { recursive: true });
    writeFileSync(join(home.configDir, "config.yaml"), "ruels: {}\n");
    heard.length = 0;
    daemon.child.kill("SIGHUP");
    await hears(/^READY=1/);
    expect(heard[0]).toMatch(/^RELOADING=1/);
    heard.length = 0;
    daemon.child.kill("SIGTERM");
    await daemon.ended;
    await hears(/^STOPPING=1\nSTATUS=stopping$/);
  });

  it("that it is well, while it is", async () => {
    home.env.WATCHDOG_USEC = "300000";
    daemon = await startDaemon(home);
    await hears(/^WATCHDOG=1\nSTATUS=ready; /);
    const beats = () => heard.filter((message) => message.startsWith("WATCHDOG=1")).length;
    const some = beats();
    await expect.poll(beats, { timeout: 20_000 }).toBeGreaterThan(some);
  });
});

describe("a daemon without a manager", () => {
  it("is none the worse for a socket that nobody listens to, or for a missing systemd-notify", async () => {
    home.env.PATH = join(home.dir, "empty");
    daemon = await startDaemon(home);
    expect(await daemon.client.call("daemon.ping")).toMatchObject({ pong: true });
    expect(await daemon.stop()).toMatchObject({ code: 0 });
  });
});
