import { EventEmitter, once } from "node:events";
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WatchBackend, WatchFault, WatchHint } from "../../../src/doors/watcher/backend.js";
import { chokidarBackend } from "../../../src/doors/watcher/chokidar.js";
import type { FromThread, ToThread } from "../../../src/doors/watcher/protocol.js";
import { serveWatching } from "../../../src/doors/watcher/serve.js";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "lockstep-watch-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The thread's side with its messages in our hands. */
function serving(backend: WatchBackend) {
  const port = new EventEmitter<{ message: [ToThread] }>();
  const told: FromThread[] = [];
  const news = new EventEmitter<{ told: [] }>();
  serveWatching({
    port: Object.assign(port, {
      postMessage: (message: FromThread) => {
        told.push(message);
        news.emit("told");
      },
    }),
    backend,
    ignoresOf: () => (path) => path === ".git" || path.startsWith("node_modules"),
  });
  const next = async <T extends FromThread["type"]>(type: T): Promise<Extract<FromThread, { type: T }>> => {
    for (;;) {
      const at = told.findIndex((message) => message.type === type);
      if (at !== -1) return told.splice(at, 1)[0] as Extract<FromThread, { type: T }>;
      await once(news, "told");
    }
  };
  const arm = (signals: string[] = []) => {
    port.emit("message", { type: "arm", ticket: 1, project: { root, ignore: [], signals, quiet_ms: 50, cap_ms: 250 } });
  };
  return { send: (message: ToThread) => port.emit("message", message), arm, next, told };
}

describe("watching with chokidar", () => {
  it("tells a burst once: what was written, replaced by rename and removed, and nothing that is ignored", async () => {
    await writeFile(join(root, "old.md"), "old");
    await writeFile(join(root, "gone.md"), "gone");
    await mkdir(join(root, "node_modules"));
    const backend = chokidarBackend();
    const { arm, next } = serving(backend);
    arm();
    expect(await next("armed")).toMatchObject({ backend: "chokidar", watches: expect.any(Number) });
    await writeFile(join(root, "node_modules", "x.js"), "x");
    await writeFile(join(root, "new.md"), "new");
    await writeFile(join(root, "temporary"), "old, edited");
    await rename(join(root, "temporary"), join(root, "old.md"));
    await rm(join(root, "gone.md"));
    const paths = new Set<string>();
    while (!["gone.md", "new.md", "old.md"].every((path) => paths.has(path))) {
      const { settled } = await next("settled");
      if (settled.kind === "paths") for (const path of settled.paths) paths.add(path);
    }
    expect([...paths].filter((path) => path.startsWith("node_modules"))).toEqual([]);
    await backend.disarm(root);
  });

  it("asks for a sweep when a folder appears, when git moves and when an ignore file changes", async () => {
    await mkdir(join(root, ".git"));
    await writeFile(join(root, ".git", "HEAD"), "ref: refs/heads/main\n");
    const backend = chokidarBackend();
    const { arm, next } = serving(backend);
    arm([join(root, ".git", "HEAD")]);
    await next("armed");
    await mkdir(join(root, "docs"));
    expect((await next("settled")).settled).toEqual({ kind: "sweep", reason: "folder added or removed" });
    await writeFile(join(root, ".git", "HEAD.lock"), "ref: refs/heads/topic\n");
    await rename(join(root, ".git", "HEAD.lock"), join(root, ".git", "HEAD"));
    expect((await next("settled")).settled).toEqual({ kind: "sweep", reason: "git moved" });
    await writeFile(join(root, ".gitignore"), "docs\n");
    expect((await next("settled")).settled).toEqual({ kind: "sweep", reason: "ignore rules changed" });
    await backend.disarm(root);
  });
});

/** A backend that notes what is done with it, each step when a test says so. */
function stepwise() {
  const steps: string[] = [];
  const waiting: ((error?: Error) => void)[] = [];
  const step = (name: string) =>
    new Promise<void>((resolve, reject) => {
      steps.push(`${name} begins`);
      waiting.push((error) => {
        steps.push(`${name} ends`);
        if (error) reject(error);
        else resolve();
      });
    });
  let hint: (hint: WatchHint) => void = () => {};
  const backend: WatchBackend = {
    name: "stepwise",
    arm: () => step("arm"),
    disarm: () => step("disarm"),
    onHint: (listener) => {
      hint = listener;
    },
    onFault: () => {},
    cost: () => ({ watches: 1 }),
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (error?: Error) => {
    await turn();
    waiting.shift()?.(error);
    await turn();
  };
  return { backend, steps, end, hint: (path: string) => hint({ root, kind: "path", path }) };
}

/** A backend whose operating system has no watches left. */
function exhausted(): WatchBackend {
  let fault: (fault: WatchFault) => void = () => {};
  return {
    name: "exhausted",
    async arm(target) {
      fault({ root: target.root, reason: "no inotify watches left", remedy: "raise the limit" });
    },
    async disarm() {},
    onHint: (_listener: (hint: WatchHint) => void) => {},
    onFault: (listener) => {
      fault = listener;
    },
    cost: () => ({ watches: 0 }),
  };
}

describe("the watcher thread", () => {
  it("arms and disarms a root one after the other", async () => {
    const { backend, steps, end } = stepwise();
    const { arm, send } = serving(backend);
    arm();
    arm();
    send({ type: "disarm", root });
    for (let step = 0; step < 3; step++) await end();
    expect(steps).toEqual(["arm begins", "arm ends", "arm begins", "arm ends", "disarm begins", "disarm ends"]);
  });

  it("says when watching could not begin anew", async () => {
    const { backend, end, hint } = stepwise();
    const { arm, next } = serving(backend);
    arm();
    await end();
    await next("armed");
    hint(".gitignore");
    const told = next("fault");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await end(new Error("the root is gone"));
    expect(await told).toMatchObject({ root, reason: "the root is gone" });
    expect((await next("settled")).settled).toMatchObject({ kind: "sweep" });
  });

  it("leaves no watch behind when a root is armed twice and disarmed", async () => {
    await writeFile(join(root, "a.md"), "a");
    const backend = chokidarBackend();
    const { arm, next, send, told } = serving(backend);
    arm();
    arm();
    await next("armed");
    await next("armed");
    send({ type: "disarm", root });
    await expect.poll(() => backend.cost(root).watches).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const hints: WatchHint[] = [];
    backend.onHint((hint) => hints.push(hint));
    await writeFile(join(root, "a.md"), "b");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([hints, told]).toEqual([[], []]);
  });

  it("says why watching failed and what to do, and goes on answering", async () => {
    const { arm, next, send } = serving(exhausted());
    arm();
    expect(await next("fault")).toMatchObject({ root, reason: "no inotify watches left" });
    expect((await next("failed")).reason).toBe("no inotify watches left: raise the limit");
    send({ type: "ping", ticket: 7 });
    expect((await next("pong")).ticket).toBe(7);
  });
});
