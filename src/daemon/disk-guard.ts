/** What is done when the disk is full: give up the ballast, stop adding to it, and go on when there is room again. */
import { randomFillSync } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger } from "pino";
import { ROOM_BYTES, type Space, spaceAt } from "../base/disk.js";

const MIB = 1024 * 1024;

/** Free bytes that a start needs for what it writes before it can say that the disk is full. */
const START_BYTES = 16 * MIB;

/** Gives up the ballast beside `ledger` for a start on a full disk; tells whether it did. */
export function makeRoomToStart(ledger: string): boolean {
  if (spaceAt(dirname(ledger)).free >= START_BYTES || statSync(ballastOf(ledger), { throwIfNoEntry: false }) === undefined)
    return false;
  rmSync(ballastOf(ledger), { force: true });
  return true;
}

export interface DiskGuardOptions {
  /** Path of the ledger; the ballast lies beside it. */
  ledger: string;
  /** Leases nothing more, and drops hints. */
  stop(): void;
  /** Goes on, with a sweep of everything. */
  goOn(): void;
  /** Room on the disk, bytes; only tests hand in their own. */
  space?: () => Space;
  log: Logger;
}

export interface DiskGuard {
  /** Makes the ballast when there is room for it. */
  begin(): Promise<void>;
  /** Something could not be written for want of disk. */
  full(): void;
  /** Looks whether there is room again; to be called about every second. */
  look(): Promise<void>;
}

/** What a full disk still has to hold: the log of a transaction, a few lines, what people say. */
const BALLAST_BYTES = 32 * MIB;

export function diskGuard({ ledger, stop, goOn, space = () => spaceAt(dirname(ledger)), log }: DiskGuardOptions): DiskGuard {
  const ballast = ballastOf(ledger);
  let isFull = false;
  let making: Promise<boolean> | null = null;

  /** A quarter of a small disk is room enough. */
  function hasRoom(): boolean {
    const { free, total } = space();
    return free > Math.min(ROOM_BYTES, total / 4) + BALLAST_BYTES;
  }

  /** Whether it is there now, whole. */
  async function make(): Promise<boolean> {
    try {
      if (statSync(ballast, { throwIfNoEntry: false })?.size === BALLAST_BYTES) return true;
      if (!hasRoom()) return false;
      await writeBallast(ballast);
      return true;
    } catch (error) {
      rmSync(ballast, { force: true });
      log.warn({ reason: (error as Error).message, hint: "tried again when there is more room" }, "ballast not made");
      return false;
    }
  }

  return {
    async begin() {
      await make();
    },
    full() {
      if (isFull) return;
      isFull = true;
      rmSync(ballast, { force: true });
      log.error({ ...space(), hint: "make room; reading goes on, and everything is looked at again then" }, "disk full");
      stop();
    },
    async look() {
      if (!isFull || making !== null) return;
      making = make();
      const made = await making;
      making = null;
      if (!made) return;
      isFull = false;
      log.info(space(), "disk has room again");
      goOn();
    },
  };
}

const ballastOf = (ledger: string) => join(dirname(ledger), ".ballast");

/** Real bytes that no file system can make smaller. */
async function writeBallast(path: string): Promise<void> {
  const chunk = Buffer.alloc(MIB);
  let file: FileHandle | null = null;
  try {
    file = await open(path, "w", 0o600);
    for (let written = 0; written < BALLAST_BYTES; written += MIB) await file.write(randomFillSync(chunk));
    await file.sync();
  } finally {
    await file?.close();
  }
}
