/** Reads blobs through one `git cat-file --batch` that stays open; requests are sent ahead and answered in order. */
import type { ChildProcess } from "node:child_process";
import { GIT_TIMEOUT_MS, spawnGit, stopGit } from "./git-process.js";

/** Larger blobs are no source texts. Bytes. */
export const BLOB_BYTES_MAX = 1024 * 1024;
/** A git that dies is started again so many times; a partial clone dies at each blob it lacks. */
const RESTARTS_MAX = 100;
/** Requests sent ahead; the rest waits here, so that no pipe fills up. */
const IN_FLIGHT_MAX = 256;

export interface BlobReader {
  /** Text of `commit:path` or of a blob id; null when it is missing, too large, no blob, or not UTF-8. */
  read(spec: string): Promise<string | null>;
  /** Ends the child; whatever still waits is answered null. */
  close(): void;
}

interface Request {
  spec: string;
  resolve(text: string | null): void;
}

/** A reader for the repository that `cwd` is in. git is started by the first request. */
export function createBlobReader(cwd: string): BlobReader {
  const waiting: Request[] = [];
  let sent: Request[] = [];
  let child: ChildProcess | null = null;
  let starts = 0;
  let closed = false;
  let watchdog: NodeJS.Timeout | null = null;

  const settle = (text: string | null) => {
    sent.shift()?.resolve(text);
    pump();
  };

  function watch(): void {
    if (watchdog) clearTimeout(watchdog);
    watchdog = null;
    const watched = child;
    if (sent.length === 0 || !watched) return;
    watchdog = setTimeout(() => stopGit(watched), GIT_TIMEOUT_MS);
  }

  function start(): ChildProcess {
    starts++;
    const started = spawnGit(cwd, ["cat-file", "--batch"]);
    const parser = batchParser(settle);
    const ended = () => {
      if (child === started) restart();
    };
    started.on("error", ended);
    started.on("close", ended);
    started.stdin?.on("error", ended);
    started.stderr?.resume();
    started.stdout?.on("data", (chunk: Buffer) => {
      if (child !== started) return;
      parser(chunk);
      watch();
    });
    return started;
  }

  /** The child is gone: the request it died at has no answer, the others are sent again. */
  function restart(): void {
    if (child) stopGit(child);
    child = null;
    const [lost, ...rest] = sent;
    sent = [];
    waiting.unshift(...rest);
    watch();
    lost?.resolve(null);
    pump();
  }

  function pump(): void {
    if (closed || starts > RESTARTS_MAX) {
      for (const { resolve } of [...sent.splice(0), ...waiting.splice(0)]) resolve(null);
      return;
    }
    while (waiting.length > 0 && sent.length < IN_FLIGHT_MAX) {
      child ??= start();
      const request = waiting.shift() as Request;
      sent.push(request);
      child.stdin?.write(`${request.spec}\n`);
    }
    watch();
  }

  return {
    read(spec) {
      // One line is one request; a longer name than any path is none.
      if (closed || spec.includes("\n") || spec.includes("\0") || spec.length > 8_192) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting.push({ spec, resolve });
        pump();
      });
    },
    close() {
      closed = true;
      const ending = child;
      child = null;
      ending?.stdin?.end();
      if (ending) stopGit(ending);
      pump();
      watch();
    },
  };
}

const HEADER = /^[0-9a-f]{40,64} (blob|tree|commit|tag) (\d{1,15})$/;

/** Reads `<oid> <type> <size>\n<content>\n` and `<spec> missing\n` from chunks of any size; `settle` gets each text in order. */
function batchParser(settle: (text: string | null) => void): (chunk: Buffer) => void {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let header: Buffer[] = [];
  /** Bytes of content and its line break still to come; null while a header is read. */
  let left: number | null = null;
  let content: Buffer[] | null = null;

  const decode = (bytes: Buffer): string | null => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };

  function readHeader(chunk: Buffer): number {
    const end = chunk.indexOf(10);
    if (end === -1) {
      header.push(chunk);
      return chunk.length;
    }
    const line = Buffer.concat([...header, chunk.subarray(0, end)]);
    header = [];
    const match = line.length <= 128 ? HEADER.exec(line.toString("latin1")) : null;
    if (!match) {
      settle(null);
      return end + 1;
    }
    const size = Number(match[2]);
    left = size + 1;
    content = match[1] === "blob" && size <= BLOB_BYTES_MAX ? [] : null;
    return end + 1;
  }

  function readContent(chunk: Buffer, wanted: number): number {
    const taken = Math.min(wanted, chunk.length);
    content?.push(chunk.subarray(0, taken));
    left = wanted - taken;
    if (left > 0) return taken;
    const whole = content === null ? null : Buffer.concat(content);
    left = null;
    content = null;
    settle(whole === null ? null : decode(whole.subarray(0, -1)));
    return taken;
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const rest = chunk.subarray(at);
      at += left === null ? readHeader(rest) : readContent(rest, left);
    }
  };
}
