import { z } from "zod";
import type { Database } from "./open.js";

/**
 * Where the rows of a table come from, and so what becomes of them when the ledger is damaged. `authored`: somebody said it, and they are
 * saved one by one. `recorded`: what happened; the newest may be lost. `tree`: passes read it out of the tree, all such tables together.
 * `chunks`: cut out of the tree by the job of that name, all such tables together.
 */
export type Origin = "authored" | "recorded" | "tree" | "chunks";

/** A table as TypeScript knows it: its name, the type of its rows, and where they come from. */
export interface Table<Row extends z.ZodObject = z.ZodObject> {
  name: string;
  row: Row;
  origin: Origin;
}

/**
 * Declares a table: one entry for each column, in the words of zod; `bytes` for BLOB, `flag` for a boolean. What nobody says of where its
 * rows come from is taken for authored.
 */
export function table<Row extends z.ZodObject>(name: string, row: Row, origin: Origin = "authored"): Table<Row> {
  return { name, row, origin };
}

/** A BLOB column. */
export const bytes = z.instanceof(Buffer);
/** A boolean column, 0 or 1. */
export const flag = z.union([z.literal(0), z.literal(1)]);

interface Column {
  name: string;
  type: string;
  notnull: 0 | 1;
  pk: number;
  /** 2: a virtual generated column, which is NOT NULL only if it says so. */
  hidden: number;
}

/** What differs between the declarations and the schema of `db`, one sentence each; empty when they agree. */
export function compareSchema(db: Database, tables: readonly Table[]): string[] {
  const declared = new Set(tables.map(({ name }) => name));
  const undeclared = listTables(db).filter((name) => !declared.has(name));
  return [...undeclared.map((name) => `table ${name} is not declared`), ...tables.flatMap((one) => compareTable(db, one))];
}

/** Ordinary and virtual tables; a virtual table's own tables are its affair. */
export function listTables(db: Database): string[] {
  const rows = db.pragma("table_list") as { schema: string; name: string; type: string }[];
  return rows
    .filter(
      ({ schema, name, type }) => schema === "main" && (type === "table" || type === "virtual") && !name.startsWith("sqlite_"),
    )
    .map(({ name }) => name)
    .sort();
}

function compareTable(db: Database, { name, row }: Table): string[] {
  const columns = (db.pragma(`table_xinfo(${name})`) as Column[]).filter((column) => column.hidden !== 1);
  if (columns.length === 0) return [`table ${name} does not exist`];
  const sql = db.prepare<[string], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = ?").get(name)?.sql ?? "";
  const byName = new Map(columns.map((column) => [column.name, column]));
  const differences = columns
    .filter((column) => !(column.name in row.shape))
    .map((column) => `${name}.${column.name} is not declared`);
  for (const [field, schema] of Object.entries(row.shape)) {
    const column = byName.get(field);
    if (column === undefined) differences.push(`${name}.${field} does not exist`);
    else differences.push(...compareColumn(`${name}.${field}`, column, readSchema(schema), sql));
  }
  return differences;
}

function compareColumn(where: string, column: Column, declared: Declared, sql: string): string[] {
  const differences: string[] = [];
  // The columns of a full-text table have no type.
  if (column.type !== "" && column.type !== declared.type)
    differences.push(`${where} is ${column.type}, declared ${declared.type}`);
  const nullable = column.notnull === 0 && column.pk === 0;
  if (column.type !== "" && column.hidden === 0 && nullable !== declared.nullable) {
    differences.push(`${where} is ${nullable ? "" : "not "}nullable, declared ${declared.nullable ? "" : "not "}so`);
  }
  for (const word of declared.words) {
    if (!sql.includes(`'${word}'`)) differences.push(`${where} may be '${word}', which the table does not know`);
  }
  return differences;
}

interface Declared {
  type: "INTEGER" | "REAL" | "TEXT" | "BLOB";
  nullable: boolean;
  /** The words of an enum. */
  words: readonly string[];
}

function readSchema(schema: unknown): Declared {
  if (schema instanceof z.ZodNullable) return { ...readSchema(schema.unwrap()), nullable: true };
  if (schema === flag) return { type: "INTEGER", nullable: false, words: [] };
  if (schema === bytes) return { type: "BLOB", nullable: false, words: [] };
  if (schema instanceof z.ZodEnum) return { type: "TEXT", nullable: false, words: schema.options.map(String) };
  if (schema instanceof z.ZodString) return { type: "TEXT", nullable: false, words: [] };
  if (schema instanceof z.ZodNumber) return { type: schema.isInt ? "INTEGER" : "REAL", nullable: false, words: [] };
  throw new Error("a column is declared as something that SQLite has no type for");
}
