import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectClient } from "../../../src/surface/socket/client.js";
import { STAMP, startHost } from "./host.js";
import { rawClient } from "./raw.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-client-"));
  path = join(folder, "s.sock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A server that speaks as it likes. */
async function speaking(onClient: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onClient);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}

describe("the client", () => {
  it("tells a missing daemon from a dead one and from a place it may not reach", async () => {
    await expect(connectClient(path)).rejects.toMatchObject({
      code: "DAEMON_UNREACHABLE",
      exitStatus: 4,
      data: { reason: "absent" },
    });
    writeFileSync(path, "");
    await expect(connectClient(path)).rejects.toMatchObject({ data: { reason: "refused" } });
  });

  it("gets results, events, and errors as they were thrown", async () => {
    const host = await startHost();
    const client = await connectClient(host.path);
    expect(await client.call("test.echo", { text: "a" })).toEqual({ text: "a", ...STAMP });
    await expect(client.call("test.refuse")).rejects.toMatchObject({ code: "UNKNOWN_PROJECT", data: { suggestion: "/y" } });
    const seen: number[] = [];
    const end = await client.subscribe({ project: null }, ({ seq }) => seen.push(seq));
    for (const seq of [1, 2, 3]) host.events.publish({ topic: "pass.done", project: "/a", seq, data: {} });
    await expect.poll(() => seen).toEqual([1, 2, 3]);
    end();
    client.close();
    await client.closed;
    await host.end();
  });

  it("waits no longer than it is told", async () => {
    const host = await startHost();
    const client = await connectClient(host.path);
    await expect(client.call("test.wait", {}, { timeoutMs: 20 })).rejects.toMatchObject({ code: "TIMEOUT" });
    client.close();
    await host.end();
  });

  it("fails what waits when the daemon hangs up", async () => {
    const server = await speaking((socket) => socket.once("data", () => socket.destroy()));
    const client = await connectClient(path);
    await expect(client.call("daemon.status")).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE" });
    await expect(client.call("daemon.status")).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE" });
    server.close();
  });

  it("hands on why it was turned away", async () => {
    const host = await startHost({ limits: { connections: 1 } });
    const first = await rawClient(host.path);
    const client = await connectClient(host.path);
    await expect(client.call("test.echo")).rejects.toMatchObject({ code: "BUSY", exitStatus: 4 });
    first.close();
    await host.end();
  });

  it.each([["no JSON\n"], [`"${"x".repeat(2_000_000)}`]])("leaves who does not speak the protocol", async (text) => {
    const server = await speaking((socket) => {
      socket.on("error", () => {});
      socket.write(text);
    });
    const client = await connectClient(path);
    await expect(client.call("daemon.status")).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE" });
    server.close();
  });
});
