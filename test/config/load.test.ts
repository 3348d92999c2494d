import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DocumentClass } from "../../src/analysis/model.js";
import type { LockstepError } from "../../src/base/errors.js";
import { DEFAULTS } from "../../src/config/defaults.js";
import { loadConfig } from "../../src/config/load.js";
import type { Config } from "../../src/config/schema.js";
import { CLASSES } from "../../src/config/schema.js";
import { readMachineConfig } from "../../src/config/texts.js";
import { temporaryFolder } from "../support/repository.js";

const RULES = ["link/missing-file", "link/missing-anchor", "symbol/renamed", "path/removed"];

interface Given {
  machine?: string;
  repository?: string;
  local?: string;
  env?: Record<string, string>;
}

function load({ machine, repository, local, env = {} }: Given): Promise<Config> {
  const text = (name: string, value: string | undefined) => (value === undefined ? null : { name, text: value });
  const texts = {
    machine: text("config.yaml", machine),
    repository: text("lockstep.yaml", repository),
    local: text(".lockstep/local.yaml", local),
  };
  return loadConfig({ texts, env, rules: RULES });
}

/** Code and message of what `load` throws. */
async function fault(given: Given): Promise<string> {
  const error = await load(given).then(
    () => null,
    (thrown: LockstepError) => thrown,
  );
  return error === null ? "none" : `${error.code} ${error.message}`;
}

describe("what holds", () => {
  it("are the defaults where nothing is set", async () => {
    expect(await load({})).toEqual(DEFAULTS);
    expect(
      await load({
        repository: "",
        local: "# nothing\n",
        env: { PATH: "/bin", LOCKSTEP_AGENT_ID: "x", LOCKSTEP_TEST_REPORT: "y" },
      }),
    ).toEqual(DEFAULTS);
  });

  it("comes from the machine, then the repository, then the working copy, then the environment", async () => {
    const all = {
      machine: "settle_seconds: 3\nwatch: {quiet_ms: 110, cap_ms: 600}\nlog: {level: debug}\nledger: ~/lockstep/ledger.db\n",
      repository: "settle_seconds: 4\nwatch:\n  quiet_ms: 120\n",
      local: "settle_seconds: 5\n",
      env: {
        LOCKSTEP_WATCH__CAP_MS: "700",
        LOCKSTEP_POOL__THREADS: "2",
        LOCKSTEP_HTTP__ENABLED: "true",
        LOCKSTEP_CLOCK__SWEEP: "*/2 * * * *",
        HOME: "/home/cook",
      },
    };
    expect(await load(all)).toMatchObject({
      settle_seconds: 5,
      watch: { ignore: [], quiet_ms: 120, cap_ms: 700 },
      log: { level: "debug", keep: 5 },
      pool: { threads: 2 },
      http: { enabled: true, port: 0 },
      clock: { sweep: "*/2 * * * *", metrics: "* * * * *" },
      ledger: "/home/cook/lockstep/ledger.db",
    });
  });

  it("adds lists up and merges maps", async () => {
    const config = await load({
      machine: "vocabulary: {foreign: [react]}\n",
      repository:
        "watch: {ignore: [old/]}\nvocabulary: {foreign: [vue], own: [kettle]}\nclasses: {a.md: historical, b.md: agent}\n",
      local: "watch: {ignore: ['!old/']}\nclasses: {b.md: reference}\n",
      env: { LOCKSTEP_VOCABULARY__OWN: "[spout]" },
    });
    expect(config.watch.ignore).toEqual(["old/", "!old/"]);
    expect(config.vocabulary).toEqual({ foreign: ["react", "vue"], own: ["kettle", "spout"] });
    expect(config.classes).toEqual({ "a.md": "historical", "b.md": "reference" });
  });

  it("names rules by id, the nearer name first", async () => {
    const { rules } = await load({
      repository: "rules: {symbol/renamed: error, '*': note, link/*: warning, link/missing-anchor: off}\n",
      local: "rules: {path/removed: off}\n",
    });
    expect(rules).toEqual({
      "link/missing-file": "warning",
      "link/missing-anchor": "off",
      "symbol/renamed": "error",
      "path/removed": "off",
    });
  });

  it("keeps accepted findings as they are written", async () => {
    const text =
      "ignore:\n  - rule: link/*\n    path: docs/*.md\n    reference: a.md\n    reason: moves next week\n    until: 2027-01-31\n";
    expect((await load({ repository: text })).ignore).toEqual([
      { rule: "link/*", path: "docs/*.md", reference: "a.md", reason: "moves next week", until: "2027-01-31" },
    ]);
  });

  it("leaves the defaults as they are", async () => {
    const config = await load({});
    config.watch.ignore.push("x");
    expect(DEFAULTS.watch.ignore).toEqual([]);
  });
});

