/** A bare HTTP client that sends what it is told, byte for byte. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";

const own = new Set(Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address)));
/** This machine's own addresses; some machines have no IPv6. */
export const LOOPBACK = ["127.0.0.1", "::1"].filter((address) => own.has(address));

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Asks once and reads to the end; the connection is closed by the server. */
export async function get(
  port: number,
  path: string,
  { method = "GET", headers = {}, host = "127.0.0.1" }: { method?: string; headers?: Record<string, string>; host?: string } = {},
): Promise<Reply> {
  const lines = Object.entries({ Host: `${host.includes(":") ? `[${host}]` : host}:${port}`, ...headers });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "Connection: close"];
  return parseReply(await exchange(port, `${head.join("\r\n")}\r\n\r\n`, host));
}

/** Sends `bytes` and gives all that comes until the other side hangs up. */
export async function exchange(port: number, bytes: string, host = "127.0.0.1"): Promise<string> {
  const socket = await open(port, host);
  socket.write(bytes);
  return await untilEnd(socket);
}

export async function open(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host });
  await once(socket, "connect");
  return socket;
}

/** All that comes until the other side hangs up, with or without a word. */
export async function untilEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on("error", () => {});
  await once(socket, "close");
  return text;
}

export function parseReply(text: string): Reply {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  return { status: Number(first.split(" ")[1]), headers, body: rest.join("\r\n\r\n") };
}
