import { afterEach, describe, expect, it } from "vitest";
import type { LockstepEvent, Topic } from "../../../src/base/events.js";
import { type Host, STAMP, startHost } from "./host.js";
import { rawClient } from "./raw.js";

let host: Host;
afterEach(() => host.end());

const event = (seq: number, project = "/a", topic: Topic = "pass.done", data: Record<string, unknown> = {}): LockstepEvent => ({
  topic,
  project,
  seq,
  data,
});

describe("subscriptions", () => {
  it("tell every event of their project and topics, in order", async () => {
    host = await startHost();
    const raw = await rawClient(host.path);
    raw.request(1, "subscribe", { project: "/a", topics: ["pass.done"] });
    const { result } = await raw.answer(1);
    expect(result).toEqual({ subscription: 1, ...STAMP });
    for (let seq = 1; seq <= 50; seq++) {
      host.events.publish(event(seq));
      host.events.publish(event(seq, "/b"));
      host.events.publish(event(seq, "/a", "drift.found"));
    }
    const all = await raw.until((list) => list.length >= 51);
    const told = all.filter((message) => message.method === "event").map((message) => message.params);
    expect(told.map((params) => params?.seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(told[0]).toEqual({ subscription: 1, instance: "feed", seq: 1, topic: "pass.done", project: "/a", data: {} });
    raw.close();
  });

  it("end by unsubscribing", async () => {
    host = await startHost();
    const raw = await rawClient(host.path);
    raw.request(1, "subscribe", {});
    await raw.answer(1);
    raw.request(2, "unsubscribe", { subscription: 1 });
    expect((await raw.answer(2)).result).toEqual({ removed: true, ...STAMP });
    host.events.publish(event(1));
    raw.request(3, "test.echo");
    await raw.answer(3);
    expect((await raw.until(() => true)).some((message) => message.method === "event")).toBe(false);
    raw.close();
  });

  it("are limited in number", async () => {
    host = await startHost({ limits: { subscriptions: 2 } });
    const raw = await rawClient(host.path);
    for (const id of [1, 2, 3]) raw.request(id, "subscribe", {});
    expect((await raw.answer(2)).result).toBeDefined();
    expect((await raw.answer(3)).error).toMatchObject({ code: -32005 });
    raw.close();
  });

  it("give a slow reader one `lagged` for all that it missed, and then go on", async () => {
    host = await startHost({ limits: { lagging_bytes: 200_000, unsent_bytes: 50_000_000 } });
    const raw = await rawClient(host.path);
    raw.request(1, "subscribe", {});
    await raw.answer(1);
    raw.socket.pause();
    const data = { text: "x".repeat(50_000) };
    for (let seq = 1; seq <= 100; seq++) host.events.publish(event(seq, "/a", "pass.done", data));
    raw.socket.resume();
    const before = await raw.until((list) => list.length >= 5);
    const last = before.filter((message) => message.method === "event").at(-1)?.params?.seq as number;
    expect(last).toBeLessThan(100);
    // The reader has caught up when the connection is empty again; the next event is told after the gap.
    let seq = 100;
    const publishing = setInterval(() => host.events.publish(event(++seq)), 5);
    const all = await raw.until((list) => list.some((message) => (message.params?.seq as number) > 100));
    clearInterval(publishing);
    const told = all.filter((message) => message.method === "event").map((message) => message.params);
    const lagged = told.filter((params) => params?.topic === "lagged");
    expect(lagged).toHaveLength(1);
    const from = Number((lagged[0]?.data as { from_seq: number } | undefined)?.from_seq);
    const at = told.indexOf(lagged[0]);
    // Nothing before the gap is missing, nothing after it is out of order.
    expect(told.slice(0, at).map((params) => params?.seq)).toEqual(Array.from({ length: from - 1 }, (_, index) => index + 1));
    expect(told.slice(at + 1).every((params) => (params?.seq as number) > from)).toBe(true);
    raw.close();
  });

  it("send a heartbeat, and goodbye when the daemon ends", async () => {
    host = await startHost({ limits: { heartbeat_ms: 10 } });
    const raw = await rawClient(host.path);
    raw.request(1, "subscribe", {});
    await raw.until((list) => list.some((message) => message.params?.topic === "heartbeat"));
    const bye = raw.until((list) => list.some((message) => message.params?.topic === "bye"));
    await host.server.close();
    await bye;
    await raw.ended;
  });

  it("that end with their client cost nothing more", async () => {
    host = await startHost();
    const raw = await rawClient(host.path);
    raw.request(1, "subscribe", {});
    await raw.answer(1);
    raw.close();
    await expect.poll(() => host.server.connections()).toBe(0);
    expect(() => host.events.publish(event(1))).not.toThrow();
  });
});