describe("an unknown key", () => {
  it.each([
    ["ruels: {}\n", "`ruels` is not a setting (lockstep.yaml:1:1). Did you mean `rules`?"],
    [
      "watch:\n  ignore: []\n  quite_ms: 5\n",
      "`watch.quite_ms` is not a setting (lockstep.yaml:3:3). Did you mean `watch.quiet_ms`?",
    ],
    ["\n\nquiet_ms: 5\n", "`quiet_ms` is not a setting (lockstep.yaml:3:1). Did you mean `watch.quiet_ms`?"],
    ["clock: {backups: off}\n", "`clock.backups` is not a setting (lockstep.yaml:1:9). Did you mean `clock.backup`?"],
    [
      "ignore:\n  - {rule: '*', path: a, reasom: b}\n",
      "`ignore.0.reasom` is not a setting (lockstep.yaml:2:26). Did you mean `ignore.reason`?",
    ],
    [
      "rules:\n  link/mising-file: off\n",
      "`link/mising-file` is not a rule (lockstep.yaml:2:3). Did you mean `link/missing-file`?",
    ],
    [
      "rules: {nothing/*: off}\n",
      "`nothing/*` is not a rule (lockstep.yaml:1:9). The rules are: link/missing-file, link/missing-anchor, symbol/renamed, path/removed.",
    ],
    [
      '"\\e[31mred": 1\n',
      "`\\u001b[31mred` is not a setting (lockstep.yaml:1:1). Here stand: watch, settle_seconds, pool, limits, log, http, clock, ledger, rules, ignore, classes, vocabulary, sync, auto_sync.",
    ],
    ["__proto__: {}\n", "`__proto__` is not a setting (lockstep.yaml:1:1)."],
  ])("of %j is named with its place and its neighbour", async (repository, message) => {
    expect(await fault({ repository })).toContain(`CONFIG_UNKNOWN_KEY ${message}`);
  });

  it("in the environment is named by its variable", async () => {
    expect(await fault({ env: { LOCKSTEP_WATCH__QUIETMS: "5" } })).toBe(
      "CONFIG_UNKNOWN_KEY `watch.quietms` is not a setting (environment variable LOCKSTEP_WATCH__QUIETMS). Did you mean `watch.quiet_ms`?",
    );
  });

  it("carries its parts for programs", async () => {
    await expect(load({ repository: "ruels: 1" })).rejects.toMatchObject({
      data: { key: "ruels", place: "lockstep.yaml:1:1", suggestion: "rules" },
      exitStatus: 2,
    });
  });
});

