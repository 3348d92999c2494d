/** The place where clients come in, made anew when somebody removed it: a cleaned temporary folder, a login that ended. */
import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { clearSocketPath, listenAt, type Placed } from "./place.js";

export interface DoorOptions {
  path: string;
  accept(socket: Socket): void;
  /** Makes sure of the folder that the socket stands in. Throws SOCKET_REFUSED. */
  makeFolder(): void;
  log: Logger;
}

export interface Door {
  /** Puts the socket back where it is gone; who is connected stays connected. A place that cannot be made is tried again next time. */
  look(): Promise<void>;
  /** Removes the socket and takes nobody in any more; settles when the last one has left. */
  close(): Promise<void>;
}

interface Listening {
  server: Server;
  placed: Placed;
}

const BACKLOG = 128;

/** Opens the door. Throws SOCKET_REFUSED when somebody else answers at `path`, or when what stands there is no socket. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { path, log } = options;
  const left: Promise<void>[] = [];
  let current: Listening | null = await listen(options);
  let looking: Promise<void> | null = null;
  let isMissed = false;
  let closed = false;

  function leave(): void {
    if (current === null) return;
    const { server, placed } = current;
    placed.remove();
    left.push(new Promise((resolve) => server.close(() => resolve())));
    current = null;
  }

  async function putBack(): Promise<void> {
    try {
      if (current?.placed.isThere()) return;
      options.makeFolder();
      await clearSocketPath(path);
      leave();
      current = await listen(options);
      isMissed = false;
      log.warn({ socket: path, hint: "somebody removed it" }, "socket was gone, made anew");
    } catch (error) {
      if (!isMissed) log.error({ err: error, hint: "tried again each second" }, "socket is gone, and cannot be made anew");
      isMissed = true;
    }
  }

  return {
    look() {
      if (closed) return Promise.resolve();
      looking ??= putBack().finally(() => {
        looking = null;
      });
      return looking;
    },
    async close() {
      closed = true;
      // Nothing may be put back after it was taken away.
      await looking;
      leave();
      await Promise.all(left);
    },
  };
}

async function listen({ path, accept, log }: DoorOptions): Promise<Listening> {
  await clearSocketPath(path);
  // A client that ends its half (a shell that pipes one request in) still gets its answers.
  const server = createServer({ allowHalfOpen: true }, accept);
  const placed = await listenAt(server, path, BACKLOG);
  server.on("error", (error) => log.error({ err: error }, "socket failed"));
  return { server, placed };
}
