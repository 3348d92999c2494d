import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { backlogOf } from "../../src/domains/knowledge/backlog.js";
import { type Chunk, chunkDocument } from "../../src/domains/knowledge/chunks.js";
import type { Ledger } from "../../src/domains/ledger.js";
import { addProject, scratchLedger, time } from "../support/ledger.js";

let ledger: Ledger;
let project_id: number;
beforeEach(async () => {
  ledger = await scratchLedger();
  project_id = addProject(ledger);
});

function chunk(text: string, name = "", line = 1): Chunk {
  return { text, span: { start: line * 100, end: line * 100 + text.length }, line, heading_path: [], name, token_count: 1 };
}

const put = (file_name: string, chunks: readonly Chunk[], content_hash = "h", project = project_id) =>
  ledger.write(() =>
    ledger.knowledge.recordResource({ project_id: project, file_name, type: "code", content_hash, chunks, now: time(0) }),
  );
const search = (query: string, project = project_id) =>
  ledger.knowledge.searchText({ project_id: project, query, limit: 10 }).map(({ file_name, text }) => `${file_name}: ${text}`);
const ids = () =>
  ledger.db.prepare("SELECT id, chunk_text, ordinal, line FROM ResourceChunks ORDER BY resource_id, ordinal").all();
/** Chunks that have words without a row, or a row without words. */
const orphans = () =>
  ledger.db
    .prepare(`SELECT id FROM ResourceChunks WHERE id NOT IN (SELECT id FROM ChunkText_docsize)
      UNION SELECT id FROM ChunkText_docsize WHERE id NOT IN (SELECT id FROM ResourceChunks)`)
    .all();

