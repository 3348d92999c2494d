/** The socket: newline-delimited JSON-RPC 2.0 for as many clients as the limits allow. */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { LockstepError } from "../../base/errors.js";
import type { EventSource } from "../../base/events.js";
import type { Host } from "../../domains/call.js";
import type { Method } from "../../domains/method.js";
import { toErrorResponse } from "./answers.js";
import { callTable } from "./calls.js";
import { type Connection, type ServerParts, serveConnection } from "./connection.js";
import { openDoor } from "./door.js";
import type { Limits } from "./outlet.js";
import { LIMITS, toLine } from "./protocol.js";

export interface SocketServerOptions {
  path: string;
  /** Makes sure of the folder that the socket stands in. Throws SOCKET_REFUSED. */
  makeFolder(): void;
  methods: readonly Method[];
  /** What calls are answered from; its parts come one by one while the daemon starts. */
  host: Host;
  identity: { instance: string; version: string; settings: string };
  events: EventSource;
  log: Logger;
  /** Until it is true, only methods marked `early` are answered. */
  ready: () => boolean;
  /** Tests make limits small. */
  limits?: Partial<Limits>;
}

export interface SocketServer {
  readonly path: string;
  connections(): number;
  /** Requests that were taken since the start, those that were refused included. */
  requests(): number;
  /** Answers nothing new, says goodbye, waits a moment, hangs up and removes the socket. */
  close(): Promise<void>;
}

/** How often clients are looked at. */
const LOOK_MS = 1_000;
/** What a client has to take its last answers after the goodbye. */
const GOODBYE_MS = 500;

/** Opens the socket. Throws SOCKET_REFUSED when another daemon answers at `path`, or what stands there is no socket. */
export async function startSocketServer(options: SocketServerOptions): Promise<SocketServer> {
  const { path, events, log } = options;
  const limits: Limits = { ...LIMITS, ...options.limits };
  const open = new Set<Connection>();
  let draining = false;
  let requests = 0;
  const parts: ServerParts = {
    calls: callTable(options.methods),
    host: options.host,
    identity: options.identity,
    ready: options.ready,
    draining: () => draining,
    limits,
    log,
    now: () => performance.now(),
    onRequest() {
      requests++;
    },
  };

  function accept(socket: Socket): void {
    if (open.size >= limits.connections) {
      turnAway(socket, limits.connections);
      return;
    }
    const connection = serveConnection(socket, parts);
    open.add(connection);
    socket.once("close", () => open.delete(connection));
  }

  const door = await openDoor({ path, accept, makeFolder: options.makeFolder, log });

  const ending = events.subscribe((event) => {
    for (const connection of open) connection.deliver(event);
  });
  const looking = setInterval(
    () => {
      for (const connection of open) connection.look();
      void door.look();
    },
    Math.min(LOOK_MS, limits.line_ms, limits.stalled_ms),
  );
  const beating = setInterval(() => {
    for (const connection of open) connection.heartbeat();
  }, limits.heartbeat_ms);

  return {
    path,
    connections: () => open.size,
    requests: () => requests,
    async close() {
      draining = true;
      ending();
      clearInterval(looking);
      clearInterval(beating);
      const closed = door.close();
      for (const connection of open) connection.close();
      const late = setTimeout(() => {
        for (const connection of open) connection.destroy();
      }, GOODBYE_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

/** One client too many gets a reason instead of silence. */
function turnAway(socket: Socket, max: number): void {
  const error = new LockstepError("BUSY", `The daemon has ${max} clients, the most it serves. Ask again in a moment.`);
  socket.on("error", () => socket.destroy());
  socket.write(toLine(toErrorResponse(null, error)));
  socket.destroySoon();
}
