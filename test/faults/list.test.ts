import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FAULT_POINTS } from "../../src/base/fault-points.js";

const FAULTS = 32;
/** Faults for which there is nothing yet that could be met by them, or no means to make them; docs/faults.md says why. */
const WITHOUT_TEST = [12, 25];

interface Row {
  number: number;
  how: string;
  test: string | null;
}

const rows: Row[] = readFileSync("docs/faults.md", "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, number = "", , how = "", test = ""] = line.split("|").map((cell) => cell.trim());
    return /^\d+$/.test(number) ? [{ number: Number(number), how, test: /^`(.+)`$/.exec(test)?.[1] ?? null }] : [];
  });

it("docs/faults.md lists every fault once, and each has a test whose title carries its number", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: FAULTS }, (_, index) => index + 1));
  expect(rows.filter(({ test }) => test === null).map(({ number }) => number)).toEqual(WITHOUT_TEST);
  const missing = rows.filter(({ number, test }) => test !== null && !titles(test).some((title) => names(title, number)));
  expect(missing).toEqual([]);
});

it("docs/faults.md tells how each fault without a test of its own is met, or why it is not", () => {
  for (const { number, how } of rows) expect([number, how.length > 0]).toEqual([number, true]);
});

it("every named point is passed somewhere", () => {
  const passed = ["daemon.ts", "daemon/work.ts", "daemon/jobs.ts", "pass/pass.ts", "pass/recorder.ts"].map((file) =>
    readFileSync(`src/${file}`, "utf8"),
  );
  expect(FAULT_POINTS.filter((point) => !passed.some((text) => text.includes(`faultPoint("${point}")`)))).toEqual([]);
});

function titles(path: string): string[] {
  if (!existsSync(path)) return [];
  return [...readFileSync(path, "utf8").matchAll(/^\s*(?:describe|it)[^"'`\n]*\(\s*["'`](.+?)["'`],/gm)].map(
    ([, title = ""]) => title,
  );
}

function names(title: string, number: number): boolean {
  return new RegExp(`^faults? (\\d+(, | and ))*${number}\\b`).test(title);
}
