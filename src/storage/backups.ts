/** The backups beside a ledger: their names, and which of them are kept. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isoTime } from "../base/time.js";

const HOUR_MS = 3_600_000;

export interface Backup {
  path: string;
  /** When it was made, epoch milliseconds. */
  at: number;
  /** Version of its schema. */
  version: number;
  /** Somebody asked for it, or altered the ledger; the timed ones take turns. */
  asked: boolean;
}

/** Folder of a ledger's backups. */
export function backupsFolder(ledger: string): string {
  return join(dirname(ledger), "backups");
}

/** A time as it stands in names of files: `20261121T103000.000Z`. */
export function fileStamp(at: number): string {
  return isoTime(at).replaceAll(":", "").replaceAll("-", "");
}

/** Name of a backup: the ledger's own, when it was made, the version of its schema; `kept` for one that was asked for. */
export function backupName(ledger: string, { at, version, asked }: Omit<Backup, "path">): string {
  return `${basename(ledger, ".db")}-${fileStamp(at)}-v${version}${asked ? "-kept" : ""}.db`;
}

/** The name of a backup while it is made. */
export const unfinishedOf = (path: string) => `${path}.unfinished`;
/** Nobody makes one for that long. */
const UNFINISHED_MS_MAX = HOUR_MS;

/** The backups of a ledger that can be seen, newest first; one is only there when it was whole and checked. */
export function listBackups(ledger: string): Backup[] {
  const folder = backupsFolder(ledger);
  const found = namesIn(folder).flatMap((name) => backupNamed(ledger, join(folder, name)) ?? []);
  return found.sort((a, b) => b.at - a.at);
}

/** Files of backups that were begun long before `now` and never came to their end. */
export function listUnfinished(ledger: string, now: number): string[] {
  const folder = backupsFolder(ledger);
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => {
      const backup = backupNamed(ledger, path.replace(/\.unfinished(?:-journal|-wal|-shm)?$/, ""));
      return backup !== null && backup.path !== path && now - backup.at > UNFINISHED_MS_MAX;
    });
}

/** The backup that a file at `path` is by its name; null when it is none. */
function backupNamed(ledger: string, path: string): Backup | null {
  const name = basename(path);
  const [, day, hour, minute, rest, version = "", kept] = NAME.exec(name) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:${rest}`);
  const told = { at, version: Number(version), asked: kept !== undefined };
  return Number.isNaN(at) || name !== backupName(ledger, told) ? null : { path, ...told };
}

const NAME = /-(\d{8})T(\d\d)(\d\d)(\d\d\.\d{3}Z)-v(\d{1,6})(-kept)?\.db$/;

/** Path of the newest backup whose schema is not above `known`; null when there is none that can be seen. */
export function newestFittingBackup(ledger: string, known: number): string | null {
  return listBackups(ledger).find(({ version }) => version <= known)?.path ?? null;
}

/** Slots of six hours and of a day whose newest backup is kept, and older schemas that are kept one backup of. */
const KEPT = { six_hourly: 8, daily: 7, versions: 3 } as const;

/** What somebody asked for is kept this long, however much is made after it. */
const ASKED_MS = 90 * 24 * HOUR_MS;

/**
 * Those of `backups` (newest first) that need not be kept at `now`: all but those of the last 90 days that somebody asked for, the newest
 * of each of the newest 8 stretches of six hours (UTC) and of the newest 7 days that have one, and of each of the newest 3 schemas, which
 * are what an older lockstep can go back to.
 */
export function outdatedBackups(backups: readonly Backup[], now: number): Backup[] {
  const kept = new Set([
    ...newestOfEach(backups, ({ at }) => Math.floor(at / (6 * HOUR_MS)), KEPT.six_hourly),
    ...newestOfEach(backups, ({ at }) => Math.floor(at / (24 * HOUR_MS)), KEPT.daily),
    ...newestOfEach(backups, ({ version }) => version, KEPT.versions),
    ...backups.filter(({ asked, at }) => asked && now - at < ASKED_MS),
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
