/** A real `lockstepd`, and a bare client for its socket. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../src/base/package.js";
import type { Home } from "./home.js";

const READY_MS_MAX = 20_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

export interface Daemon {
  child: ChildProcess;
  client: Client;
  /** Resolves when the process is gone. */
  ended: Promise<Ended>;
  /** Ends it in good order. */
  stop(): Promise<Ended>;
}

/** Starts the built `lockstepd` without waiting for anything; `through` is a command that runs it. */
export function spawnDaemon(
  home: Pick<Home, "env">,
  through: readonly string[] = [],
): { child: ChildProcess; ended: Promise<Ended> } {
  const [program = process.execPath, ...words] = [...through, process.execPath, join(packageRoot, "dist", "src", "daemon.js")];
  const child = spawn(program, words, { env: home.env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stderr,
  }));
  return { child, ended };
}

/** Starts the built `lockstepd` and waits until it says that it is ready. */
export async function startDaemon(home: Home, through: readonly string[] = []): Promise<Daemon> {
  const { child, ended } = spawnDaemon(home, through);
  const client = await Promise.race([
    connectWhenReady(home.socket),
    ended.then(({ code, stderr }) => {
      throw new Error(`lockstepd ended with ${code}: ${stderr}`);
    }),
  ]);
  return {
    child,
    client,
    ended,
    stop() {
      client.close();
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Ends it as `kill -9` does, also while it is stopped. */
export async function killDaemon({ client, child, ended }: Daemon): Promise<Ended> {
  client.close();
  child.kill("SIGKILL");
  return await ended;
}

export interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: tests name the fields that they expect
  call(method: string, params?: Record<string, unknown>): Promise<any>;
  /** Notifications, oldest first; waits for the first that fits. */
  next(
    fits: (event: { topic: string; seq: number; data: unknown }) => boolean,
  ): Promise<{ topic: string; seq: number; data: unknown }>;
  close(): void;
}

/** A client of the daemon at `socket` once it is ready. */
export async function connectWhenReady(socket: string): Promise<Client> {
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    const client = await connect(socket).catch(() => null);
    if (client) {
      const status = (await client.call("daemon.status").catch(() => null)) as { state: string } | null;
      if (status && /^(ready|degraded)/.test(status.state)) return client;
      client.close();
    }
    if (Date.now() > deadline) throw new Error("lockstepd did not become ready");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type Message = {
  id?: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
  method?: string;
  params?: never;
};

/** Connects once; rejects when nobody listens. */
export async function connect(path: string): Promise<Client> {
  const socket: Socket = createConnection(path);
  await once(socket, "connect");
  const waiting = new Map<number, (message: Message) => void>();
  const events: { topic: string; seq: number; data: unknown }[] = [];
  let heard: () => void = () => {};
  let ids = 0;
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const [id, answer] of waiting) answer({ id, error: { code: 0, message: "connection closed" } });
  });
  const lines = createInterface({ input: socket });
  // It hands on what the socket says.
  lines.on("error", () => {});
  lines.on("line", (line) => {
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) return waiting.get(message.id)?.(message);
    if (message.method === "event" && message.params) {
      events.push(message.params);
      heard();
    }
  });
  return {
    call(method, params = {}) {
      const id = ++ids;
      return new Promise((resolve, reject) => {
        waiting.set(id, (message) => {
          waiting.delete(id);
          if (message.error) reject(Object.assign(new Error(message.error.message), message.error));
          else resolve(message.result);
        });
        socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      });
    },
    async next(fits) {
      for (;;) {
        const at = events.findIndex(fits);
        if (at !== -1) return events.splice(at, 1)[0] as never;
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
    close: () => socket.destroy(),
  };
}
