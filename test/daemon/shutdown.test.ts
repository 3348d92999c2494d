import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SHUTDOWN = new URL("../../dist/src/daemon/shutdown.js", import.meta.url).href;

/** Runs `text` in a process that has `stop`, and gives its exit status and what it logged. */
function run(text: string, drain = "async () => {}"): Promise<{ code: number; logged: string }> {
  const script = `
    import { installShutdown } from ${JSON.stringify(SHUTDOWN)};
    const say = (level) => (fields, message) => console.log(level, message, fields.err?.message ?? "");
    const log = { info: say("info"), warn: say("warn"), fatal: say("fatal") };
    const { stop } = installShutdown({ log, drain: ${drain}, flush: () => console.log("flushed") });
    setInterval(() => {}, 1_000);
    ${text}`;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--input-type=module", "-e", script],
      { cwd: fileURLToPath(new URL("../..", import.meta.url)) },
      (error, stdout) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, logged: stdout });
      },
    );
  });
}

describe("the end of the process", () => {
  it("is 70 after an error that nobody caught, said in the log", async () => {
    for (const text of ["setTimeout(() => { throw new Error('bug') }, 1)", "Promise.reject(new Error('bug'))"]) {
      expect(await run(text)).toEqual({ code: 70, logged: "fatal bug bug\nflushed\n" });
    }
  });
  it("is 0 after it was drained, and 70 when draining fails", async () => {
    expect(await run("stop('asked')")).toEqual({ code: 0, logged: "info draining \nflushed\n" });
    expect((await run("stop('asked')", "async () => { throw new Error('bug') }")).code).toBe(70);
  });
  it("does not wait for what never ends", async () => {
    const begun = performance.now();
    const { code, logged } = await run("process.kill(process.pid, 'SIGTERM')", "() => new Promise(() => {})");
    expect([code, logged]).toEqual([0, expect.stringContaining("warn draining took too long")]);
    expect(performance.now() - begun).toBeLessThan(6_000);
  });
  it("is 130 at once when it is asked twice", async () => {
    const twice = "process.kill(process.pid, 'SIGINT'); setTimeout(() => process.kill(process.pid, 'SIGTERM'), 50)";
    expect((await run(twice, "() => new Promise(() => {})")).code).toBe(130);
  });
});
