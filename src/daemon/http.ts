/** HTTP as the configuration wants it: opened, closed and moved while the daemon runs. What is in the way is said, and tried again. */
import type { Logger } from "pino";
import type { Config } from "../config/schema.js";
import type { HttpStatus } from "../domains/method.js";
import { type RouteParts, routesOf } from "../surface/http/routes.js";
import { type HttpServer, startHttpServer } from "../surface/http/server.js";
import type { TokenFile } from "./http-token.js";

type HttpConfig = Config["http"];

export interface HttpOptions extends Omit<RouteParts, "metricsPublic"> {
  token: TokenFile;
  /** Loads what the answers need, before somebody asks. */
  prepare(): Promise<unknown>;
  log: Logger;
}

export interface Http {
  /** Opens, closes or moves it. Settles when that is done, or is known not to be possible now. */
  configure(config: HttpConfig): Promise<void>;
  /** null when it is not enabled. */
  status(): HttpStatus | null;
  connections(): number;
  /** Requests by status, since it was opened. */
  answered(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** How often a port that is in use is tried again, and the file with the token is looked at. */
const LOOK_MS = 5_000;

const OFF: HttpConfig = { enabled: false, port: 0, metrics_public: false };

/** Closed until it is configured. */
export function httpDoor({ token, prepare, log, ...parts }: HttpOptions): Http {
  let wanted = OFF;
  let server: HttpServer | null = null;
  let fault: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let last = Promise.resolve();
  const routes = routesOf({ ...parts, metricsPublic: () => wanted.metrics_public });

  /** One after the other: what is opened is known before it is closed. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch((error: unknown) => log.error({ err: error, hint: "tried again" }, "HTTP failed"));
    return last;
  }

  async function open(): Promise<void> {
    await prepare();
    const opened = await startHttpServer({ port: wanted.port, token: token.token, routes, log });
    if ("fault" in opened) return failed(opened.fault);
    server = opened;
    keepToken();
    log.info({ port: server.port }, "HTTP opened");
  }

  function keepToken(): void {
    try {
      token.keep();
      fault = null;
    } catch (error) {
      failed(`${token.path} cannot be written (${(error as NodeJS.ErrnoException).code}). Make its folder writable`);
    }
  }

  /** Said once, and again when it is something else. */
  function failed(reason: string): void {
    if (reason !== fault) log.warn({ reason, hint: "everything else goes on; tried again every 5 s" }, "HTTP not available");
    fault = reason;
  }

  async function shut(): Promise<void> {
    const closing = server;
    server = null;
    fault = null;
    token.remove();
    await closing?.close();
    if (closing) log.info({ port: closing.port }, "HTTP closed");
  }

  async function look(): Promise<void> {
    if (!wanted.enabled) return;
    if (server === null) await open();
    else keepToken();
  }

  function keepLooking(): void {
    if (!wanted.enabled) {
      if (timer) clearInterval(timer);
      timer = null;
    } else timer ??= setInterval(() => void inTurn(look), LOOK_MS).unref();
  }

  return {
    configure: (config) =>
      inTurn(async () => {
        const before = wanted;
        wanted = config;
        keepLooking();
        const stays = config.enabled && before.enabled && (config.port === before.port || config.port === server?.port);
        if (!stays) await shut();
        await look();
      }),
    status() {
      if (!wanted.enabled) return null;
      return { port: server?.port ?? null, token_file: token.path, metrics_public: wanted.metrics_public, fault };
    },
    connections: () => server?.connections() ?? 0,
    answered: () => server?.answered() ?? new Map(),
    close: () =>
      inTurn(async () => {
        wanted = OFF;
        keepLooking();
        await shut();
      }),
  };
}
