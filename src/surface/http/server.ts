/** HTTP for this machine alone: every request passes the same checks, every answer bears the same headers, everything has a limit. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { type Asked, type Door, pathOf, refusalOf } from "./admission.js";
import { listenOnLoopback } from "./loopback.js";

export interface Answer {
  status: number;
  /** Content type. */
  type: string;
  body: string;
}

/** What stands at one path. Asking changes nothing. */
export interface Route {
  /** Whether it is answered only with the token; asked with each request. */
  needsToken(): boolean;
  answer(): Answer | Promise<Answer>;
}

export interface HttpServerOptions {
  /** 0 is any that is free. */
  port: number;
  token: string;
  /** By path, as it is written: nothing is looked up below it. */
  routes: ReadonlyMap<string, Route>;
  log: Logger;
}

export interface HttpServer {
  readonly port: number;
  connections(): number;
  /** Requests that were answered or refused since it was opened, by status. */
  answered(): ReadonlyMap<number, number>;
  /** Takes nobody in any more, lets answers leave for a moment, and hangs up. */
  close(): Promise<void>;
}

/** Limits that a client meets. */
export const HTTP_LIMITS = {
  connections: 64,
  header_bytes: 16_384,
  /** How long a client may take for its headers, and for its whole request. */
  headers_ms: 10_000,
  request_ms: 30_000,
  /** How long a connection is kept between two requests. */
  idle_ms: 5_000,
} as const;

/** How often slow clients are looked for. */
const LOOK_MS = 2_000;
/** What a client has to take its answer when the daemon ends. */
const GOODBYE_MS = 500;

/** On every answer: no page of another origin can show, run or keep what is told here. */
const HEADERS = {
  "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

const TOO_MANY = [
  "HTTP/1.1 503 Service Unavailable",
  "Connection: close",
  "Retry-After: 1",
  "Content-Type: application/json; charset=utf-8",
  "Content-Length: 0",
].join("\r\n");

/** Opens it on 127.0.0.1 and ::1. Gives what is in the way where that cannot be. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer | { fault: string }> {
  const { routes, token, log } = options;
  const open = new Set<Socket>();
  const turnedAway = new WeakSet<Socket>();
  const answered = new Map<number, number>();
  const door: Door = { port: options.port, token, needsToken: (path) => routes.get(path)?.needsToken() ?? null };

  function accept(socket: Socket): void {
    if (open.size >= HTTP_LIMITS.connections) {
      turnedAway.add(socket);
      socket.on("error", () => socket.destroy());
      socket.write(`${TOO_MANY}\r\n\r\n`);
      socket.destroySoon();
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (turnedAway.has(request.socket)) return;
    const asked = askedBy(request);
    const refusal = refusalOf(asked, door);
    if (refusal) {
      const { status, message, headers } = refusal;
      // What may still come of such a request is not waited for.
      return send(response, jsonAnswer(status, { error: message }), { ...headers, Connection: "close" });
    }
    try {
      send(response, await (routes.get(pathOf(asked.url)) as Route).answer());
    } catch (error) {
      log.error({ err: error, path: pathOf(asked.url) }, "request failed");
      send(response, jsonAnswer(500, { error: "This is a bug in lockstep; `lockstep logs` says more." }));
    }
  }

  function send(response: ServerResponse, { status, type, body }: Answer, more: Readonly<Record<string, string>> = {}): void {
    answered.set(status, (answered.get(status) ?? 0) + 1);
    const bytes = Buffer.from(body);
    response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": bytes.length, ...more });
    response.end(bytes);
  }

  function make(): Server {
    const server = createServer(
      {
        maxHeaderSize: HTTP_LIMITS.header_bytes,
        headersTimeout: HTTP_LIMITS.headers_ms,
        requestTimeout: HTTP_LIMITS.request_ms,
        keepAliveTimeout: HTTP_LIMITS.idle_ms,
        connectionsCheckingInterval: LOOK_MS,
        // One without is refused like one with another.
        requireHostHeader: false,
      },
      (request, response) => void serve(request, response),
    );
    return server.on("connection", accept);
  }

  const listening = await listenOnLoopback(make, options.port);
  if ("fault" in listening) return listening;
  const { servers, port } = listening;
  door.port = port;
  for (const server of servers) server.on("error", (error) => log.error({ err: error }, "HTTP failed"));
  return {
    port,
    connections: () => open.size,
    answered: () => answered,
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const server of servers) server.closeIdleConnections();
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, GOODBYE_MS);
      await Promise.all(closed);
      clearTimeout(late);
    },
  };
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, type: "application/json; charset=utf-8", body: `${JSON.stringify(value)}\n` };
}

/** The headers as they were sent: of some that come twice, Node keeps one. */
function askedBy({ method = "", url = "", rawHeaders }: IncomingMessage): Asked {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(rawHeaders[at + 1] as string);
    headers.set(name, values);
  }
  return { method, url, headers };
}
