/** A client without manners: sends what it likes, and collects what comes back. */
import { connect, type Socket } from "node:net";

export interface RawClient {
  socket: Socket;
  send(text: string | Buffer): void;
  request(id: number | string, method: string, params?: unknown): void;
  /** Messages so far, and waits for more until `enough`; rejects when the connection ends first. */
  until(enough: (messages: readonly Message[]) => boolean): Promise<readonly Message[]>;
  /** The first message with this id. */
  answer(id: number | string | null): Promise<Message>;
  readonly ended: Promise<void>;
  close(): void;
}

export interface Message {
  id?: number | string | null;
  result?: unknown;
  error?: { code: number; message: string; data: Record<string, unknown> };
  method?: string;
  params?: Record<string, unknown> & { topic: string };
}

/** Connects; where the system's queue of new connections is full, again a little later. */
async function connected(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    const failed = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      socket.once("connect", () => resolve(null));
      socket.once("error", resolve);
    });
    if (failed === null) return socket;
    if (failed.code !== "EAGAIN") throw failed;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function rawClient(path: string): Promise<RawClient> {
  const socket = await connected(path);
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) messages.push(JSON.parse(line) as Message);
    for (const wake of [...waiting]) wake();
  });
  socket.on("error", () => {});
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  function until(enough: (messages: readonly Message[]) => boolean): Promise<readonly Message[]> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!enough(messages)) return;
        waiting.delete(look);
        resolve(messages);
      };
      waiting.add(look);
      void ended.then(() => reject(new Error(`the connection ended; it had said ${JSON.stringify(messages).slice(0, 500)}`)));
      look();
    });
  }

  return {
    socket,
    send: (text) => socket.write(text),
    request: (id, method, params) => socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`),
    until,
    async answer(id) {
      const found = (list: readonly Message[]) => list.find((message) => message.method === undefined && message.id === id);
      const list = await until((all) => found(all) !== undefined);
      return found(list) as Message;
    },
    ended,
    close: () => socket.destroy(),
  };
}
