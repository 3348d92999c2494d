import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileEvent, type HistoryData, type HistoryEvent, noHistory } from "../../../src/analysis/names/history-data.js";
import { buildNameIndex } from "../../../src/analysis/names/name-index.js";

/** A history with one commit for each list of events, newest first. */
function history(...commits: Record<string, string | null>[]): HistoryData {
  const events = commits.flatMap((files, i) =>
    Object.entries(files).map(
      ([path, to]): FileEvent => ({
        kind: "file",
        path,
        to,
        similarity: to === null ? null : 95,
        commit: `c${i}`,
        parent: `c${i + 1}`,
        date: "",
      }),
    ),
  );
  return { ...noHistory(""), events };
}

const live =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);

describe("buildNameIndex", () => {
  it("lists the deaths of a path, newest first, and the paths of a name", () => {
    const index = buildNameIndex(history({ "src/a.ts": null }, { "lib/b.ts": null }, { "src/a.ts": "old/a.ts" }));
    expect(index.fileDeaths("src/a.ts").map(({ commit }) => commit)).toEqual(["c0", "c2"]);
    expect(index.basenames("a.ts")).toEqual(["old/a.ts", "src/a.ts"]);
    expect(index.basenames("c.ts")).toEqual([]);
    expect([index.order("c0"), index.order("c1"), index.order("none")]).toEqual([0, 1, Number.POSITIVE_INFINITY]);
    expect(index.parentOf("c1")).toBe("c2");
  });

  it("follows renames to a path that lives", () => {
    const index = buildNameIndex(history({ "c.ts": "d.ts" }, { "b.ts": "c.ts" }, { "a.ts": "b.ts" }));
    const first = index.fileDeaths("a.ts")[0] as FileEvent;
    expect(index.liveEnd(first, live("d.ts"))?.path).toBe("d.ts");
    expect(index.liveEnd(first, live("d.ts"))?.confidence).toBeCloseTo(0.99 ** 3);
    expect(index.liveEnd(first, live("c.ts"))?.path).toBe("c.ts");
    expect(index.liveEnd(first, live())).toBeNull();
  });

  it("does not follow what happened to a path before the rename", () => {
    const index = buildNameIndex(history({ "a.ts": "b.ts" }, { "b.ts": "z.ts" }));
    expect(index.liveEnd(index.fileDeaths("a.ts")[0] as FileEvent, live("z.ts"))).toBeNull();
  });

  it("ends a long chain, and a circle", () => {
    const chain = Array.from({ length: 20 }, (_, i) => ({ [`f${19 - i}`]: `f${20 - i}` }));
    const index = buildNameIndex(history(...chain));
    expect(index.liveEnd(index.fileDeaths("f0")[0] as FileEvent, live("f20"))).toBeNull();
    expect(index.liveEnd(index.fileDeaths("f5")[0] as FileEvent, live("f20"))?.path).toBe("f20");
    const circle = buildNameIndex(history({ "b.ts": "a.ts" }, { "a.ts": "b.ts" }, { "b.ts": "a.ts" }, { "a.ts": "b.ts" }));
    expect(circle.liveEnd(circle.fileDeaths("a.ts").at(-1) as FileEvent, live())).toBeNull();
  });

  it("tells where the files of a folder went together", () => {
    const moved = { "old/a": "new/a", "old/b": "new/b", "old/deep/c": "new/deep/c", "old/d": "new/d" };
    expect(buildNameIndex(history(moved)).folderRename("old")).toMatchObject({ to: "new", commit: "c0", share: 1 });
    expect(buildNameIndex(history({ ...moved, "old/e": null })).folderRename("old")).toMatchObject({ to: "new", share: 0.8 });
    expect(buildNameIndex(history({ ...moved, "old/e": null, "old/f": "else/f" })).folderRename("old")).toBeNull();
    expect(buildNameIndex(history({ "old/a": "new/a", "old/b": "new/b" })).folderRename("old")).toBeNull();
    expect(buildNameIndex(history(moved)).folderRename("ol")).toBeNull();
    // The last one to go decides.
    expect(buildNameIndex(history({ "old/z": null }, moved)).folderRename("old")).toBeNull();
    expect(buildNameIndex(history({ "old/z": null }, moved)).folderDeath("old")?.commit).toBe("c0");
  });

  it("finds versions of a package.json wherever it stood", () => {
    const data = history({ "package.json": "app/package.json" });
    const at = (path: string, commit: string, old: string): HistoryEvent => ({
      kind: "manifest",
      path,
      old,
      new: "x",
      commit,
      parent: null,
      date: "",
    });
    const [rename] = data.events as [HistoryEvent];
    data.events = [
      at("app/package.json", "b", "4"),
      rename,
      at("app/package.json", "c0", "3"),
      at("package.json", "d", "2"),
      at("app/package.json", "e", "1"),
    ];
    const index = buildNameIndex(data);
    expect(index.manifestVersions("app/package.json").map((version) => version.old)).toEqual(["4", "3", "2"]);
    expect(index.manifestVersions("none/package.json")).toEqual([]);
  });

  it("tells the path of a file at any commit, as it really was", () => {
    const step = fc.record({ what: fc.constantFrom("rename", "swap", "remove", "add"), from: fc.nat(5), to: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        // Six places; each holds a file, told by its number, or none. `before[k]` is what stood where before step k.
        let places: (number | null)[] = [0, 1, 2, null, null, null];
        let files = 3;
        const before: (number | null)[][] = [];
        const commits: Record<string, string | null>[] = [];
        for (const { what, from, to } of steps) {
          const next = [...places];
          const events: Record<string, string | null> = {};
          if (what === "add" && next[to] === null) next[to] = files++;
          else if (what === "remove" && next[from] !== null) {
            next[from] = null;
            events[`p${from}`] = null;
          } else if (what === "rename" && next[from] !== null && next[to] === null) {
            next[to] = next[from] as number;
            next[from] = null;
            events[`p${from}`] = `p${to}`;
          } else if (what === "swap" && from !== to && next[from] !== null && next[to] !== null) {
            [next[from], next[to]] = [next[to] as number, next[from] as number];
            events[`p${from}`] = `p${to}`;
            events[`p${to}`] = `p${from}`;
          }
          before.unshift(places);
          commits.unshift(events);
          places = next;
        }
        const index = buildNameIndex(history(...commits));
        for (const [k, was] of before.entries()) {
          if (Object.keys(commits[k] ?? {}).length === 0) continue;
          for (const [place, file] of places.entries()) {
            if (file !== null && was.includes(file)) expect(index.pathAt(`p${place}`, `c${k}`)).toBe(`p${was.indexOf(file)}`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