describe("a wrong value", () => {
  it.each([
    [
      "settle_seconds: soon\n",
      /^CONFIG_INVALID lockstep\.yaml:1:17: `settle_seconds`: a number is expected, not `soon`\. It takes seconds; the default is 2\.$/,
    ],
    ["watch:\n  quiet_ms: 1\n", /lockstep\.yaml:2:13: `watch\.quiet_ms`: at least 10 is expected, not 1\. It takes/],
    ["watch: [a]\n", /lockstep\.yaml:1:8: `watch`: a map is expected, not a list\./],
    ["watch: {ignore: [a, ../b]}\n", /lockstep\.yaml:1:21: `watch\.ignore\.1`: a pattern cannot leave the project/],
    [`watch: {ignore: ["${"*a".repeat(7)}"]}\n`, /a pattern may have 6 stars/],
    [`watch: {ignore: ["${"a".repeat(257)}"]}\n`, /a pattern may have 256 characters/],
    ["classes: {'!a.md': agent}\n", /lockstep\.yaml:1:11: `classes\.!a\.md`: `!` has a meaning in `watch\.ignore` only/],
    ["classes:\n  a.md: old\n", /lockstep\.yaml:2:9: `classes\.a\.md`: one of .*`historical`, .* is expected, not `old`\./],
    [`classes: {"${"{a,b}".repeat(9)}": agent}\n`, /too many alternatives/],
    ["rules: {path/removed: on}\n", /lockstep\.yaml:1:23: `rules\.path\/removed`: one of `off`, .* is expected, not `on`/],
    ["ignore: [{rule: '*', path: a.md}]\n", /lockstep\.yaml:1:10: `ignore\.0\.reason`: text is expected, and nothing is given\./],
    ["ignore: [{rule: '*', path: a.md, reason: x, until: soon}]\n", /`ignore\.0\.until`: a date is expected, such as 2027-01-31/],
    ["ignore: [{rule: nope, path: a.md, reason: x}]\n", /`nope` is not a rule \(lockstep\.yaml:1:17\)/],
    ["ignore: [{rule: '*', path: a.md, reason: ''}]\n", /text of at least 1 character is expected, not 0/],
    ["rules: {path/removed: warnign}\n", /is expected, not `warnign` \(did you mean `warning`\?\)\.$/],
    ["- a\n", /lockstep\.yaml:1:1: settings are expected/],
    ["a: b: c\n", /^CONFIG_INVALID lockstep\.yaml:1:\d+: .*Correct the YAML\.$/],
    ["settle_seconds: 1\nsettle_seconds: 2\n", /lockstep\.yaml:2:1: the key `settle_seconds` stands here twice\. Keep one\./],
    ["watch: !!js/function x\n", /lockstep\.yaml:1:8: Unresolved tag/],
    ["--- a\n--- b\n", /lockstep\.yaml:\d:\d+: /],
    [
      "watch: {quiet_ms: 400, cap_ms: 300}\n",
      /lockstep\.yaml:1:32: `watch\.cap_ms` \(300\) is less than `watch\.quiet_ms` \(400\).* Raise it to at least 400/,
    ],
  ])("of %j is named with its place", async (repository, message) => {
    expect(await fault({ repository })).toMatch(message);
  });

  it("on the machine or in the environment is no better", async () => {
    expect(await fault({ machine: "clock: {sweep: '*/10 * * * * *'}\n" })).toMatch(
      /^CONFIG_INVALID config\.yaml:1:16: `clock\.sweep`: six fields run more often than once a minute/,
    );
    expect(await fault({ machine: "ledger: here.db\n" })).toMatch(/an absolute path is expected/);
    expect(await fault({ machine: "ledger: ~/here.db\n" })).toMatch(/HOME is not set/);
    expect(await fault({ env: { LOCKSTEP_LIMITS__FILES: "many" } })).toMatch(
      /^CONFIG_INVALID environment variable LOCKSTEP_LIMITS__FILES: `limits\.files`/,
    );
    expect(await fault({ env: { LOCKSTEP_WATCH__IGNORE: "[a" } })).toMatch(/LOCKSTEP_WATCH__IGNORE is no list or map/);
  });
});

