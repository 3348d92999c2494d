import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedPath, LINE_LENGTH_MAX, lstatFile, readSource } from "../../src/worktree/guard.js";
import { isInnerPath, isRootPresent, openRoot, type Root } from "../../src/worktree/root.js";
import { NO_STAT } from "../../src/worktree/stats.js";
import { makeFifos } from "../support/fifo.js";
import { scratchRepository, temporaryFolder } from "../support/repository.js";
import { withoutRights } from "../support/rights.js";

const LIMITS = { fileBytes: 1_048_576, contents: true };

/** A root with `files`, and a folder beside it that holds a secret. */
function tree(files: Record<string, string | Buffer> = {}): { root: Root; path: string; outside: string } {
  const folder = temporaryFolder();
  const path = join(folder, "project");
  const outside = join(folder, "outside");
  for (const one of [path, outside]) mkdirSync(one);
  writeFileSync(join(outside, "secret.md"), "secret\n");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { root: openRoot(path), path, outside };
}

/** What `readSource` says in one line. */
function read(root: Root, path: string, limits = LIMITS): string {
  const source = readSource(root, path, limits);
  if ("missing" in source) return "missing";
  if ("problem" in source) return `${source.problem.reason}: ${source.problem.message}`;
  return `text ${JSON.stringify(source.text)}${source.alias ? ` of ${source.alias}` : ""}`;
}

