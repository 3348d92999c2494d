import { describe, expect, it } from "vitest";
import { buildManifest } from "../../scripts/manifest.js";
import { callShape } from "../../src/domains/call.js";
import { methods } from "../../src/methods.js";
import { COMMON_OPTIONS } from "../../src/surface/cli/manifest.js";
import { VERBS } from "../../src/surface/cli/verbs.js";
import { CONNECTION_METHODS } from "../../src/surface/socket/connection-methods.js";

const manifest = buildManifest({ version: "1.2.3", methods, verbs: VERBS, rules: [] });

describe("the manifest", () => {
  it("holds every method once, under a name that can be typed", () => {
    const names = [...methods, ...CONNECTION_METHODS].map((method) => method.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of methods) expect(name).toMatch(/^[a-z]+\.[a-z_]+$/);
    // A param of the same name as one that all take would hide it.
    for (const { params } of methods) expect(Object.keys(params.shape).filter((param) => param in callShape.shape)).toEqual([]);
    expect(manifest.methods.map((spec) => spec.method)).toEqual(methods.map((method) => method.name));
  });

  it.each([...manifest.verbs, ...manifest.methods].map((command) => [command.name, command] as const))(
    "gives `%s` options that do not collide",
    (_, command) => {
      const options = [...command.options, ...COMMON_OPTIONS];
      const words = options.flatMap(({ name, short }) => (short === undefined ? [name] : [name, short]));
      expect(new Set(words).size).toBe(words.length);
      for (const option of options) expect(option.summary).not.toBe("");
      expect(command.summary).toMatch(/^[A-Z]/);
    },
  );

  it("takes a verb's summary from the method it is short for, and shows every verb in the help", () => {
    const check = manifest.verbs.find((verb) => verb.name === "check");
    expect(check?.summary).toBe(methods.find((method) => method.name === "documentation.check")?.summary);
    for (const verb of VERBS) expect(manifest.help).toContain(`\n  ${verb.name}`);
  });

  it("lets every method that has a short form be typed", () => {
    const short = methods.flatMap((method) => (method.cli?.short === undefined ? [] : [method.cli.short]));
    expect(VERBS.map((verb) => verb.name)).toEqual(expect.arrayContaining(short));
  });
});
