/** The backups beside a ledger: their names, and which of them are kept. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export interface Backup {
  path: string;
  /** When it was made, epoch milliseconds. */
  at: number;
  /** Version of its schema. */
  version: number;
}

/** Folder of a ledger's backups. */
export function backupsFolder(ledger: string): string {
  return join(dirname(ledger), "backups");
}

/** A time as it stands in names of files: `20261121T103000.000Z`. */
export function fileStamp(at: number): string {
  return new Date(at).toISOString().replaceAll(":", "").replaceAll("-", "");
}

/** Name of a backup: the ledger's own, when it was made, the version of its schema. */
export function backupName(ledger: string, at: number, version: number): string {
  return `${basename(ledger, ".db")}-${fileStamp(at)}-v${version}.db`;
}

/** The backups of a ledger that can be seen, newest first; one is only there when it was whole and checked. */
export function listBackups(ledger: string): Backup[] {
  const folder = backupsFolder(ledger);
  const found = namesIn(folder).flatMap((name): Backup[] => {
    const [, day, hour, minute, rest, version = ""] = NAME.exec(name) ?? [];
    if (day === undefined) return [];
    const at = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:${rest}`);
    if (Number.isNaN(at) || name !== backupName(ledger, at, Number(version))) return [];
    return [{ path: join(folder, name), at, version: Number(version) }];
  });
  return found.sort((a, b) => b.at - a.at);
}

const NAME = /-(\d{8})T(\d\d)(\d\d)(\d\d\.\d{3}Z)-v(\d{1,6})\.db$/;

/** Path of the newest backup whose schema is not above `known`; null when there is none that can be seen. */
export function newestFittingBackup(ledger: string, known: number): string | null {
  return listBackups(ledger).find(({ version }) => version <= known)?.path ?? null;
}

/** Slots of six hours and of a day whose newest backup is kept, and older schemas that are kept one backup of. */
const KEPT = { six_hourly: 8, daily: 7, versions: 3 } as const;
const HOUR_MS = 3_600_000;

/**
 * Those of `backups` (newest first) that need not be kept: all but the newest of each of the newest 8 stretches of six hours (UTC) and of
 * the newest 7 days that have one, and of each of the newest 3 schemas, which are what an older lockstep can go back to.
 */
export function outdatedBackups(backups: readonly Backup[]): Backup[] {
  const kept = new Set([
    ...newestOfEach(backups, ({ at }) => Math.floor(at / (6 * HOUR_MS)), KEPT.six_hourly),
    ...newestOfEach(backups, ({ at }) => Math.floor(at / (24 * HOUR_MS)), KEPT.daily),
    ...newestOfEach(backups, ({ version }) => version, KEPT.versions),
  ]);
  return backups.filter((backup) => !kept.has(backup));
}

function newestOfEach(backups: readonly Backup[], slotOf: (backup: Backup) => number, slots: number): Backup[] {
  const newest = new Map<number, Backup>();
  for (const backup of backups) if (!newest.has(slotOf(backup))) newest.set(slotOf(backup), backup);
  return [...newest.values()].slice(0, slots);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