describe("a resource", () => {
  it("keeps chunks that say the same, with their ids, and rewrites only the others", () => {
    put("a.ts", [chunk("one"), chunk("two", "", 2), chunk("three", "", 3)]);
    const [one, , three] = ids() as { id: number }[];
    expect(put("a.ts", [chunk("new"), chunk("one", "", 5), chunk("three", "", 9)], "h2")).toEqual({ added: 1, removed: 1 });
    expect(ids()).toMatchObject([
      { chunk_text: "new", ordinal: 0 },
      { chunk_text: "one", ordinal: 1, line: 5, id: one?.id },
      { chunk_text: "three", ordinal: 2, line: 9, id: three?.id },
    ]);
    expect(search("two")).toEqual([]);
    expect(search("new")).toEqual(["a.ts: new"]);
    expect(orphans()).toEqual([]);
  });

  it("may say the same several times", () => {
    put("a.ts", [chunk("same"), chunk("same", "", 2), chunk("same", "", 3)]);
    expect(put("a.ts", [chunk("same"), chunk("same", "", 7)], "h2")).toEqual({ added: 0, removed: 1 });
    expect(ids()).toHaveLength(2);
    expect(orphans()).toEqual([]);
  });

  it("leaves nothing when it goes", () => {
    put("a.ts", [chunk("one"), chunk("two")]);
    put("b.ts", [chunk("one")]);
    ledger.write(() => ledger.knowledge.removeResource({ project_id, file_name: "a.ts" }));
    expect(search("one")).toEqual(["b.ts: one"]);
    expect([...ledger.knowledge.listResourceHashes({ project_id }).keys()]).toEqual(["b.ts"]);
    expect(ids()).toHaveLength(1);
    expect(orphans()).toEqual([]);
  });

  it("holds its newest chunks after any sequence of changes", () => {
    const words = fc.array(fc.constantFrom("boil", "heat", "pour", "fill"), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a.ts", "b.ts"), fc.option(words)), { minLength: 1, maxLength: 12 }),
        (changes) => {
          ledger.db.exec("DELETE FROM Resources");
          const expected = new Map<string, string[]>();
          for (const [file_name, texts] of changes) {
            if (texts === null) {
              ledger.write(() => ledger.knowledge.removeResource({ project_id, file_name }));
              expected.delete(file_name);
            } else {
              put(
                file_name,
                texts.map((text, i) => chunk(text, "", i)),
              );
              expected.set(file_name, texts);
            }
          }
          for (const word of ["boil", "heat", "pour", "fill"]) {
            const hits = [...expected].flatMap(([name, texts]) =>
              texts.filter((text) => text === word).map(() => `${name}: ${word}`),
            );
            expect(search(word).slice(0, 10).sort()).toEqual(hits.sort().slice(0, 10));
          }
          expect(orphans()).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the backlog", () => {
  it("is what was never cut, what changed, and what is gone", () => {
    put("same.ts", [], "1");
    put("changed.ts", [], "1");
    put("gone.ts", [], "1");
    const files = ["same.ts", "changed.ts", "new.ts"].map((path) => ({
      path,
      type: "code" as const,
      hash: path === "same.ts" ? "1" : "2",
    }));
    const texts = ledger.knowledge.listResourceHashes({ project_id });
    expect(backlogOf(files, texts)).toEqual({ behind: [files[1], files[2]], orphans: ["gone.ts"] });
  });
});

describe("searching", () => {
  it("finds parts of compound names, whatever their case and form", () => {
    put("a.ts", [chunk("export function heatWaterSlowly() {}", "heatWaterSlowly"), chunk("const KETTLE_MAX_LITRES2 = 1;")]);
    expect(search("water")).toHaveLength(1);
    expect(search("slow heating waters")).toHaveLength(1);
    expect(search("heatWater")).toHaveLength(1);
    expect(search("kettleMax")).toHaveLength(1);
    expect(search("litres 2")).toHaveLength(1);
    expect(search("tea")).toEqual([]);
  });

  it("puts a declared name above a mention", () => {
    const around = "some words about many other things that stand around here";
    put("a.ts", [
      chunk(`we boil ${around}`),
      chunk(`${around} more`, "boil"),
      ...Array.from({ length: 8 }, (_, i) => chunk(`${around} ${i}`)),
    ]);
    expect(search("boil")[0]).toBe(`a.ts: ${around} more`);
  });

  it("takes any of the words when too few chunks hold all of them", () => {
    put("a.ts", [chunk("boil water"), chunk("boil eggs"), chunk("pour water")]);
    expect(search("boil water")).toHaveLength(3);
    expect(search("boil water")[0]).toBe("a.ts: boil water");
  });

  it("leaves common words out when a rarer one is there", () => {
    put("a.ts", [...Array.from({ length: 30 }, (_, i) => chunk(`water number ${i}`)), chunk("boil eggs")]);
    expect(search("boil water")).toEqual(["a.ts: boil eggs"]);
    expect(search("water unheard")).toHaveLength(10);
  });

  it("takes signs and operators of a query as text", () => {
    put("a.ts", [chunk("boil OR not")]);
    for (const query of [
      '"',
      "boil*",
      "name : boil",
      "(boil",
      "boil AND",
      "NEAR(boil",
      "-boil",
      "boil^2",
      "a'; DROP TABLE Queue; --",
    ]) {
      expect(() => search(query), query).not.toThrow();
    }
    expect(search("boil OR")).toHaveLength(1);
    expect(search("()")).toEqual([]);
  });

  it("finds headings of documents", () => {
    const text = "# Filling\n\nPut it under the tap.\n";
    const sections = [{ headings: ["Filling"], line: 1, installs: [], creates: false, hosts: [] }];
    put(
      "README.md",
      chunkDocument("README.md", text, {
        class: "reference",
        front_matter: false,
        sections,
        defines: [],
        scripts: [],
        prose_words: {},
      }),
    );
    expect(ledger.knowledge.searchText({ project_id, query: "fill", limit: 1 })).toMatchObject([
      { name: "Filling", heading_path: ["Filling"], line: 1, span: { start: 0, end: text.length - 1 } },
    ]);
  });

  it("stays within one project", () => {
    const other = addProject(ledger, "/other");
    put("a.ts", [chunk("boil")]);
    put("b.ts", [chunk("boil")], "h", other);
    expect(search("boil")).toEqual(["a.ts: boil"]);
    expect(search("boil", other)).toEqual(["b.ts: boil"]);
  });

  it("finds the same whatever other projects hold", () => {
    const other = addProject(ledger, "/other");
    put("a.ts", [chunk("pour water"), chunk("boil eggs"), ...Array.from({ length: 20 }, (_, i) => chunk(`number ${i}`))]);
    const alone = search("boil water").sort();
    put(
      "b.ts",
      Array.from({ length: 300 }, (_, i) => chunk(`water number ${i}`)),
      "h",
      other,
    );
    expect(search("boil water").sort()).toEqual(alone);
    expect(alone).toEqual(["a.ts: boil eggs", "a.ts: pour water"]);
  });

  it("looks in all watched projects only when that is said", () => {
    const other = addProject(ledger, "/other");
    put("a.ts", [chunk("boil")]);
    put("b.ts", [chunk("boil")], "h", other);
    const found = () => ledger.knowledge.searchText({ project_id: null, query: "boil", limit: 10 }).map(({ root }) => root);
    expect(found().sort()).toEqual(["/kettle", "/other"]);
    ledger.db.prepare("UPDATE Projects SET watched = 0 WHERE id = ?").run(other);
    expect(found()).toEqual(["/kettle"]);
  });
});
