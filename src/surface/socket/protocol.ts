/** The words of the wire: one JSON-RPC 2.0 message a line. Light: client and server read it, and nothing else comes with it. */
import type { ErrorCode } from "../../base/errors.js";
import type { Topic } from "../../base/events.js";

/** Raised only for a breaking change. */
export const PROTOCOL = 1;

/** Limits that both ends keep; `daemon.hello` tells them. */
export const LIMITS = {
  /** Longest line, its line break included, both ways. */
  frame_bytes: 1_048_576,
  connections: 64,
  /** Requests that wait for their answer, a connection. */
  in_flight: 16,
  subscriptions: 32,
  requests_per_second: 100,
  requests_burst: 200,
  /** How long a line may stay unfinished. */
  line_ms: 30_000,
  /** Unsent bytes from which events collapse into one `lagged`, and reading pauses. */
  lagging_bytes: 1_048_576,
  /** Unsent bytes at which a connection is destroyed. */
  unsent_bytes: 4_194_304,
  /** How long a reader may take nothing at all. */
  stalled_ms: 30_000,
  heartbeat_ms: 15_000,
  deadline_ms: 30_000,
  deadline_ms_max: 120_000,
} as const;

/** Longest text id of a request, in characters. */
export const ID_LENGTH_MAX = 256;

export type Id = string | number;

export interface WireError {
  code: number;
  message: string;
  data: Record<string, unknown> & { name: string };
}

export type Response = { jsonrpc: "2.0"; id: Id; result: unknown } | { jsonrpc: "2.0"; id: Id | null; error: WireError };

/** `lagged`: events from `data.from_seq` on were left out; ask anew. `heartbeat`: nothing happened. `bye`: the daemon ends. */
export type WireTopic = Topic | "lagged" | "heartbeat" | "bye";

export interface EventMessage {
  subscription: number;
  instance: string;
  /** 0 where the event speaks of no project. */
  seq: number;
  topic: WireTopic;
  project: string | null;
  data: Record<string, unknown>;
}

/** JSON-RPC's own codes. */
export const RPC = { parse: -32700, request: -32600, method: -32601, params: -32602, internal: -32603 } as const;

/** Our codes on the wire. What is not listed travels as a usage error (`RPC.params`), with its name in `data.name`. */
const WIRE_CODES: Partial<Record<ErrorCode, number>> = {
  UNKNOWN_METHOD: RPC.method,
  INTERNAL: RPC.internal,
  NOT_READY: -32001,
  UNKNOWN_PROJECT: -32002,
  FRESH_TIMEOUT: -32003,
  TIMEOUT: -32004,
  BUSY: -32005,
  DRAINING: -32006,
  LEDGER_DAMAGED: -32007,
  LEDGER_REFUSED: -32007,
  CONFLICT: -32008,
  TOO_LARGE: -32010,
  VERSION: -32011,
  CANCELLED: -32800,
};

export function wireCode(code: ErrorCode): number {
  return WIRE_CODES[code] ?? RPC.params;
}

/** A message as it travels. */
export function toLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}
