/** Errors as they travel. */
import { LockstepError } from "../../base/errors.js";
import { type Id, type Response, RPC, type WireError, wireCode } from "./protocol.js";

/** The response for what a call threw. What nobody can act on is told without its inside, which belongs into the log. */
export function toErrorResponse(id: Id | null, error: unknown): Response {
  return { jsonrpc: "2.0", id, error: toWireError(error) };
}

function toWireError(error: unknown): WireError {
  if (error instanceof LockstepError) {
    return { code: wireCode(error.code), message: error.message, data: { ...error.data, name: error.code } };
  }
  return { code: RPC.internal, message: "This is a bug in lockstep; `lockstep logs` has it.", data: { name: "INTERNAL" } };
}

/** The response to a line that is no request. */
export function toProtocolError(id: Id | null, code: number, message: string): Response {
  return { jsonrpc: "2.0", id, error: { code, message, data: { name: "USAGE" } } };
}
