/** One client: its lines in, its answers out, within its limits. */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import type { z } from "zod";
import { LockstepError } from "../../base/errors.js";
import type { Host } from "../../domains/call.js";
import { stampAt, withStamp } from "../../domains/stamp.js";
import { toErrorResponse, toProtocolError } from "./answers.js";
import { type Calls, checkParams } from "./calls.js";
import { CONNECTION_METHODS, hello, limitsTold, subscribe, unsubscribe } from "./connection-methods.js";
import { frameReader } from "./frames.js";
import { type Limits, outlet } from "./outlet.js";
import { type Id, PROTOCOL, type Response, RPC } from "./protocol.js";
import { reading } from "./reading.js";
import { type Incoming, readLine } from "./requests.js";
import { subscriptions } from "./subscriptions.js";

/** What all connections of a server share. */
export interface ServerParts {
  calls: Calls;
  host: Host;
  identity: { instance: string; version: string; settings: string };
  ready: () => boolean;
  draining: () => boolean;
  limits: Limits;
  log: Logger;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Called for each request. */
  onRequest(): void;
}

/** How long nothing is read of a client that exceeds its rate; by then it may ask ten times again. */
const REST_MS = 100;

export function serveConnection(socket: Socket, parts: ServerParts) {
  const { calls, host, identity, limits, log, now } = parts;
  const frames = frameReader(limits.frame_bytes);
  let lineSince = now();
  const input = reading(socket, () => {
    // What is left of a line could not come in.
    lineSince = now();
  });
  const out = outlet(socket, input, limits, now());
  const events = subscriptions(out, identity.instance, limits.subscriptions);
  const waiting = new Set<Id>();
  let running = 0;
  let tokens = limits.requests_burst;
  let refilledAt = now();
  let ended = false;

  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    if (!frames.unfinished) lineSince = now();
    const lines = frames.push(chunk);
    if (lines === null) return refuse(`A line may have ${limits.frame_bytes} bytes at most.`);
    if (lines.length > 0) lineSince = now();
    for (const line of lines) if (line.length > 0) take(readLine(line));
    if (tokens < 1) rest();
  });

  socket.on("end", () => {
    ended = true;
    if (waiting.size === 0) socket.end();
  });

  /** The stream is out of step: says why and hangs up. */
  function refuse(message: string): void {
    out.respond(toErrorResponse(null, new LockstepError("TOO_LARGE", message)));
    socket.removeAllListeners("data");
    socket.destroySoon();
  }

  /** A client that asks too fast is read more slowly, so that refusing it does not keep others waiting. */
  function rest(): void {
    input.stop("rate");
    setTimeout(() => input.go("rate"), REST_MS).unref();
  }

  function take(incoming: Incoming): void {
    parts.onRequest();
    if (!spend()) {
      out.respond(toErrorResponse(idOf(incoming), busy(`More than ${limits.requests_per_second} requests a second.`)));
    } else if (incoming.kind === "invalid") out.respond(incoming.response);
    else if (incoming.kind === "request") void answer(incoming.id, incoming.method, incoming.params);
    else if (incoming.method === "$/cancel") cancel(incoming.params);
  }

  /** A bucket of `requests_burst` tokens, filled at `requests_per_second`. */
  function spend(): boolean {
    const at = now();
    tokens = Math.min(limits.requests_burst, tokens + ((at - refilledAt) * limits.requests_per_second) / 1_000);
    refilledAt = at;
    if (tokens < 1) return false;
    tokens--;
    return true;
  }

  async function answer(id: Id, name: string, params: unknown): Promise<void> {
    if (waiting.has(id)) return out.respond(toProtocolError(id, RPC.request, "A request with this id is still being answered."));
    waiting.add(id);
    let response: Response;
    try {
      response = { jsonrpc: "2.0", id, result: await run(name, params) };
    } catch (error) {
      if (!(error instanceof LockstepError)) log.error({ err: error, method: name }, "method failed");
      response = toErrorResponse(id, error);
    }
    // A cancelled request has had its answer.
    if (waiting.delete(id)) out.respond(response);
    if (ended && waiting.size === 0) socket.end();
  }

  async function run(name: string, params: unknown): Promise<unknown> {
    if (parts.draining()) throw new LockstepError("DRAINING", "The daemon is stopping. `lockstep start` starts it again.");
    switch (name) {
      case hello.name:
        return own(greet(params));
      case subscribe.name:
        return own({ subscription: events.add(checkParams(name, shapes.subscribe, params)) });
      case unsubscribe.name:
        return own({ removed: events.remove(checkParams(name, shapes.unsubscribe, params).subscription) });
      default:
        if (running >= limits.in_flight) throw busy(`${limits.in_flight} requests of this connection are still being answered.`);
        return await calls.call(name, params, { host, ready: parts.ready(), running: count });
    }
  }

  /** What the connection says itself is of no project in particular. */
  function own(answer: Record<string, unknown>): unknown {
    return withStamp(answer, () => stampAt({ ledger: host.reader, instance: identity.instance, clock: host.clock }, null));
  }

  /** Work counts until it ends, also when its caller was told that it took too long. */
  function count(work: Promise<unknown>): void {
    running++;
    const done = () => {
      running--;
    };
    work.then(done, done);
  }

  function greet(given: unknown): z.input<typeof hello.result> {
    const { protocol } = checkParams(hello.name, shapes.hello, given);
    if (protocol !== PROTOCOL) {
      throw new LockstepError(
        "VERSION",
        `Protocol ${protocol} is not spoken here, only ${PROTOCOL}. \`lockstep stop\`, then start again.`,
        { data: { protocol: PROTOCOL } },
      );
    }
    const methods = [...CONNECTION_METHODS.map((method) => method.name), ...calls.names];
    return { protocol: PROTOCOL, ...identity, methods, limits: limitsTold };
  }

  function cancel(params: unknown): void {
    const id = (params as { id?: Id } | undefined)?.id;
    if (id !== undefined && waiting.delete(id)) out.respond(toErrorResponse(id, new LockstepError("CANCELLED", "Cancelled.")));
  }

  return {
    deliver: events.deliver,
    heartbeat: () => events.tell("heartbeat"),
    /** Says goodbye and closes our half; the client has a moment to take what is under way. */
    close(): void {
      events.tell("bye");
      socket.end();
    },
    destroy: () => socket.destroy(),
    /** Ends a client that leaves a line open or takes nothing. */
    look(): void {
      if (!input.stopped && frames.unfinished && now() - lineSince > limits.line_ms) socket.destroy();
      else out.look(now());
    },
  };
}

export type Connection = ReturnType<typeof serveConnection>;

const shapes = { hello: hello.params.strict(), subscribe: subscribe.params.strict(), unsubscribe: unsubscribe.params.strict() };

function idOf(incoming: Incoming): Id | null {
  if (incoming.kind === "request") return incoming.id;
  return incoming.kind === "invalid" ? incoming.response.id : null;
}

function busy(message: string): LockstepError {
  return new LockstepError("BUSY", `${message} Ask again in a moment.`, { data: { retry_after_ms: 100 } });
}