describe("a repository", () => {
  it.each([
    ["ledger: /tmp/x.db\n", "lockstep.yaml:1:1: `ledger` cannot be set by a repository"],
    ["log:\n  level: debug\n", "lockstep.yaml:2:3: `log.level` cannot be set by a repository"],
    ["pool: {threads: 4}\n", "`pool.threads` cannot be set by a repository"],
    ["http: {enabled: true}\n", "`http.enabled` cannot be set by a repository"],
    ["http: {port: 9187}\n", "`http.port` cannot be set by a repository"],
    ["http: {metrics_public: false}\n", "`http.metrics_public` cannot be set by a repository"],
    ["limits: {file_bytes: 2000000}\n", "a repository can lower `limits.file_bytes` (1048576 on this machine), not raise it"],
    ["clock: {sweep: '*/5 * * * *'}\n", "a repository can switch `clock.sweep` off, not change it"],
  ])("may not say %j", async (text, message) => {
    const advice = "Set it in the machine's config.yaml or in the environment.";
    expect(await fault({ repository: text })).toMatch(message);
    expect(await fault({ local: text })).toMatch(advice);
    expect(await fault({ machine: text })).toBe("none");
  });

  it("may lower a limit and switch a job off", async () => {
    const config = await load({
      machine: "limits: {files: 500}\n",
      repository: "limits: {files: 400, parse_ms: 500}\nclock: {chunks: off}\n",
    });
    expect(config.limits).toEqual({ file_bytes: 1_048_576, files: 400, rss: 1_288_490_189, parse_ms: 500 });
    expect(config.clock.chunks).toBe("off");
    expect(await fault({ machine: "limits: {files: 500}\n", repository: "limits: {files: 501}\n" })).toMatch(
      "(500 on this machine)",
    );
    expect(await fault({ env: { LOCKSTEP_LIMITS__FILES: "600" }, repository: "limits: {files: 501}\n" })).toBe("none");
  });
});

it("an alias without its anchor is told with its place", async () => {
  expect(await fault({ repository: "rules:\n  a: &a off\nwatch:\n  ignore: [*.md]\n" })).toContain(
    "lockstep.yaml:4:12: no anchor `&.md` stands before the alias `*.md`",
  );
  expect(await fault({ repository: "settle_seconds: *later\nwatch: &later {}\n" })).toContain("lockstep.yaml:1:17: ");
  expect(await fault({ repository: "classes:\n  a.md: &one agent\n  b.md: *one\n" })).toBe("none");
});

describe("a hostile file", () => {
  it.each([
    ["brackets", "[".repeat(200_000)],
    ["braces", "{".repeat(200_000)],
    ["dashes", `${"- ".repeat(100_000)}a`],
    ["indents", Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    [
      "aliases",
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [*${n ? `b${n - 1}` : "a"}, *${n ? `b${n - 1}` : "a"}]`).join("\n")}`,
    ],
    ["size", `# ${"x".repeat(300_000)}`],
    ["tags", "%TAG ! tag:x,2000:\n---\n!x y"],
    ["NUL", "a: \0"],
    ["items", `watch:\n  ignore:\n${"  - a\n".repeat(40_000)}`],
    ["empty items", "-\n".repeat(130_000)],
    ["keys", Array.from({ length: 30_000 }, (_, n) => `k${n}:`).join("\n")],
    ["patterns", `classes:\n${Array.from({ length: 9_000 }, (_, n) => `  ${n}.md: agent`).join("\n")}`],
    ["quotes", `"${"\\".repeat(200_000)}`],
  ])("of %s ends in a message", async (_, repository) => {
    expect(await fault({ repository })).toMatch(/^CONFIG_(INVALID|UNKNOWN_KEY) /);
  });
});

it("the machine's file is read when it is a file of fair size", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.yaml"), "settle_seconds: 1\n");
  writeFileSync(join(folder, "big.yaml"), "#".repeat(300_000));
  mkdirSync(join(folder, "dir.yaml"));
  expect(readMachineConfig(join(folder, "config.yaml"))?.text).toBe("settle_seconds: 1\n");
  expect(readMachineConfig(join(folder, "none/config.yaml"))).toBeNull();
  expect(() => readMachineConfig(join(folder, "dir.yaml"))).toThrow(
    /dir\.yaml cannot be read: it is not a file\. Correct it or remove it\./,
  );
  expect(() => readMachineConfig(join(folder, "big.yaml"))).toThrow(/more than 262144 bytes/);
});

it("knows the classes of documents that analysis knows", () => {
  const ours: Record<(typeof CLASSES)[number], true> = Object.fromEntries(CLASSES.map((name) => [name, true])) as never;
  const theirs: Record<DocumentClass, true> = ours;
  expect(Object.keys(theirs)).toHaveLength(CLASSES.length);
});
