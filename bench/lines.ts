/** A connection that speaks in lines and does nothing more, so that what is measured is the other end. */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";

export interface Lines {
  send(line: string): void;
  /** The next line that has come or comes. Rejects when the connection ends. */
  next(): Promise<string>;
  /** Forgets the lines that have come and that nobody asked for. */
  drop(): void;
  close(): void;
}

interface Waiter {
  resolve(line: string): void;
  reject(error: Error): void;
}

/** Connects to the socket at `place`; rejects when nobody listens. */
export async function connectLines(place: string): Promise<Lines> {
  const socket: Socket = createConnection(place);
  await once(socket, "connect");
  const come: string[] = [];
  const waiting: Waiter[] = [];
  let rest = "";
  let ended: Error | null = null;
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const waiter = waiting.shift();
      if (waiter) waiter.resolve(line);
      else come.push(line);
    }
  });
  socket.on("error", (error) => {
    ended = error;
  });
  socket.on("close", () => {
    ended ??= new Error("the connection ended");
    for (const { reject } of waiting.splice(0)) reject(ended);
  });
  return {
    send: (line) => socket.write(`${line}\n`),
    next() {
      const line = come.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (ended) return Promise.reject(ended);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    drop() {
      come.length = 0;
    },
    close: () => socket.destroy(),
  };
}

/** Sends `line` and gives the line that answers it. */
export function ask(lines: Lines, line: string): Promise<string> {
  lines.send(line);
  return lines.next();
}

/** A request of the daemon's protocol. */
export function request(method: string, params: Record<string, unknown> = {}): string {
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
}

/** What the daemon answered. Throws what it refused. */
export function resultOf(line: string): unknown {
  const { result, error } = JSON.parse(line) as { result?: unknown; error?: { message: string } };
  if (error) throw new Error(error.message);
  return result;
}
