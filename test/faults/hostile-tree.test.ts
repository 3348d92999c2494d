/** Faults 9 and 21 to 24: what a repository may hold to harm who reads it, met by the built `lockstepd`. */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DaemonStatus } from "../../src/domains/method.js";
import type { Daemon } from "../support/daemon.js";
import { daemonsOfFile } from "../support/daemons.js";
import { driftingRepository } from "../support/faults.js";
import { makeFifos } from "../support/fifo.js";
import { broken } from "../support/oracle.js";
import { change } from "../support/parts.js";
import type { ScratchRepository } from "../support/repository.js";
import { temporaryFolder } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

const daemons = daemonsOfFile((home) => {
  home.env.LOCKSTEP_SETTLE_SECONDS = "0";
});
let repository: ScratchRepository;
let daemon: Daemon;
let changes = 0;
beforeAll(async () => {
  repository = driftingRepository();
  daemon = await daemons.start();
  await daemon.client.call("projects.add", { dir: repository.root });
});
afterEach(async () => {
  // Whatever was met, the others are judged, and the daemon is the same.
  change(repository, ++changes);
  expect(await broken({ ...daemons, client: daemon.client, roots: [repository.root], hostile: true })).toEqual([]);
  expect(daemon.child.exitCode).toBeNull();
});

const report = async () => (await daemon.client.call("documentation.check", { root: repository.root })).answer;
const skipped = async (): Promise<Record<string, string>> =>
  Object.fromEntries(((await report()).skipped as { path: string; reason: string }[]).map(({ path, reason }) => [path, reason]));

describe("fault 9: hostile code and Markdown", () => {
  const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);
  const corpus: Record<string, string> = {
    "hostile/brackets.md": `# B\n\n${"[".repeat(900_000)}\n`,
    "hostile/quotes.md": `${"> ".repeat(9_000)}deep\n`,
    "hostile/lists.md": Array.from({ length: 2_000 }, (_, n) => `${" ".repeat(Math.min(n, 9_000))}- item\n`).join(""),
    "hostile/emphasis.md": `${"*a **b ".repeat(2_500)}\n`,
    "hostile/links.md": `${"[a](".repeat(4_000)}\n\n${"![".repeat(4_000)}\n`,
    "hostile/html.md": `${"<a ".repeat(6_000)}\n\n${"<!--".repeat(4_000)}\n`,
    "hostile/backticks.md": Array.from({ length: 180 }, (_, n) => "`".repeat(n + 1)).join("a "),
    "hostile/table.md": `|${"a|".repeat(5_000)}\n|${"-|".repeat(5_000)}\n`,
    "hostile/long-line.md": `${"word ".repeat(200_000)}\n`,
    "hostile/parens.ts": `export const a = ${deep("(\n", ")\n", 20_000)};\n`,
    "hostile/types.ts": `export type A = ${deep("Array<\n", ">\n", 5_000)};\n`,
    "hostile/templates.ts": `export const t = ${"`${\n".repeat(3_000)}1${"}`\n".repeat(3_000)};\n`,
    "hostile/regex.ts": `export const r = /${"(a+)+".repeat(3_000)}$/;\n`,
    "hostile/union.ts": `export type U = ${Array.from({ length: 20_000 }, (_, n) => `"a${n}"`).join("\n | ")};\n`,
    "hostile/jsdoc.ts": `/**\n${" * @param {a} b\n".repeat(20_000)} */\nexport function f() {}\n`,
    "hostile/package.json": deep("[", "]", 9_000),
  };

  it("costs itself, and nothing else", { timeout: 180_000 }, async () => {
    repository.write(corpus);
    const { findings } = await report();
    expect(findings.length).toBeGreaterThan(0);
    const { projects, queue }: DaemonStatus = await daemon.client.call("daemon.status");
    expect([projects[0]?.state, queue.dead_letters]).toEqual(["ready", 0]);
  });
});

