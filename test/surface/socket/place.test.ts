import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearSocketPath, listenAt } from "../../../src/surface/socket/place.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-place-"));
  path = join(folder, "lockstep.sock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A socket whose process was killed: the file stays, nobody listens. */
async function staleSocket(): Promise<void> {
  const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the socket's place", () => {
  it("is made with mode 0600 and nothing beside it, whatever the mask is, and removed again", async () => {
    const server = createServer();
    const mask = process.umask();
    const { remove } = await listenAt(server, path, 16);
    expect(process.umask()).toBe(mask);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["lockstep.sock"]);
    const socket = connect(path);
    await once(socket, "connect");
    socket.destroy();
    remove();
    expect(existsSync(path)).toBe(false);
    server.close();
  });

  it("is taken over from a daemon that is gone", async () => {
    await staleSocket();
    expect(lstatSync(path).isSocket()).toBe(true);
    await clearSocketPath(path);
    expect(existsSync(path)).toBe(false);
  });

  it("is left to a daemon that answers", async () => {
    const server = createServer();
    const { remove } = await listenAt(server, path, 16);
    await expect(clearSocketPath(path)).rejects.toMatchObject({ code: "SOCKET_REFUSED", exitStatus: 5 });
    expect(existsSync(path)).toBe(true);
    remove();
    server.close();
  });

  it("is refused when something else stands there", async () => {
    writeFileSync(path, "mine");
    await expect(clearSocketPath(path)).rejects.toThrow("is not a socket");
    rmSync(path);
    mkdirSync(path);
    await expect(clearSocketPath(path)).rejects.toThrow("is not a socket");
  });

  it("is refused when it is longer than an address holds", async () => {
    await expect(clearSocketPath(join(folder, "x".repeat(120)))).rejects.toMatchObject({ code: "SOCKET_REFUSED" });
  });

  it("is not removed when another daemon has taken it over", async () => {
    const first = createServer();
    const { remove: removeFirst } = await listenAt(first, path, 16);
    rmSync(path);
    const second = createServer();
    const { remove: removeSecond } = await listenAt(second, path, 16);
    removeFirst();
    await new Promise((resolve) => first.close(resolve));
    expect(existsSync(path)).toBe(true);
    removeSecond();
    second.close();
  });
});
