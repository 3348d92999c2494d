/** The light end of the socket: only node:net comes with it. */
import { connect as open, type Socket } from "node:net";
import { type ErrorCode, isErrorCode, LockstepError } from "../../base/errors.js";
import type { Topic } from "../../base/events.js";
import { frameReader } from "./frames.js";
import { type EventMessage, LIMITS, type Response, toLine, type WireError } from "./protocol.js";

export interface Client {
  /** The result of a method, whose shape the method table tells. Throws what the daemon answers, TIMEOUT and DAEMON_UNREACHABLE. */
  call<T = unknown>(method: string, params?: Record<string, unknown>, options?: { timeoutMs?: number }): Promise<T>;
  /** Calls `listener` for every event from now on, heartbeats left out; gives the function that ends it. */
  subscribe(
    request: { project: string | null; topics?: readonly Topic[] },
    listener: (event: EventMessage) => void,
  ): Promise<() => void>;
  /** Settles when the connection is over, for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Why nobody could be asked: nothing stands at the path, nobody listens there, it is not ours to ask, or too many ask. */
export type Unreachable = "absent" | "refused" | "forbidden" | "busy" | "failed";

const CONNECT_MS = 2_000;
const RETRY_MS = 20;
/** Longer than the server's own deadline, so that its reason arrives. */
const CALL_MS = LIMITS.deadline_ms + 5_000;

type Message = Response | { method: "event"; params: EventMessage };

interface Call {
  resolve: (result: unknown) => void;
  reject: (error: LockstepError) => void;
  timer: NodeJS.Timeout;
}

/** Connects to the daemon at `path`. Throws DAEMON_UNREACHABLE with `data.reason` (`Unreachable`). */
export async function connectClient(path: string): Promise<Client> {
  const socket = await openedPatiently(path);
  const frames = frameReader(LIMITS.frame_bytes + 1);
  const calls = new Map<number, Call>();
  const listeners = new Map<number, (event: EventMessage) => void>();
  /** Events that came before the answer that names their subscription. */
  let early: EventMessage[] = [];
  let lastId = 0;
  /** Why the daemon hangs up, if it said so. */
  let lastWords: LockstepError | null = null;

  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      for (const call of calls.values()) end(call).reject(lastWords ?? gone(path));
      calls.clear();
      resolve();
    });
  });
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    const lines = frames.push(chunk);
    if (lines === null) return socket.destroy();
    for (const line of lines) {
      const message = parse(line);
      if (message === null) return socket.destroy();
      take(message);
    }
  });

  function take(message: Message): void {
    if ("method" in message) {
      deliver(message.params);
      return;
    }
    const call = typeof message.id === "number" ? calls.get(message.id) : undefined;
    if (!call) {
      // An answer to nothing that was asked: the daemon says why it hangs up.
      if (message.id === null && "error" in message) lastWords = toError(message.error);
      return;
    }
    calls.delete(message.id as number);
    end(call);
    if ("error" in message) call.reject(toError(message.error));
    else call.resolve(message.result);
  }

  function deliver(event: EventMessage): void {
    const listener = listeners.get(event.subscription);
    if (listener) {
      if (event.topic !== "heartbeat") listener(event);
    } else early.push(event);
  }

  function call<T>(method: string, params: Record<string, unknown> = {}, options: { timeoutMs?: number } = {}): Promise<T> {
    const id = ++lastId;
    const { timeoutMs = CALL_MS } = options;
    return new Promise<T>((resolve, reject) => {
      if (socket.destroyed) return reject(lastWords ?? gone(path));
      const late = () => {
        calls.delete(id);
        reject(new LockstepError("TIMEOUT", `The daemon did not answer \`${method}\` within ${timeoutMs / 1000} s.`));
      };
      calls.set(id, { resolve: resolve as (result: unknown) => void, reject, timer: setTimeout(late, timeoutMs) });
      socket.write(toLine({ jsonrpc: "2.0", id, method, params }));
    });
  }

  return {
    call,
    async subscribe(request, listener) {
      const { subscription } = await call<{ subscription: number }>("subscribe", { ...request });
      listeners.set(subscription, listener);
      const waiting = early.filter((event) => event.subscription === subscription);
      early = [];
      for (const event of waiting) deliver(event);
      return () => {
        listeners.delete(subscription);
        if (!socket.destroyed) void call("unsubscribe", { subscription }).catch(() => {});
      };
    },
    closed,
    close: () => socket.destroy(),
  };
}

/** What the daemon wrote; null when that is no JSON, so that it is no daemon of ours. */
function parse(line: Buffer): Message | null {
  try {
    return JSON.parse(line.toString("utf8")) as Message;
  } catch {
    return null;
  }
}

function end(call: Call): Call {
  clearTimeout(call.timer);
  return call;
}

/** A daemon that is asked by many at once has a full queue for a moment: tries again, at random times, until `CONNECT_MS` is over. */
async function openedPatiently(path: string): Promise<Socket> {
  for (const end = performance.now() + CONNECT_MS; ; ) {
    try {
      return await opened(path);
    } catch (error) {
      const busy = error instanceof LockstepError && error.data.reason === "busy";
      if (!busy || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (1 + Math.random())));
    }
  }
}

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = open(path);
    const fail = (reason: Unreachable, detail: string) => {
      socket.destroy();
      reject(unreachable(path, reason, detail));
    };
    const timer = setTimeout(() => fail("failed", "it does not accept"), CONNECT_MS);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(REASONS[error.code ?? ""] ?? "failed", error.message);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

const REASONS: Record<string, Unreachable> = {
  ENOENT: "absent",
  ENOTDIR: "absent",
  ECONNREFUSED: "refused",
  EACCES: "forbidden",
  EPERM: "forbidden",
  EAGAIN: "busy",
};

function unreachable(path: string, reason: Unreachable, detail: string): LockstepError {
  const message =
    reason === "absent" || reason === "refused"
      ? `No daemon answers at ${path}. \`lockstep start\` starts one.`
      : `The daemon at ${path} cannot be reached: ${detail}.`;
  return new LockstepError("DAEMON_UNREACHABLE", message, { data: { reason } });
}

function gone(path: string): LockstepError {
  return new LockstepError("DAEMON_UNREACHABLE", `The daemon at ${path} hung up. \`lockstep status\` tells whether one runs.`, {
    data: { reason: "failed" },
  });
}

/** The error that the daemon threw, as if it had been thrown here. */
function toError({ message, data }: WireError): LockstepError {
  const { name, ...rest } = data;
  const code: ErrorCode = isErrorCode(name) ? name : "INTERNAL";
  return new LockstepError(code, message, { data: rest });
}