describe("fault 21: links", () => {
  it("lead nowhere outside, and end a sweep in no circle", async () => {
    const secret = "the-word-that-nobody-may-read";
    const outside = temporaryFolder();
    writeFileSync(join(outside, "secret.md"), `# ${secret}\n\n[${secret}](${secret}.md)\n`);
    const at = (name: string) => join(repository.root, name);
    symlinkSync("..", at("up"));
    symlinkSync("self", at("self"));
    symlinkSync("two", at("one"));
    symlinkSync("one", at("two"));
    symlinkSync(join(outside, "secret.md"), at("secret.md"));
    symlinkSync(outside, at("outside"));
    repository.write({ "docs/swapped.md": "# Swapped\n" });
    await report();
    unlinkSync(at("docs/swapped.md"));
    symlinkSync(join(outside, "secret.md"), at("docs/swapped.md"));
    const answer = JSON.stringify(await report());
    const told = await lockstep(daemons.home.env, repository.root, "check", "--no-daemon", "--json");
    const state = dirname(daemons.home.ledger);
    const kept = [state, join(state, "logs")].flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.includes(".lock"))
        .map(({ name }) => readFileSync(join(folder, name), "latin1")),
    );
    expect(kept.length).toBeGreaterThan(2);
    for (const text of [answer, told.stdout, ...kept]) expect(text.includes(secret)).toBe(false);
  });
});

describe("fault 22: what is no file", () => {
  it("is never opened", async () => {
    makeFifos(join(repository.root, "docs/pipe.md"), join(repository.root, "src/pipe.ts"));
    const server = createServer().listen(join(repository.root, "docs/socket.md"));
    try {
      expect(await skipped()).toMatchObject({
        "docs/pipe.md": expect.stringMatching(/^not_regular/),
        "src/pipe.ts": expect.stringMatching(/^not_regular/),
        "docs/socket.md": expect.stringMatching(/^not_regular/),
      });
    } finally {
      server.close();
    }
  });
});

describe("fault 23: huge files", () => {
  it("are skipped by their size before they are read, and one that grows when it has grown", async () => {
    const huge = openSync(join(repository.root, "docs/sparse.md"), "w");
    ftruncateSync(huge, 5 * 1024 ** 3);
    closeSync(huge);
    repository.write({ "docs/growing.md": "# Log\n" });
    expect(await skipped()).toMatchObject({ "docs/sparse.md": expect.stringMatching(/^too_large/) });
    repository.write({ "docs/growing.md": `# Log\n${"a line\n".repeat(200_000)}` });
    expect(await skipped()).toMatchObject({ "docs/growing.md": expect.stringMatching(/^too_large/) });
    repository.remove("docs/sparse.md");
    expect(Object.keys(await skipped())).not.toContain("docs/sparse.md");
  });
});

describe("fault 24: bytes and names", () => {
  it("are judged with exact places, or skipped and counted", async () => {
    const names = [
      "a b",
      "line\nbreak",
      "quo\"te'",
      "\u001b[31mred",
      "-rf",
      "ünï-日本",
      "%41",
      "a".repeat(248),
      "star*",
      "$(touch ran)",
    ];
    mkdirSync(join(repository.root, "names"));
    for (const name of names)
      writeFileSync(join(repository.root, "names", `${name}.md`), "\uFEFF# N\r\n\r\nSee [x](nowhere.md).\r\n");
    const raw: Record<string, Buffer> = {
      "names/utf16.md": Buffer.from("\uFEFF# N\n[x](nowhere.md)\n", "utf16le"),
      "names/nul.md": Buffer.from("# N\0\n[x](nowhere.md)\n"),
      "names/invalid.md": Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]),
    };
    for (const [path, bytes] of Object.entries(raw)) writeFileSync(join(repository.root, path), bytes);
    execFileSync("/bin/sh", ["-c", `printf '# N\\n' > "$1/names/$(printf 'bad\\377').md"`, "sh", repository.root]);
    repository.git("add", "-A");
    const { findings } = await report();
    const found = (findings as { path: string; line: number; column: number }[]).filter(({ path }) => path.startsWith("names/"));
    expect(found.map(({ path, line, column }) => [path, line, column]).sort()).toEqual(
      names.map((name) => [`names/${name}.md`, 3, 9]).sort(),
    );
    const reasons = await skipped();
    for (const path of Object.keys(raw)) expect(reasons[path]).toMatch(/^encoding/);
    const text = await lockstep(daemons.home.env, repository.root, "check");
    expect(text.stdout.includes("\u001b[31mred")).toBe(false);
    expect(readdirSync(repository.root)).not.toContain("ran");
  });
});
