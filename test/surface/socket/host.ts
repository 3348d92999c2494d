/** A real socket server with a few small methods, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { z } from "zod";
import { LockstepError } from "../../../src/base/errors.js";
import { eventHub } from "../../../src/base/events.js";
import type { Host as CallHost } from "../../../src/domains/call.js";
import { type Method, method } from "../../../src/domains/method.js";
import { type SocketServer, type SocketServerOptions, startSocketServer } from "../../../src/surface/socket/server.js";

const NOON = Date.parse("2026-11-21T12:00:00.000Z");

export function methodsOf(gate: { opened: Promise<void> }): Method[] {
  return [
    method({
      name: "daemon.status",
      summary: "",
      writes: false,
      early: true,
      params: z.object({}),
      result: z.unknown(),
      run: () => ({ running: true }),
    }),
    method({
      name: "test.echo",
      summary: "",
      writes: false,
      params: z.object({ text: z.string().default("nothing") }),
      result: z.unknown(),
      run: (_, { text }) => ({ text }),
    }),
    method({
      name: "test.fill",
      summary: "",
      writes: false,
      params: z.object({ bytes: z.int() }),
      result: z.unknown(),
      run: (_, { bytes }) => ({ text: "x".repeat(bytes) }),
    }),
    method({
      name: "test.wait",
      summary: "",
      writes: false,
      params: z.object({}),
      result: z.unknown(),
      run: async () => {
        await gate.opened;
        return { waited: true };
      },
    }),
    method({
      name: "test.slow",
      summary: "",
      writes: false,
      deadline_ms: 30,
      params: z.object({}),
      result: z.unknown(),
      run: async () => {
        await gate.opened;
        return {};
      },
    }),
    method({
      name: "test.refuse",
      summary: "",
      writes: false,
      params: z.object({}),
      result: z.unknown(),
      run: () => {
        throw new LockstepError("UNKNOWN_PROJECT", "No project is watched at /x.", { data: { suggestion: "/y" } });
      },
    }),
    method({
      name: "test.break",
      summary: "",
      writes: false,
      params: z.object({}),
      result: z.unknown(),
      run: () => {
        throw new TypeError("the inside of the daemon");
      },
    }),
  ];
}

const unasked = () => Promise.reject(new Error("none of the methods above asks the engine"));
const callHost: CallHost = {
  reader: null,
  writer: null,
  instance: "feed",
  projects: { check: unasked, explain: unasked, bindings: unasked },
  daemon: null,
  clock: () => NOON,
};

/** What every answer of the host carries: it has no ledger. */
export const STAMP = { instance: "feed", seq: 0, as_of: "2026-11-21T12:00:00.000Z" };

export async function startHost(options: Partial<SocketServerOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-socket-"));
  const events = eventHub();
  let open: () => void = () => {};
  const gate = { opened: new Promise<void>((resolve) => (open = resolve)) };
  const server: SocketServer = await startSocketServer({
    path: join(folder, "lockstep.sock"),
    makeFolder: () => mkdirSync(folder, { recursive: true }),
    methods: methodsOf(gate),
    host: callHost,
    identity: { instance: "feed", version: "1.2.3", settings: "" },
    events,
    log: pino({ level: "silent" }),
    ready: () => true,
    ...options,
  });
  return {
    server,
    events,
    path: server.path,
    folder,
    /** Lets `test.wait` and `test.slow` end. */
    openGate: () => open(),
    async end(): Promise<void> {
      open();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Host = Awaited<ReturnType<typeof startHost>>;
