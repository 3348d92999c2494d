import { describe, expect, it } from "vitest";
import { settingsId } from "../../src/config/variables.js";

describe("the id of an environment's settings", () => {
  it("is the same for the same settings, whatever else is set", () => {
    expect(settingsId({ LOCKSTEP_RULES: "{}", PATH: "/bin" })).toBe(settingsId({ LOCKSTEP_RULES: "{}", LOCKSTEP_AGENT_ID: "a" }));
    expect(settingsId({})).toBe(settingsId({ LOCKSTEP_RULES: "" }));
  });

  it("differs when a setting does", () => {
    expect(settingsId({ LOCKSTEP_RULES: "{a: off}" })).not.toBe(settingsId({ LOCKSTEP_RULES: "{b: off}" }));
    expect(settingsId({ LOCKSTEP_RULES: "{}" })).not.toBe(settingsId({}));
  });
});
