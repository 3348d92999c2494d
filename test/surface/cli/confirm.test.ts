import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { confirm, isInteractive } from "../../../src/surface/cli/confirm.js";

/** A terminal at which `typed` is typed. */
function terminal(typed: string, { tty = true } = {}) {
  const stdin = new PassThrough();
  const stderr = new PassThrough();
  const stream = (one: PassThrough) => Object.assign(one, { isTTY: tty }) as never;
  stdin.end(typed);
  return { stdin: () => stream(stdin), stdout: stream(new PassThrough()), stderr: stream(stderr) };
}

describe("asking at the terminal", () => {
  it("takes only a clear yes for one", async () => {
    for (const yes of ["y\n", "Yes\n", " YES \n"]) expect(await confirm(terminal(yes), "Write?")).toBe(true);
    for (const no of ["\n", "n\n", "yep\n", "y e s\n", ""]) expect(await confirm(terminal(no), "Write?")).toBe(false);
  });

  it("is done only where somebody sits", () => {
    expect(isInteractive(terminal(""))).toBe(true);
    expect(isInteractive(terminal("", { tty: false }))).toBe(false);
  });
});
