/** The socket's place in the file system: taken over when it is stale, never when somebody answers there. */
import { lstatSync, renameSync, type Stats, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { dirname, join } from "node:path";
import { LockstepError } from "../../base/errors.js";

/** What a socket address holds: 108 and 104 bytes with their final 0. Node binds a longer one to its beginning and says nothing. */
const PATH_BYTES_MAX = process.platform === "darwin" ? 103 : 107;
/** How long another daemon may take to accept. */
const CONNECT_MS = 2_000;

/**
 * Makes sure that nothing stands at `path`: the socket of a daemon that is gone is removed.
 * Throws SOCKET_REFUSED when one answers there, or when what stands there is no socket.
 */
export async function clearSocketPath(path: string): Promise<void> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    throw refused(`The socket path ${path} is longer than ${PATH_BYTES_MAX} bytes. Set XDG_RUNTIME_DIR to a shorter folder.`);
  }
  const found = statOf(path);
  if (found === null) return;
  if (!found.isSocket()) throw refused(`${path} is not a socket. Move it away, then start again.`);
  const answer = await knock(path);
  if (answer === "absent") return;
  if (answer !== "refused") throw refused(`Another daemon answers at ${path}. \`lockstep status\` tells about it.`);
  unlinkSync(path);
}

/** A socket that was put at its place. */
export interface Placed {
  /** Whether it still stands there. */
  isThere(): boolean;
  /** Takes it away, unless something else stands there by now. */
  remove(): void;
}

/**
 * Binds `server` to `path` with mode 0600.
 * It is bound under a short name beside and then renamed: it appears at once with its mode, and closing the server, which removes
 * the name it was bound to, never removes a socket that somebody else has put at `path` since.
 */
export async function listenAt(server: Server, path: string, backlog: number): Promise<Placed> {
  const first = join(dirname(path), `.${process.pid}`);
  if (Buffer.byteLength(first) > PATH_BYTES_MAX) throw refused(`The folder ${dirname(path)} has too long a name for a socket.`);
  if (statOf(first)?.isSocket()) unlinkSync(first);
  const mask = process.umask(0o177);
  try {
    await listening(server, first, backlog, () => process.umask(mask));
  } finally {
    process.umask(mask);
  }
  renameSync(first, path);
  const own = lstatSync(path);
  const isThere = () => {
    const found = statOf(path);
    return found !== null && found.ino === own.ino && found.dev === own.dev;
  };
  return {
    isThere,
    remove: () => {
      if (isThere()) unlinkSync(path);
    },
  };
}

/** `bound` is called right after the bind, which happens inside `listen`. */
function listening(server: Server, path: string, backlog: number, bound: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(refused(`The socket ${path} cannot be made: ${error.message}.`)));
    server.listen({ path, backlog }, resolve);
    bound();
  });
}

function statOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

/** Tries the door: `open` when somebody accepts or is too busy to, `refused` when nobody listens. */
function knock(path: string): Promise<"open" | "refused" | "absent"> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const end = (answer: "open" | "refused" | "absent") => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_MS, () => end("open"));
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") end("refused");
      else if (error.code === "ENOENT") end("absent");
      else if (error.code === "EAGAIN") end("open");
      else reject(refused(`The socket ${path} cannot be reached: ${error.message}.`));
    });
  });
}

function refused(message: string): LockstepError {
  return new LockstepError("SOCKET_REFUSED", message);
}