describe("openRoot", () => {
  it("resolves links", () => {
    const { root, path, outside } = tree();
    symlinkSync(path, join(outside, "link"));
    expect(openRoot(join(outside, "link"))).toEqual(root);
  });

  it.each([
    ["missing", "DIR_MISSING", /There is no folder ".*missing"\. Check the spelling/],
    ["file.md", "DIR_NOT_A_DIRECTORY", /file\.md" is not a folder\. Name the folder/],
    ["file.md/below", "DIR_NOT_A_DIRECTORY", /is a file, not a folder/],
    ["loop", "DIR_UNREADABLE", /loop" cannot be read \(ELOOP\)/],
    [`${"x".repeat(300)}`, "DIR_MISSING", /There is no folder/],
    ["a\0b", "DIR_MISSING", /There is no folder/],
  ])("says what is wrong with %j", (name, code, message) => {
    const { path } = tree({ "file.md": "" });
    symlinkSync("loop", join(path, "loop"));
    expect(() => openRoot(`${path}/${name}`)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  it("says so when the path cannot be written as text", () => {
    const { path, outside } = tree();
    const name = Buffer.concat([Buffer.from(`${outside}/caf`), Buffer.from([0xe9])]);
    mkdirSync(name);
    symlinkSync(name, join(path, "cafe"));
    expect(() => openRoot(join(path, "cafe"))).toThrow(/is not UTF-8\. Rename the folder/);
  });

  it("notices another folder in the root's place", () => {
    const { root, path } = tree();
    expect(isRootPresent(root)).toBe(true);
    renameSync(path, `${path}-away`);
    expect(isRootPresent(root)).toBe(false);
    mkdirSync(path);
    expect(isRootPresent(root)).toBe(false);
    rmSync(path, { recursive: true });
    renameSync(`${path}-away`, path);
    expect(isRootPresent(root)).toBe(true);
  });
});

describe("readSource", () => {
  it("gives text, stat and git's blob id", () => {
    const repository = scratchRepository({ "docs/a b\n.md": "# Tea\r\n", "empty.md": "" });
    const root = openRoot(repository.root);
    for (const path of ["docs/a b\n.md", "empty.md"]) {
      const source = readSource(root, path, LIMITS);
      expect(source).toEqual({
        text: repository.text(path),
        hash: repository.git("rev-parse", `HEAD:${path}`).trim(),
        stat: lstatFile(root, path),
      });
    }
  });

  it("has stats that change with the file", () => {
    const { root, path } = tree({ "a.md": "one" });
    const before = lstatFile(root, "a.md");
    const { size, ino, mtimeNs, ctimeNs } = lstatSync(join(path, "a.md"), { bigint: true });
    expect(before).toMatchObject({ size: Number(size), inode: Number(ino) });
    expect(Math.abs(Number(mtimeNs) - (before?.mtime_ns ?? 0))).toBeLessThanOrEqual(256);
    expect(Math.abs(Number(ctimeNs) - (before?.ctime_ns ?? 0))).toBeLessThanOrEqual(256);
    utimesSync(join(path, "a.md"), 1_000, 1_000);
    expect(lstatFile(root, "a.md")).toMatchObject({ size: 3, mtime_ns: 1e12 });
  });

  it("keeps a byte order mark in the text, and reads any valid UTF-8", () => {
    const { root } = tree({ "a.md": "\ufeff# Tee mit Süßstoff 🫖\n" });
    expect(read(root, "a.md")).toBe('text "\ufeff# Tee mit Süßstoff 🫖\\n"');
  });

  it("gives back what was written", () => {
    const { root, path } = tree();
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const written = text.replaceAll("\0", "");
        writeFileSync(join(path, "a.txt"), written);
        expect(readSource(root, "a.txt", LIMITS)).toMatchObject({ text: written });
      }),
    );
  });

  it.each([
    ["../outside/secret.md"],
    ["a/../../outside/secret.md"],
    ["/etc/passwd"],
    ["a\0.md"],
    [""],
    ["."],
    ["a//b.md"],
    [".git/config"],
    ["sub/.GIT/config"],
  ])("refuses the path %j", (path) => {
    const { root } = tree({ "a.md": "" });
    expect(read(root, path)).toBe("outside_root: not a path inside the project");
    expect(lstatFile(root, path)).toBeNull();
  });

  it("follows a link to a file inside, and tells whose content it is", () => {
    const { root, path } = tree({ "AGENTS.md": "# Agents\n" });
    symlinkSync("AGENTS.md", join(path, "CLAUDE.md"));
    symlinkSync(join(path, "CLAUDE.md"), join(path, "chain.md"));
    expect(read(root, "CLAUDE.md")).toBe('text "# Agents\\n" of AGENTS.md');
    expect(read(root, "chain.md")).toBe('text "# Agents\\n" of AGENTS.md');
    expect(lstatFile(root, "CLAUDE.md")).toEqual(lstatFile(root, "AGENTS.md"));
  });

  it("reads nothing through a link that leads out, to nothing, in a circle, to a folder or into .git", () => {
    const { root, path, outside } = tree({ "docs/a.md": "", ".git/config": "token" });
    const links = {
      "out.md": join(outside, "secret.md"),
      "gone.md": "nothing",
      "loop.md": "loop.md",
      "dir.md": "docs",
      "git.md": ".git/config",
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(path, name));
    expect(Object.keys(links).map((name) => read(root, name))).toEqual([
      "outside_root: a symbolic link out of the project",
      "unreadable: a symbolic link to nothing",
      "unreadable: a symbolic link that leads back to itself",
      "not_regular: a symbolic link to a folder",
      "outside_root: a symbolic link out of the project",
    ]);
  });

  it("takes what lies behind a linked folder as missing, and as outside when it is", () => {
    const { root, path, outside } = tree({ "docs/a.md": "tea" });
    symlinkSync("docs", join(path, "inside"));
    symlinkSync(outside, join(path, "leaving"));
    expect(read(root, "inside/a.md")).toBe("missing");
    expect(read(root, "leaving/secret.md")).toBe("outside_root: reached through a folder that leads out of the project");
  });

  it("never opens what is no file", async () => {
    const { root, path } = tree({ "dir.md/x": "" });
    makeFifos(join(path, "pipe.md"));
    const server = createServer().listen(join(path, "socket.md"));
    await once(server, "listening");
    expect(["pipe.md", "socket.md", "dir.md", "none.md", "none/none.md", "dir.md/x/y"].map((name) => read(root, name))).toEqual([
      "not_regular: a FIFO",
      "not_regular: a socket",
      "missing",
      "missing",
      "missing",
      "missing",
    ]);
    server.close();
  });

  it("skips by size before reading, a sparse file of 5 GiB too", () => {
    const { root, path } = tree({ "big.md": "x\n".repeat(600_000), "huge.md": "" });
    truncateSync(join(path, "huge.md"), 5 * 1024 ** 3);
    expect(read(root, "big.md")).toBe("too_large: 1200000 bytes, the limit is 1048576");
    expect(read(root, "huge.md")).toBe("too_large: 5368709120 bytes, the limit is 1048576");
    expect(readSource(root, "big.md", { fileBytes: 3_000_000, contents: true })).toMatchObject({ text: "x\n".repeat(600_000) });
  });

  it("skips what is no text", () => {
    const { root } = tree({
      "nul.md": "a\0b",
      "late.txt": Buffer.concat([Buffer.alloc(9_000, 97), Buffer.from([0])]),
      "latin.md": Buffer.from([0x54, 0xe9, 0x65]),
      "utf16.md": Buffer.from("\ufeffTea", "utf16le"),
      "surrogate.md": Buffer.from([0xed, 0xa0, 0x80]),
    });
    expect(["nul.md", "latin.md", "utf16.md", "surrogate.md"].map((name) => read(root, name))).toEqual([
      "encoding: holds NUL bytes, so it is no text",
      "encoding: not valid UTF-8",
      expect.stringMatching(/^encoding: /),
      "encoding: not valid UTF-8",
    ]);
    expect(read(root, "late.txt")).toMatch(/^text/);
  });

  it("skips code and documents with a line that a program wrote", () => {
    const line = "x".repeat(LINE_LENGTH_MAX);
    const { root } = tree({ "fits.ts": `a\n${line}\nb`, "long.ts": `a\n\n${line}y\nb`, "long.json": `${line}y` });
    expect(read(root, "fits.ts")).toMatch(/^text/);
    expect(read(root, "long.ts")).toBe("minified: line 3 has more than 20000 characters");
    expect(read(root, "long.json")).toMatch(/^text/);
  });

  it("does not open a file that counts by its name only", () => {
    const { root, path, outside } = tree({ "logo.png": Buffer.from([0, 1]) });
    symlinkSync(join(outside, "secret.md"), join(path, "out.png"));
    const limits = { fileBytes: 1, contents: false };
    expect(readSource(root, "logo.png", limits)).toEqual({ text: "", hash: null, stat: lstatFile(root, "logo.png") });
    expect(read(root, "out.png", limits)).toBe('text ""');
  });

  it("says when it may not read", () => {
    const { root, path } = tree({ "a.md": "", "shut/b.md": "" });
    const answers = withoutRights([join(path, "a.md"), join(path, "shut")], () => [read(root, "a.md"), read(root, "shut/b.md")]);
    expect(answers).toEqual(["unreadable: no permission", "unreadable: no permission"]);
    const stat = withoutRights([join(path, "shut")], () => lstatFile(root, "shut/b.md"));
    expect(stat).toEqual({ size: 0, mtime_ns: 0, ctime_ns: 0, inode: 0 });
    expect(() => withoutRights([path], () => openRoot(path))).toThrow(
      expect.objectContaining({
        code: "DIR_UNREADABLE",
        message: expect.stringContaining("Give yourself read and search permission"),
      }),
    );
  });

  it("gives no outside byte while files and folders are swapped for links", async () => {
    const { root, path, outside } = tree({ "docs/secret.md": "tea\n", "a.md": "tea\n" });
    const script = `
      const { renameSync, symlinkSync, writeFileSync, mkdirSync, rmSync } = require("node:fs");
      const [path, outside] = process.argv.slice(1);
      process.chdir(path);
      symlinkSync(outside + "/secret.md", "../link"); symlinkSync(outside, "../linkdir");
      process.send("ready");
      for (;;) {
        renameSync("a.md", "../file"); renameSync("../link", "a.md");
        renameSync("docs", "../dir"); renameSync("../linkdir", "docs");
        renameSync("a.md", "../link"); renameSync("../file", "a.md");
        renameSync("docs", "../linkdir"); renameSync("../dir", "docs");
      }`;
    const swapper = spawn(process.execPath, ["-e", script, path, outside], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    await once(swapper, "message");
    const seen = new Set<string>();
    for (let i = 0; i < 6_000; i++) for (const name of ["a.md", "docs/secret.md"]) seen.add(read(root, name));
    swapper.kill("SIGKILL");
    await once(swapper, "close");
    expect([...seen].filter((answer) => answer.includes("secret\\n"))).toEqual([]);
    expect(seen).toContain('text "tea\\n"');
  });
});

describe("where the system does not tell the place of an open file", () => {
  it("the real path of the folder does, for the same file only", () => {
    const { root, path, outside } = tree({ "docs/a.md": "" });
    symlinkSync(outside, join(path, "leaving"));
    const device = lstatSync(path).dev;
    const stat = lstatFile(root, "docs/a.md") ?? NO_STAT;
    expect(checkedPath(join(path, "docs/a.md"), { device, stat })).toBe(join(path, "docs/a.md"));
    expect(checkedPath(join(path, "docs/a.md"), { device, stat: { ...stat, inode: stat.inode + 1 } })).toBeNull();
    linkSync(join(path, "docs/a.md"), join(outside, "a.md"));
    expect(checkedPath(join(path, "leaving/a.md"), { device, stat })).toBe(join(outside, "a.md"));
  });
});

it("inner paths are those that stay inside", () => {
  const segment = fc.constantFrom("a", "..", ".", "", ".git", ".github", "...", "a.b", "..a");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
      const bad = segments.some((one) => ["..", ".", "", ".git"].includes(one));
      expect(isInnerPath(segments.join("/"))).toBe(!bad);
    }),
  );
});
