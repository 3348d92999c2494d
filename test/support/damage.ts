/** Damages real ledger files. */
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";

/** Flips every bit of `length` bytes from `offset` on. */
export function flip(file: string, offset: number, length: number): void {
  const descriptor = openSync(file, "r+");
  try {
    const bytes = Buffer.alloc(Math.min(length, statSync(file).size - offset));
    readSync(descriptor, bytes, 0, bytes.length, offset);
    for (let at = 0; at < bytes.length; at++) bytes[at] = ~(bytes[at] as number) & 0xff;
    writeSync(descriptor, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(descriptor);
  }
}

/** Where the tree of a table or index begins in the file, and how long a page is. The ledger must be closed, its log empty. */
export function rootOf(file: string, name: string): { offset: number; bytes: number } {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    const page = db.prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(name);
    const bytes = db.pragma("page_size", { simple: true }) as number;
    return { offset: ((page ?? 0) - 1) * bytes, bytes };
  } finally {
    db.close();
  }
}

/** Flips all of the first page of a table's tree. */
export function damageTable(file: string, name: string): void {
  const { offset, bytes } = rootOf(file, name);
  flip(file, offset, bytes);
}
