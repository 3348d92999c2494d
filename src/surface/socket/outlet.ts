/** What goes out on one connection: nothing ever waits for a client, and what it does not read does not pile up. */
import type { Socket } from "node:net";
import { LockstepError } from "../../base/errors.js";
import { toErrorResponse } from "./answers.js";
import { type EventMessage, type LIMITS, type Response, toLine } from "./protocol.js";
import type { Reading } from "./reading.js";

export type Limits = { [K in keyof typeof LIMITS]: number };

export interface Outlet {
  /** Sends a response; one that is too large for a frame becomes the error TOO_LARGE. */
  respond(response: Response): void;
  /** Sends an event; false when it was left out because too much waits to be read. */
  notify(event: EventMessage): boolean;
  /** Destroys the connection when what waits has not moved for `stalled_ms`. */
  look(now: number): void;
  readonly lagging: boolean;
}

export function outlet(socket: Socket, input: Reading, limits: Limits, now: number): Outlet {
  let taken = 0;
  let movedAt = now;
  socket.on("drain", () => input.go("unsent"));

  function write(line: Buffer): void {
    if (socket.destroyed || socket.writableEnded) return;
    socket.write(line);
    if (socket.writableLength > limits.unsent_bytes) socket.destroy();
    // No further requests are read until the answers to the earlier ones are gone.
    else if (socket.writableLength > limits.lagging_bytes && socket.writableNeedDrain) input.stop("unsent");
  }

  return {
    get lagging() {
      return socket.writableLength > limits.lagging_bytes;
    },
    respond(response) {
      const line = Buffer.from(toLine(response));
      if (line.length <= limits.frame_bytes) write(line);
      else write(Buffer.from(toLine(toErrorResponse(response.id, tooLarge(line.length)))));
    },
    notify(event) {
      if (socket.writableLength > limits.lagging_bytes) return false;
      const line = Buffer.from(toLine({ jsonrpc: "2.0", method: "event", params: event }));
      if (line.length > limits.frame_bytes) return false;
      write(line);
      return true;
    },
    look(at) {
      const progress = socket.bytesWritten - socket.writableLength;
      if (progress !== taken || socket.writableLength === 0) {
        taken = progress;
        movedAt = at;
      } else if (at - movedAt > limits.stalled_ms) socket.destroy();
    },
  };
}

function tooLarge(bytes: number): LockstepError {
  return new LockstepError("TOO_LARGE", `The answer has ${bytes} bytes, more than a frame holds. Ask for fewer rows.`);
}
