/** `lockstep db …`: what can be done with the ledger's file. */
import { z } from "zod";
import { LockstepError } from "../../base/errors.js";
import { type LedgerKeeper, method, type ReadingContext } from "../method.js";
import { restoredShape } from "../restore/note.js";

/** Reading all of a large ledger takes minutes. */
const DEADLINE_MS = 120_000;

function keeperOf({ keeper }: ReadingContext): LedgerKeeper {
  if (keeper === null)
    throw new LockstepError("LOCKED", "The ledger is in use by this very call. Ask the daemon, or `lockstep db`.");
  return keeper;
}

const migrated = z.object({
  from: z.int().describe("Version before"),
  to: z.int(),
  backup: z.string().nullable().describe("The copy made before; null when nothing was changed"),
});

const tables = z.array(z.object({ name: z.string(), rows: z.int().nullable() }));

export const dbStatus = method({
  name: "db.status",
  summary: "Tell where the ledger is, its version and size, and its newest backup",
  writes: false,
  file: true,
  here: true,
  params: z.object({}),
  result: z.object({
    path: z.string(),
    version: z.int().nullable().describe("Of its schema; null when there is no ledger, or none that can be read"),
    known_version: z.int().describe("Newest that this lockstep knows"),
    size: z.int().describe("Bytes"),
    wal: z.int().describe("Bytes of its write-ahead log"),
    last_backup: z.object({ path: z.string(), at: z.string(), version: z.int(), size: z.int() }).nullable(),
    backups: z.int().describe("How many there are"),
    fault: z.string().nullable().describe("What keeps it from being read; `lockstep db verify` looks at every page"),
    restored: restoredShape.nullable().describe("The last restore, until `lockstep db acknowledge`"),
  }),
  run: (context: ReadingContext) => keeperOf(context).status(),
});

export const dbBackup = method({
  name: "db.backup",
  summary: "Copy the ledger, while it is in use, into its folder of backups",
  writes: false,
  file: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({}),
  result: z.object({ backup: z.string().describe("Path of the copy, which was checked") }),
  run: (context: ReadingContext) => keeperOf(context).backup(),
});

export const dbVerify = method({
  name: "db.verify",
  summary: "Read all of the ledger, and say what is wrong with it",
  writes: false,
  file: true,
  here: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({
    repair: z.boolean().default(false).describe("Drop damaged tables that can be computed again; the next sweep fills them"),
  }),
  result: z.object({
    tables,
    rebuilt: z.array(z.string()).describe("Tables that were dropped and begin empty"),
    damaged: z.string().nullable().describe("Where the ledger before was set aside"),
  }),
  run: (context: ReadingContext, request) => keeperOf(context).verify(request),
});

export const dbVacuum = method({
  name: "db.vacuum",
  summary: "Give the ledger's free pages back to the disk",
  writes: false,
  file: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({}),
  result: z.object({ before: z.int().describe("Bytes"), after: z.int() }),
  run: (context: ReadingContext) => keeperOf(context).vacuum(),
});

export const dbMigrate = method({
  name: "db.migrate",
  summary: "Bring the ledger to the newest version, after a backup; a start does so by itself",
  writes: false,
  file: true,
  here: true,
  params: z.object({}),
  result: migrated,
  run: (context: ReadingContext) => keeperOf(context).migrate(),
});

export const dbRollback = method({
  name: "db.rollback",
  summary: "Take the ledger to an earlier version, after a backup, for a lockstep of before",
  writes: false,
  file: true,
  here: true,
  params: z.object({
    to: z.int().min(0).nullable().default(null).describe("Version to go to; the one before when not given"),
    yes: z.boolean().default(false).describe("Also when rows go that nobody can compute again"),
  }),
  result: migrated,
  run: (context: ReadingContext, request) => keeperOf(context).rollback(request),
});

export const dbRestore = method({
  name: "db.restore",
  summary: "Put a backup in the place of a damaged ledger, and save what people said since",
  writes: false,
  file: true,
  here: true,
  params: z.object({
    file: z.string().min(1).max(4_096).nullable().default(null).describe("The backup; the newest good one when not given"),
    exact: z.boolean().default(false).describe("Take it as it is, and save nothing of the ledger that it replaces"),
    yes: z.boolean().default(false).describe("Also when the ledger is not damaged"),
  }),
  result: restoredShape,
  cli: { positional: ["file"] },
  run: (context: ReadingContext, request) => keeperOf(context).restore(request),
});

export const dbAcknowledge = method({
  name: "db.acknowledge",
  summary: "Say that a restored ledger was noticed; `status` no longer tells of it",
  writes: false,
  file: true,
  here: true,
  params: z.object({}),
  result: z.object({ acknowledged: z.boolean().describe("false: there was nothing to acknowledge") }),
  run: (context: ReadingContext) => ({ acknowledged: keeperOf(context).acknowledge() }),
});

export const fileMethods = [dbStatus, dbBackup, dbVerify, dbVacuum, dbMigrate, dbRollback, dbRestore, dbAcknowledge] as const;
