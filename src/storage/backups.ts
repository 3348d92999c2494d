import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Folder of a ledger's backups. */
export function backupsFolder(ledger: string): string {
  return join(dirname(ledger), "backups");
}

/** Name of a backup without its ending: the ledger's own, when it was made (`20261121T103000.000Z`), the version of its schema. */
export function backupName(ledger: string, stamp: string, version: number): string {
  return `${basename(ledger, ".db")}-${stamp}-v${version}.db`;
}

/** Path of the newest backup whose schema is not above `known`; null when there is none that can be seen. */
export function newestFittingBackup(ledger: string, known: number): string | null {
  const folder = backupsFolder(ledger);
  const fitting = namesIn(folder).flatMap((name) => {
    const [, stamp = "", version = ""] = /-(\d{8}T\d{6}\.\d{3}Z)-v(\d{1,6})\.db$/.exec(name) ?? [];
    return name === backupName(ledger, stamp, Number(version)) && Number(version) <= known ? [{ name, stamp }] : [];
  });
  const newest = fitting.sort((a, b) => (a.stamp < b.stamp ? -1 : 1)).at(-1);
  return newest ? join(folder, newest.name) : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
