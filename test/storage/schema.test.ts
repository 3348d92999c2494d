import { describe, expect, it } from "vitest";
import { z } from "zod";
import { projects } from "../../src/domains/documentation/tables.js";
import { TABLES } from "../../src/domains/ledger.js";
import { compareSchema, table } from "../../src/storage/table.js";
import { scratchLedger } from "../support/ledger.js";

interface ForeignKey {
  id: number;
  seq: number;
  from: string;
  on_delete: string;
}

describe("the schema", () => {
  it("equals the declarations, column by column", async () => {
    const { db } = await scratchLedger();
    expect(compareSchema(db, TABLES)).toEqual([]);
  });

  it("is compared for tables, columns, types, nullability and words of enums", async () => {
    const { db } = await scratchLedger();
    const others = TABLES.filter(({ name }) => name !== "Projects" && name !== "Logs");
    const { seq: _seq, ...shape } = projects.row.shape;
    const wrong = z.object({
      ...shape,
      root: z.int(),
      name: z.string().nullable(),
      state: z.enum(["ready", "asleep"]),
      colour: z.string(),
    });
    expect(compareSchema(db, [...others, table("Projects", wrong)])).toEqual([
      "table Logs is not declared",
      "Projects.seq is not declared",
      "Projects.root is TEXT, declared INTEGER",
      "Projects.name is not nullable, declared so",
      "Projects.state may be 'asleep', which the table does not know",
      "Projects.colour does not exist",
    ]);
  });

  it("has a chosen end for every foreign key, and an index that begins with its columns", async () => {
    const { db } = await scratchLedger();
    for (const { name } of TABLES) {
      const keys = new Map<number, ForeignKey[]>();
      for (const key of db.pragma(`foreign_key_list(${name})`) as ForeignKey[])
        keys.set(key.id, [...(keys.get(key.id) ?? []), key]);
      const indexes = (db.pragma(`index_list(${name})`) as { name: string; partial: number }[])
        .filter(({ partial }) => partial === 0)
        .map((index) => (db.pragma(`index_info(${index.name})`) as { name: string }[]).map((column) => column.name));
      for (const key of keys.values()) {
        expect(key[0]?.on_delete, name).not.toBe("NO ACTION");
        const columns = key.sort((a, b) => a.seq - b.seq).map(({ from }) => from);
        expect(
          indexes.some((index) => columns.every((column, i) => index[i] === column)),
          `${name}(${columns.join(", ")})`,
        ).toBe(true);
      }
    }
  });

  it("has the project first in every index of a table that has one, unless the index serves the daemon as a whole", async () => {
    const { db } = await scratchLedger();
    const whole = ["Queue_next", "PerformanceMetrics_time", "Logs_time", "Fixes_root"];
    const rows = db
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
      .all();
    const others = rows.filter(({ name, sql }) => !whole.includes(name) && !sql.includes("(project_id"));
    expect(others).toEqual([]);
  });
});
