import { afterEach, describe, expect, it } from "vitest";
import { type Host, STAMP, startHost } from "./host.js";
import { type RawClient, rawClient } from "./raw.js";

let host: Host;
const clients: RawClient[] = [];

async function client(): Promise<RawClient> {
  const made = await rawClient(host.path);
  clients.push(made);
  return made;
}

afterEach(async () => {
  for (const open of clients.splice(0)) open.close();
  await host.end();
});

describe("the socket server", () => {
  it("answers requests by their id, params checked and defaults filled in", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.echo", { text: "hello" });
    raw.request("two", "test.echo");
    expect(await raw.answer(1)).toEqual({ jsonrpc: "2.0", id: 1, result: { text: "hello", ...STAMP } });
    expect(await raw.answer("two")).toEqual({ jsonrpc: "2.0", id: "two", result: { text: "nothing", ...STAMP } });
  });

  it("tells its protocol, instance, methods and limits", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "daemon.hello", { protocol: 1, client: "test", version: "0" });
    const { result } = await raw.answer(1);
    expect(result).toMatchObject({ protocol: 1, instance: "feed", version: "1.2.3", limits: { frame_bytes: 1_048_576 } });
    expect((result as { methods: string[] }).methods).toEqual(
      expect.arrayContaining(["subscribe", "daemon.status", "test.echo"]),
    );
    raw.request(2, "daemon.hello", { protocol: 2 });
    expect((await raw.answer(2)).error).toEqual({
      code: -32011,
      message: "Protocol 2 is not spoken here, only 1. `lockstep stop`, then start again.",
      data: { name: "VERSION", protocol: 1 },
    });
  });

  it.each([
    ["no JSON", "{ not json", -32700, null],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), -32700, null],
    ["a batch", "[]", -32600, null],
    ["a number", "1", -32600, null],
    ["another version", '{"jsonrpc":"1.0","id":7,"method":"test.echo"}', -32600, 7],
    ["no method", '{"jsonrpc":"2.0","id":7}', -32600, 7],
    ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"test.echo"}', -32600, null],
    ["params that are a list", '{"jsonrpc":"2.0","id":7,"method":"test.echo","params":[1]}', -32602, 7],
    ["a param of the wrong type", '{"jsonrpc":"2.0","id":7,"method":"test.echo","params":{"text":1}}', -32602, 7],
    ["a prototype as method", '{"jsonrpc":"2.0","id":7,"method":"__proto__"}', -32601, 7],
  ])("says what is wrong with %s, and goes on", async (_, line, code, id) => {
    host = await startHost();
    const raw = await client();
    raw.send(line);
    raw.send("\n");
    expect((await raw.answer(id)).error?.code).toBe(code);
    raw.request(99, "test.echo");
    expect((await raw.answer(99)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("names the nearest method and param", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.ecco");
    expect((await raw.answer(1)).error).toMatchObject({
      code: -32601,
      data: { name: "UNKNOWN_METHOD", suggestion: "test.echo" },
    });
    raw.request(2, "test.echo", { txet: "x" });
    const { error } = await raw.answer(2);
    expect(error).toMatchObject({ code: -32602, data: { name: "USAGE", suggestion: "text" } });
    expect(error?.message).toBe("`test.echo` has no param `txet`. Did you mean `text`?");
  });

  it("hands on what a method refuses, and hides what broke inside", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.refuse");
    raw.request(2, "test.break");
    expect((await raw.answer(1)).error).toEqual({
      code: -32002,
      message: "No project is watched at /x.",
      data: { name: "UNKNOWN_PROJECT", suggestion: "/y" },
    });
    const { error } = await raw.answer(2);
    expect(error).toMatchObject({ code: -32603, data: { name: "INTERNAL" } });
    expect(error?.message).not.toContain("inside");
  });

  it("answers only what speaks of itself until it is ready", async () => {
    let ready = false;
    host = await startHost({ ready: () => ready });
    const raw = await client();
    raw.request(1, "test.echo");
    raw.request(2, "daemon.status");
    expect((await raw.answer(1)).error).toMatchObject({ code: -32001, data: { name: "NOT_READY", retry_after_ms: 250 } });
    expect((await raw.answer(2)).result).toEqual({ running: true, ...STAMP });
    ready = true;
    raw.request(3, "test.echo");
    expect((await raw.answer(3)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("tells who waits too long, and still counts the work until it ends", async () => {
    host = await startHost({ limits: { in_flight: 1 } });
    const raw = await client();
    raw.request(1, "test.slow");
    expect((await raw.answer(1)).error).toMatchObject({ code: -32004, data: { name: "TIMEOUT" } });
    raw.request(2, "test.echo");
    expect((await raw.answer(2)).error).toMatchObject({ code: -32005, data: { name: "BUSY" } });
    host.openGate();
    await expect
      .poll(async () => {
        const id = Math.random().toString();
        raw.request(id, "test.echo");
        return (await raw.answer(id)).result;
      })
      .toEqual({ text: "nothing", ...STAMP });
  });

  it("cancels the wait for a request once, and refuses an id that is still waited for", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.wait");
    raw.request(1, "test.echo");
    expect((await raw.answer(1)).error?.code).toBe(-32600);
    raw.send('{"jsonrpc":"2.0","method":"$/cancel","params":{"id":1}}\n');
    const cancelled = (list: readonly { error?: { code: number } }[]) =>
      list.filter((message) => message.error?.code === -32800).length;
    await raw.until((list) => cancelled(list) === 1);
    host.openGate();
    raw.request(2, "test.echo");
    await raw.answer(2);
    const answers = await raw.until(() => true);
    expect(answers.filter((message) => message.id === 1)).toHaveLength(2);
  });

  it("answers a client that closes its half after asking, then hangs up", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.wait");
    raw.socket.end();
    host.openGate();
    expect((await raw.answer(1)).result).toEqual({ waited: true, ...STAMP });
    await raw.ended;
  });

  it("refuses an answer that is larger than a frame", async () => {
    host = await startHost();
    const raw = await client();
    raw.request(1, "test.fill", { bytes: 1_048_576 });
    expect((await raw.answer(1)).error).toMatchObject({ code: -32010, data: { name: "TOO_LARGE" } });
    raw.request(2, "test.fill", { bytes: 1_000_000 });
    expect(((await raw.answer(2)).result as { text: string }).text).toHaveLength(1_000_000);
  });
});

describe("the socket server against hostile clients", () => {
  it("hangs up on a line of 2 MiB, saying why", async () => {
    host = await startHost();
    const raw = await client();
    raw.send(Buffer.alloc(2 * 1_048_576, 0x78));
    expect((await raw.answer(null)).error?.message).toContain("1048576 bytes");
    await raw.ended;
  });

  it("hangs up on a line that does not end", async () => {
    host = await startHost({ limits: { line_ms: 60 } });
    const half = await client();
    half.send('{"jsonrpc":"2.0"');
    const patient = await client();
    await half.ended;
    patient.request(1, "test.echo");
    expect((await patient.answer(1)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("refuses what comes faster than its rate, and serves others meanwhile", async () => {
    host = await startHost({ limits: { requests_burst: 20, requests_per_second: 1 } });
    const fast = await client();
    const other = await client();
    for (let id = 1; id <= 100; id++) fast.request(id, "test.echo");
    const answers = await fast.until((list) => list.length >= 100);
    expect(answers.filter((answer) => answer.error?.data.name === "BUSY").length).toBeGreaterThanOrEqual(79);
    other.request(1, "test.echo");
    expect((await other.answer(1)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("serves 64 of 500 connections and turns the others away with a reason", async () => {
    host = await startHost();
    const all = await Promise.all(Array.from({ length: 500 }, client));
    // The ones that were turned away have ended; the others answer.
    const outcome = await Promise.all(
      all.map(async (raw) => {
        const first = await Promise.race([raw.answer(null).then((message) => message.error?.data.name), asked(raw)]);
        return first;
      }),
    );
    expect(outcome.filter((name) => name === "BUSY")).toHaveLength(436);
    expect(outcome.filter((name) => name === "served")).toHaveLength(64);
    for (const raw of all) raw.close();
    await expect.poll(() => host.server.connections()).toBe(0);
    const late = await client();
    late.request(1, "test.echo");
    expect((await late.answer(1)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("answers an honest client while a storm of bad frames comes in", async () => {
    host = await startHost();
    const storm = await Promise.all(Array.from({ length: 20 }, client));
    for (const raw of storm) for (let i = 0; i < 500; i++) raw.send(`{"jsonrpc":"2.0","id":${i},"method":"no.such"}\n[[[[\n\0\n`);
    const honest = await client();
    honest.request(1, "test.echo");
    expect((await honest.answer(1)).result).toEqual({ text: "nothing", ...STAMP });
  });

  it("reads no more of a client that asks fast and takes nothing, keeps little for it, and answers all when it does", async () => {
    // Answers to what one look at the socket brings (64 KiB) fit between both limits, those to two do not.
    const limits = {
      requests_burst: 20,
      requests_per_second: 1,
      lagging_bytes: 65_536,
      unsent_bytes: 1_048_576,
      heartbeat_ms: 50,
    };
    host = await startHost({ limits });
    const deaf = await client();
    deaf.socket.pause();
    for (let id = 1; id <= 20_000; id++) deaf.request(id, "test.echo");
    const other = await client();
    other.request(1, "subscribe");
    await other.until((list) => list.filter(({ params }) => params?.topic === "heartbeat").length >= 20);
    expect(deaf.socket.writableLength).toBeGreaterThan(0);
    expect(host.server.connections()).toBe(2);

    deaf.socket.resume();
    const answers = await deaf.until((list) => list.length >= 20_000);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(20_000);
  });

  it("destroys a client that takes nothing for a while", async () => {
    host = await startHost({ limits: { stalled_ms: 100 } });
    const deaf = await client();
    deaf.socket.pause();
    for (const id of [1, 2]) deaf.request(id, "test.fill", { bytes: 900_000 });
    deaf.request(3, "test.wait");
    await expect.poll(() => host.server.connections(), { timeout: 10_000 }).toBe(0);
  });

  it("destroys a client for which too much waits", async () => {
    host = await startHost();
    const deaf = await client();
    deaf.socket.pause();
    for (let id = 1; id <= 40; id++) deaf.request(id, "test.fill", { bytes: 900_000 });
    await expect.poll(() => host.server.connections(), { timeout: 10_000 }).toBe(0);
  });
});

function asked(raw: RawClient): Promise<string | undefined> {
  raw.request(1, "test.echo");
  return raw.answer(1).then(
    (message) => (message.result ? "served" : (message.error?.data.name as string)),
    () => new Promise(() => {}),
  );
}
