/** Cuts a stream of bytes into lines of less than `bytesMax`, in time and memory linear in what comes in. */
export interface FrameReader {
  /** Takes a chunk; gives the lines it finished, or null when a line grew too long: then the stream is lost. */
  push(chunk: Buffer): Buffer[] | null;
  /** Whether a line has begun and not ended. */
  readonly unfinished: boolean;
}

const LINE_BREAK = 0x0a;
/** Room for the beginning of a line; it doubles as needed, so that a line that comes byte by byte is not a list of a million parts. */
const ROOM_BYTES = 4_096;

export function frameReader(bytesMax: number): FrameReader {
  let room = Buffer.alloc(0);
  let held = 0;

  function hold(part: Buffer): void {
    if (held + part.length > room.length) {
      const larger = Buffer.allocUnsafe(Math.max(ROOM_BYTES, held + part.length, Math.min(room.length * 2, bytesMax)));
      room.copy(larger, 0, 0, held);
      room = larger;
    }
    part.copy(room, held);
    held += part.length;
  }

  function finish(last: Buffer): Buffer {
    if (held === 0) return last;
    hold(last);
    const line = room.subarray(0, held);
    room = Buffer.alloc(0);
    held = 0;
    return line;
  }

  return {
    get unfinished() {
      return held > 0;
    },
    push(chunk) {
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_BREAK); end !== -1; end = chunk.indexOf(LINE_BREAK, start)) {
        if (held + end - start >= bytesMax) return null;
        lines.push(finish(chunk.subarray(start, end)));
        start = end + 1;
      }
      if (held + chunk.length - start >= bytesMax) return null;
      if (start < chunk.length) hold(chunk.subarray(start));
      return lines;
    },
  };
}
