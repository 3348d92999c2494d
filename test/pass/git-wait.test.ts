import { pino } from "pino";
import { expect, it } from "vitest";
import { gitWait } from "../../src/pass/git-wait.js";

it("looks for git's lock once a second at most when somebody asks for warnings, and with each pass", () => {
  let now = 0;
  let looks = 0;
  const indexLock = () => {
    looks++;
    return { path: ".git/index.lock", alone: true };
  };
  const wait = gitWait({ gitAtWork: () => true, indexLock, monotonic: () => now, log: pino({ level: "silent" }) });
  expect([wait.warning(), wait.warning(), looks]).toEqual([null, null, 1]);
  expect([wait.mustWait(), wait.mustWait(), looks]).toEqual([true, true, 3]);
  now = 10_000;
  expect(wait.warning()).toContain(".git/index.lock has been there for more than 10 s");
  expect([wait.mustWait(), wait.atWork()]).toEqual([false, false]);
});
