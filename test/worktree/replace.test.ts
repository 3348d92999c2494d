import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRoot } from "../../src/worktree/guard.js";
import { blobIdOf, readReplaceable, replaceText, UNFINISHED_SUFFIX } from "../../src/worktree/replace.js";
import { scratchFolder } from "../support/project.js";

function folder(files: Record<string, string | Buffer>) {
  const path = scratchFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  const root = openRoot(path);
  const refusal = (name: string, hash = "") => replaceText(root, name, { hash, text: "new" });
  return { path, root, refusal, read: (name: string) => readFileSync(join(path, name)) };
}

describe("replacing a file's text", () => {
  it("writes the new text byte for byte and keeps the mode", () => {
    const before = "\ufeff# Käse\r\n\r\nold";
    const { path, root, read } = folder({ "a.md": before });
    chmodSync(join(path, "a.md"), 0o640);
    const after = before.replace("old", "new 😀");
    expect(replaceText(root, "a.md", { hash: blobIdOf(before), text: after })).toBeNull();
    expect(read("a.md")).toEqual(Buffer.from(after));
    expect(read("a.md").subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(statSync(join(path, "a.md")).mode & 0o777).toBe(0o640);
    expect(readdirSync(path)).toEqual(["a.md"]);
  });

  it("takes git's word for a hash", () => {
    const { path } = folder({ "a.md": "one ä\n" });
    expect(blobIdOf("one ä\n")).toBe(execFileSync("git", ["hash-object", "a.md"], { cwd: path, encoding: "utf8" }).trim());
  });

  it("refuses what it cannot replace whole, and leaves it alone", () => {
    const { path, refusal, read } = folder({ "a.md": "old", "b.md": Buffer.from([0x61, 0xff]), "c.md": "old" });
    symlinkSync("a.md", join(path, "link.md"));
    linkSync(join(path, "c.md"), join(path, "d.md"));
    mkdirSync(join(path, "folder.md"));
    mkdirSync(join(path, "real"));
    writeFileSync(join(path, "real", "e.md"), "old");
    symlinkSync("real", join(path, "linked"));
    expect(refusal("a.md", blobIdOf("older"))).toBe("it changed since it was judged");
    expect(refusal("b.md")).toBe("not valid UTF-8");
    expect(refusal("c.md")).toContain("hard link");
    expect(refusal("link.md")).toContain("symbolic link");
    expect(refusal("linked/e.md", blobIdOf("old"))).toContain("symbolic link");
    expect(refusal("folder.md")).toBe("it is no regular file");
    expect(refusal("gone.md")).toBe("it is gone");
    expect(refusal("../a.md")).toBe("not a path inside the project");
    expect(read("a.md").toString()).toBe("old");
    expect(readdirSync(path).filter((name) => name.endsWith(UNFINISHED_SUFFIX))).toEqual([]);
  });

  it("gives up when the file changes while the new one is written", () => {
    const { path, root, read } = folder({ "a.md": "old" });
    const beforeRename = () => writeFileSync(join(path, "a.md"), "edited");
    const why = replaceText(root, "a.md", { hash: blobIdOf("old"), text: "new", beforeRename });
    expect(why).toBe("it changed while it was written");
    expect(read("a.md").toString()).toBe("edited");
    expect(readdirSync(path)).toEqual(["a.md"]);
  });

  it("leaves the old text whole when it is killed before the rename, and cleans up the next time", () => {
    const { path, root, read } = folder({ "a.md": "old" });
    const script = `
      import { openRoot } from "${join(process.cwd(), "dist/src/worktree/guard.js")}";
      import { replaceText } from "${join(process.cwd(), "dist/src/worktree/replace.js")}";
      replaceText(openRoot(${JSON.stringify(path)}), "a.md", {
        hash: "${blobIdOf("old")}", text: "new", beforeRename: () => process.kill(process.pid, "SIGKILL"),
      });`;
    const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(signal).toBe("SIGKILL");
    expect(read("a.md").toString()).toBe("old");
    expect(readdirSync(path).filter((name) => name.endsWith(UNFINISHED_SUFFIX))).toHaveLength(1);
    expect(readReplaceable(root, "a.md")).toEqual({ text: "old", hash: blobIdOf("old") });
    expect(replaceText(root, "a.md", { hash: blobIdOf("old"), text: "new" })).toBeNull();
    expect(readdirSync(path)).toEqual(["a.md"]);
  });
});
