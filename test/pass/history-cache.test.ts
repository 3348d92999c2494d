import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistoryData, HistoryEvent } from "../../src/analysis/names/history-data.js";
import { formatHistory, historyCache, parseHistory } from "../../src/pass/history-cache.js";
import { temporaryFolder } from "../support/repository.js";

const project = { commonDir: "/kitchen/kettle/.git", prefix: "" };
const common = { commit: "a".repeat(40), parent: null, date: "2026-01-01T00:00:00.000Z" };
const data: HistoryData = {
  version: 1,
  head: "a".repeat(40),
  status: { kind: "full", commits: 3, note: "" },
  events: [
    { kind: "file", path: "a\nb.ts", to: "c.ts", similarity: 90, ...common },
    { kind: "symbol", name: "boilWater", path: "a.ts", ...common, commit: "b".repeat(40), parent: "c".repeat(40) },
    { kind: "manifest", path: "package.json", old: "1", new: null, ...common },
  ],
};

describe("historyCache", () => {
  it("gives back what was saved, to the same project alone", () => {
    const folder = join(temporaryFolder(), "history");
    historyCache(folder, project).save(data);
    expect(historyCache(folder, project).load()).toEqual(data);
    expect(historyCache(folder, { ...project, prefix: "packages/lid/" }).load()).toBeNull();
    const [file = ""] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("ignores a damaged file, and writes it anew", () => {
    const folder = temporaryFolder();
    const cache = historyCache(folder, project);
    cache.save(data);
    const file = join(folder, readdirSync(folder)[0] ?? "");
    const whole = readFileSync(file, "utf8");
    for (const text of [
      "",
      "x",
      "null\n",
      whole.slice(0, -20),
      whole.split("\n").slice(0, 2).join("\n"),
      whole.replace('"full"', '"fine"'),
      whole.replace("90", '"90"'),
    ]) {
      writeFileSync(file, text);
      expect(cache.load()).toBeNull();
    }
    cache.save(data);
    expect(cache.load()).toEqual(data);
  });

  it("goes without a folder that it cannot write to", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const cache = historyCache(join(folder, "file", "below"), project);
    cache.save(data);
    expect(cache.load()).toBeNull();
    chmodSync(folder, 0o700);
  });

  it("keeps a bounded number of projects", () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 205; i++) historyCache(folder, { ...project, prefix: `${i}/` }).save(data);
    expect(readdirSync(folder)).toHaveLength(200);
  });

  it("reads everything it writes", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 10 });
    const maybe = fc.option(text);
    const base = { commit: fc.constantFrom("a", "b"), parent: maybe, date: text };
    const event: fc.Arbitrary<HistoryEvent> = fc.oneof(
      fc.record({ kind: fc.constant("file" as const), path: text, to: maybe, similarity: fc.option(fc.nat(100)), ...base }),
      fc.record({ kind: fc.constant("symbol" as const), path: text, name: text, ...base }),
      fc.record({ kind: fc.constant("manifest" as const), path: text, old: maybe, new: maybe, ...base }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), (events) => {
        // Events of one commit share their parent and date.
        const consistent = events.map((one) => ({ ...one, parent: one.commit, date: one.commit }));
        const history = { ...data, events: consistent };
        expect(parseHistory(formatHistory(history))).toEqual(history);
      }),
    );
  });
});
