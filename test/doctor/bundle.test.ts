import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundlePath, makeBundle, writeBundle } from "../../src/doctor/bundle.js";
import { temporaryFolder } from "../support/repository.js";

it("a bundle lists its parts with their sizes, and says of one that cannot be read why", async () => {
  const parts = [
    { name: "good", about: "what is", read: () => ({ token: "hunter2", at: "/srv/kettle/a.ts" }) },
    { name: "bad", about: "what is not", read: () => Promise.reject(new Error("no rights on /srv/kettle")) },
    { name: "none", about: "nothing", read: () => undefined },
  ];
  const bundle = await makeBundle(parts, [{ root: "/srv/kettle", mark: "<project 1>" }]);
  const good = { token: "[redacted]", at: "<project 1>/a.ts" };
  expect(JSON.parse(bundle.text)).toMatchObject({ good, bad: { fault: { message: "no rights on <project 1>" } }, none: null });
  expect(bundle.parts[0]).toEqual({ name: "good", about: "what is", bytes: JSON.stringify(good).length });
  expect(bundle.parts.map(({ name }) => name)).toEqual(["good", "bad", "none"]);
});

it("a bundle is written for its owner alone, and over nothing", async () => {
  const folder = temporaryFolder();
  const path = bundlePath(folder, Date.parse("2026-01-01T12:00:00.123Z"));
  expect(path).toBe(join(folder, "lockstep-bundle-20260101T120000Z.json"));
  const bundle = await makeBundle([], []);
  writeBundle(path, bundle);
  expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["{}\n", 0o600]);
  writeFileSync(path, "mine");
  expect(() => writeBundle(path, bundle)).toThrow(`${path} cannot be written (EEXIST). Go to a folder that you can write to.`);
  expect(readFileSync(path, "utf8")).toBe("mine");
});
