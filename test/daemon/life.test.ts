import { pino } from "pino";
import { expect, it } from "vitest";
import { life } from "../../src/daemon/life.js";

it("is well again only when everything that found trouble finds it gone", () => {
  const state = life(pino({ level: "silent" }), () => 0);
  state.ready();
  state.trouble("passes", "disk");
  state.trouble("chores", "disk");
  expect(state.state()).toBe("degraded: disk");
  state.trouble("chores", null);
  expect([state.state(), state.isTroubled()]).toEqual(["degraded: disk", true]);
  state.trouble("chores", "file descriptors");
  expect(state.state()).toBe("degraded: disk, file descriptors");
  state.trouble("chores", null);
  state.trouble("passes", null);
  expect([state.state(), state.isTroubled()]).toEqual(["ready", false]);
});
