/** One line of the wire → a request, a notification, or what is wrong with it. */
import { toProtocolError } from "./answers.js";
import { ID_LENGTH_MAX, type Id, type Response, RPC } from "./protocol.js";

export type Incoming =
  | { kind: "request"; id: Id; method: string; params: unknown }
  | { kind: "notification"; method: string; params: unknown }
  | { kind: "invalid"; response: Response };

const utf8 = new TextDecoder("utf-8", { fatal: true });

export function readLine(line: Buffer): Incoming {
  const message = parseJson(line);
  if (message === undefined) return invalid(null, RPC.parse, "The line is not JSON.");
  if (Array.isArray(message)) return invalid(null, RPC.request, "Batches are not spoken; send one request a line.");
  if (!isRecord(message)) return invalid(null, RPC.request, "A request is an object.");
  const { jsonrpc, id, method, params } = message;
  const known = isId(id) ? id : null;
  if (jsonrpc !== "2.0") return invalid(known, RPC.request, '`jsonrpc` must be "2.0".');
  if (typeof method !== "string") return invalid(known, RPC.request, "`method` must be a string.");
  if (params !== undefined && !isRecord(params)) return invalid(known, RPC.params, "`params` must be an object.");
  if (id === undefined) return { kind: "notification", method, params };
  if (known === null)
    return invalid(null, RPC.request, `\`id\` must be an integer or a string of at most ${ID_LENGTH_MAX} characters.`);
  return { kind: "request", id: known, method, params };
}

/** undefined when it is no UTF-8 or no JSON, which JSON itself cannot be. */
function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(line)) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is Id {
  return (typeof value === "string" && value.length <= ID_LENGTH_MAX) || Number.isSafeInteger(value);
}

function invalid(id: Id | null, code: number, message: string): Incoming {
  return { kind: "invalid", response: toProtocolError(id, code, message) };
}
