import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { DEFAULTS } from "../../src/config/defaults.js";
import { loadConfig } from "../../src/config/load.js";
import { listSettings, type Setting } from "../../src/config/settings.js";

const EXAMPLE = new URL("../../config.example.yaml", import.meta.url);

const HEAD = `# Every setting of lockstep with its default. Nothing has to be set.
#
# Read from, each overruling the ones before it:
#   the machine     $XDG_CONFIG_HOME/lockstep/config.yaml (~/.config/lockstep/config.yaml)
#   the repository  lockstep.yaml, shared with everyone who clones it
#   the copy        .lockstep/local.yaml, for one working copy
#   the environment LOCKSTEP_WATCH__QUIET_MS=200 sets watch.quiet_ms; lists as [a, b], maps as {a: b}
# Lists add up, maps are merged key by key. Times are milliseconds or seconds as named, sizes are bytes.
#
# A repository is not trusted: what is marked "machine" below cannot be set there, what is marked "lower" can only be made
# smaller, and a clock job can only be switched off.
`;

const WIDTH = 100;
const TRUST = {
  anyone: "",
  machine: " (machine)",
  lower: " (machine; lower anywhere)",
  off: " (machine; off anywhere)",
  ignored: " (machine)",
};

/** What the example has to say. */
function render(): string {
  const lines = [HEAD.trimEnd()];
  let group = "";
  for (const setting of listSettings()) {
    const [outer = "", inner] = setting.key.split(".");
    const indent = inner === undefined ? "" : "  ";
    if (outer !== group) lines.push("", ...(inner === undefined ? [] : [`${outer}:`]));
    group = outer;
    lines.push(...comment(setting, indent), `${indent}${inner ?? outer}: ${shown(setting.default)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Schedules in quotes: without them, one that starts with a star is an alias. */
function shown(value: unknown): string {
  if (typeof value === "string" && value.includes(" ")) return JSON.stringify(value);
  return stringify(value, { collectionStyle: "flow" }).trim();
}

function comment({ why, unit, trust }: Setting, indent: string): string[] {
  return [...wrap(why, indent), ...wrap(`Unit: ${unit}${TRUST[trust]}`, indent)];
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + 2 + line.length + 1 + word.length > WIDTH) {
      lines.push(`${indent}# ${line}`);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, `${indent}# ${line}`];
}

// `npx vitest run test/config/example.test.ts -u` writes it anew.
it("the example names every setting with its default, its unit, and why one would change it", async () => {
  await expect(render()).toMatchFileSnapshot("../../config.example.yaml");
});

it("the example can be used as it is, and changes nothing", async () => {
  const text = readFileSync(EXAMPLE, "utf8");
  const texts = { machine: { name: "config.example.yaml", text }, repository: null, local: null };
  expect(await loadConfig({ texts, env: {}, rules: ["path/removed"] })).toEqual(DEFAULTS);
});
