/** Where lockstep keeps its things: folders, disk, socket, clock. Looks only; makes and changes nothing. */
import { accessSync, constants, lstatSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { ROOM_BYTES, spaceAt } from "../base/disk.js";
import { messageOf } from "../base/errors.js";
import { bad, type Examination, good, unknown, warning } from "../base/examination.js";

const MIB = 1_048_576;
const DISK_FULL = 64 * MIB;

interface Private {
  check: string;
  uid: number;
  /** What sets another place. */
  elsewhere: string;
}

/** A folder that only its user may open; one that is not there yet is well when it can be made. */
export function examineFolder(path: string, { check, uid, elsewhere }: Private): Examination {
  const found = statOf(path);
  if (typeof found === "string") return bad(check, `${path}: ${found}`, `make it readable, or ${elsewhere}`);
  if (found === null) return examineParent(path, check, elsewhere);
  if (!found.isDirectory()) return bad(check, `${path} is no folder`, `remove it, or ${elsewhere}`);
  if (found.uid !== uid) return bad(check, `${path} belongs to user ${found.uid}`, `remove it, or ${elsewhere}`);
  if ((found.mode & 0o077) !== 0) return bad(check, `${path} is open to other users`, `\`chmod 700 ${path}\``);
  return isWritable(path) ? good(check, path) : bad(check, `${path} cannot be written`, `make it writable, or ${elsewhere}`);
}

function examineParent(path: string, check: string, elsewhere: string): Examination {
  for (let at = dirname(path); ; at = dirname(at)) {
    const found = statOf(at);
    if (found === null && at !== dirname(at)) continue;
    if (found !== null && typeof found !== "string" && found.isDirectory() && isWritable(at))
      return good(check, `${path}, to be made`);
    return bad(check, `${path} cannot be made: ${at} cannot be written`, `make it writable, or ${elsewhere}`);
  }
}

/** Room on the disk of the nearest folder of `path` that there is. */
export function examineDisk(path: string): Examination {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { free } = spaceAt(at);
      const found = `${Math.floor(free / MIB)} MiB free at ${at}`;
      if (free >= ROOM_BYTES) return good("disk", found);
      const remedy = "make room; the daemon stops writing when there is none, and goes on with 1 GiB";
      return free >= DISK_FULL ? warning("disk", found, remedy) : bad("disk", found, remedy);
    } catch (error) {
      if (at === dirname(at)) return unknown("disk", messageOf(error));
    }
  }
}

/** The socket at `path`; `answers` tells whether a daemon does. */
export function examineSocket(path: string, uid: number, answers: boolean): Examination {
  const found = statOf(path);
  if (typeof found === "string") return bad("socket", `${path}: ${found}`, "make its folder readable");
  if (found === null) return good("socket", answers ? "a daemon answers elsewhere" : `${path}, no daemon runs`);
  if (!found.isSocket()) return bad("socket", `${path} is no socket`, "move it away: a daemon cannot listen there");
  if (found.uid !== uid) return bad("socket", `${path} belongs to user ${found.uid}`, "remove it");
  if ((found.mode & 0o077) !== 0) return bad("socket", `${path} is open to other users`, "`lockstep restart` makes it anew");
  return answers
    ? good("socket", `${path}, a daemon answers`)
    : warning("socket", `${path} is left of a daemon that is gone`, "nothing: the next `lockstep start` replaces it");
}

/** Times in the ledger that lie ahead (`newest`, epoch milliseconds; null for none) tell of a clock that went back. */
export function examineClock(now: number, newest: number | null): Examination {
  const ahead = newest === null ? 0 : newest - now;
  if (ahead < 60_000) return good("clock", new Date(now).toISOString());
  const found = `${new Date(now).toISOString()}, and the ledger was written ${Math.round(ahead / 60_000)} min later than that`;
  return warning("clock", found, "set the clock; expiry dates and schedules go by it");
}

/** null when nothing is there; a text when it cannot be told. */
function statOf(path: string): Stats | string | null {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? null : messageOf(error);
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
