/** Where lockstep keeps its files on this machine, and how their folders are made safe. */
import { accessSync, constants, lstatSync, mkdirSync, type Stats, statSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, isAbsolute, join, normalize } from "node:path";
import { type ErrorCode, LockstepError } from "../base/errors.js";
import type { Environment } from "./variables.js";

export interface LedgerPaths {
  ledger: string;
  /** Held by the one process that writes. */
  lock: string;
  backupsDir: string;
  logsDir: string;
}

export interface UserPaths extends LedgerPaths {
  stateDir: string;
  cacheDir: string;
  /** The machine's configuration. */
  configFile: string;
  /** Where a daemon of this user listens. */
  socket: string;
  /** Where it listens when the place above cannot be made or is too long. */
  socketFallback: string;
  /** Where a client looks, in this order: also a daemon that runs as a system service. */
  sockets: string[];
}

/** 107 bytes: what a Linux socket address holds (`sun_path` is 108 with its final 0). Node binds a longer one cut off, without a word. */
const SOCKET_BYTES_MAX = { linux: 107, other: 103 };

/**
 * Works out the places; makes nothing. `uid` is the user's number. Variables that hold no absolute path count as unset.
 */
export function userPaths(env: Environment, platform: NodeJS.Platform, uid: number): UserPaths {
  const place = (name: string) => absolute(env[name]);
  const home = place("HOME") ?? userInfo().homedir;
  const mac = platform === "darwin";
  const stateHome = place("XDG_STATE_HOME") ?? (mac ? join(home, "Library/Application Support") : join(home, ".local/state"));
  const cacheHome = place("XDG_CACHE_HOME") ?? (mac ? join(home, "Library/Caches") : join(home, ".cache"));
  const configHome = place("XDG_CONFIG_HOME") ?? join(home, ".config");
  const stateDir = join(stateHome, "lockstep");
  return {
    stateDir,
    ...besideLedger(join(stateDir, "ledger.db")),
    cacheDir: join(cacheHome, "lockstep"),
    configFile: join(configHome, "lockstep", "config.yaml"),
    ...socketPaths({ env, uid, bytesMax: platform === "linux" ? SOCKET_BYTES_MAX.linux : SOCKET_BYTES_MAX.other }),
  };
}

/** The places that go with a ledger, for a machine whose configuration puts it elsewhere. */
export function besideLedger(ledger: string): LedgerPaths {
  const folder = dirname(ledger);
  return { ledger, lock: `${ledger}.lock`, backupsDir: join(folder, "backups"), logsDir: join(folder, "logs") };
}

function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) && !path.includes("\0") ? normalize(path) : null;
}

interface SocketOptions {
  env: Environment;
  uid: number;
  bytesMax: number;
}

function socketPaths({ env, uid, bytesMax }: SocketOptions): Pick<UserPaths, "socket" | "socketFallback" | "sockets"> {
  const temporary = join(absolute(env.TMPDIR) ?? "/tmp", `lockstep-${uid}`, "lockstep.sock");
  const socketFallback = fits(temporary, bytesMax) ? temporary : join("/tmp", `lockstep-${uid}`, "lockstep.sock");
  const session = absolute(env.XDG_RUNTIME_DIR);
  // A system service has its folder from its manager; its users find it there.
  const service = absolute(env.RUNTIME_DIRECTORY?.split(":")[0]);
  const named = session ? join(session, "lockstep", "lockstep.sock") : service ? join(service, "lockstep.sock") : socketFallback;
  const socket = fits(named, bytesMax) ? named : socketFallback;
  const user = env.USER ?? env.LOGNAME;
  const system = user && basename(user) === user ? [join("/run/lockstep", user, "lockstep.sock")] : [];
  return { socket, socketFallback, sockets: [...new Set([socket, ...system, socketFallback])] };
}

function fits(path: string, bytesMax: number): boolean {
  return Buffer.byteLength(path) <= bytesMax;
}

/**
 * Makes `folder`, with those above it, for this user alone (0700), or checks that the one there is: a folder, no link, ours, closed
 * to everybody else; and that it can be written. Throws `code` otherwise.
 */
export function ensurePrivateFolder(folder: string, uid: number, code: FolderCode): void {
  making(folder, code, () => {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    makeUnlessThere(folder);
    const fault = folderFault(lstatSync(folder), uid);
    if (fault) throw new LockstepError(code, `${folder} ${fault.what}. ${fault.now}`);
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/** Makes `folder`, with those above it, unless it is there, and checks that it can be written. Throws `code` otherwise. */
export function ensureWritableFolder(folder: string, code: FolderCode): void {
  making(folder, code, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}

/** What a folder that cannot be used keeps from working. */
type FolderCode = Extract<ErrorCode, "LEDGER_REFUSED" | "SOCKET_REFUSED">;

const ELSEWHERE: Record<FolderCode, string> = {
  LEDGER_REFUSED: "set XDG_STATE_HOME, or `ledger` in the machine's configuration, to a place that you can write to",
  SOCKET_REFUSED: "set XDG_RUNTIME_DIR to a folder that you can write to",
};

function making(folder: string, code: FolderCode, make: () => void): void {
  try {
    make();
  } catch (cause) {
    if (cause instanceof LockstepError) throw cause;
    const { place, reason } = hindrance(folder) ?? {
      place: folder,
      reason: (cause as NodeJS.ErrnoException).code ?? String(cause),
    };
    const what = place === folder ? "" : `, so that there can be no ${folder}`;
    const message = `${place} cannot be written (${WORDS[reason] ?? reason})${what}. Make it writable, or ${ELSEWHERE[code]}.`;
    throw new LockstepError(code, message, { cause });
  }
}

const WORDS: Record<string, string> = {
  EROFS: "EROFS, a read-only file system",
  EACCES: "EACCES, no permission",
  ENOTDIR: "ENOTDIR, not a folder",
};

/** Where making `folder` ends, and why: mkdir says of a read-only file system that something is missing. null when nothing hinders. */
function hindrance(folder: string): { place: string; reason: string } | null {
  for (let place = folder; ; place = dirname(place)) {
    const reason = reasonAt(place);
    if (reason !== "ENOENT" || place === dirname(place)) return reason === null ? null : { place, reason };
  }
}

/** Why nothing can be made in `place`; ENOENT when there is no such place, null when all is well. */
function reasonAt(place: string): string | null {
  try {
    if (!statSync(place).isDirectory()) return "ENOTDIR";
    accessSync(place, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    // What lies below a file is not there either; the file itself is what hinders.
    return code === "ENOTDIR" ? "ENOENT" : code;
  }
}

function makeUnlessThere(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function folderFault(stats: Stats, uid: number): { what: string; now: string } | null {
  if (!stats.isDirectory()) return { what: "is not a folder", now: "Remove it." };
  if (stats.uid !== uid) return { what: "belongs to another user, who could read or replace what lies in it", now: "Remove it." };
  if ((stats.mode & 0o077) !== 0) return { what: "is open to other users", now: "Close it with `chmod 700`." };
  return null;
}
