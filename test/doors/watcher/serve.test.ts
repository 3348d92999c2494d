import { EventEmitter, once } from "node:events";
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WatchBackend, WatchFault, WatchHint, Way } from "../../../src/doors/watcher/backend.js";
import type { Plan } from "../../../src/doors/watcher/chain.js";
import { chokidarBackend } from "../../../src/doors/watcher/chokidar.js";
import { directoriesBackend } from "../../../src/doors/watcher/directories.js";
import { pollBackend } from "../../../src/doors/watcher/poll.js";
import type { FromThread, ToThread } from "../../../src/doors/watcher/protocol.js";
import { serveWatching } from "../../../src/doors/watcher/serve.js";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "lockstep-watch-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const PROJECT = { backend: "auto" as const, ignore: [], quiet_ms: 50, cap_ms: 250 };

/** The thread's side with its messages in our hands. */
function serving(...backends: WatchBackend[]) {
  const port = new EventEmitter<{ message: [ToThread] }>();
  const plan: Plan = { ways: backends.map(({ name }) => name), reason: "default" };
  const ignores = (path: string) => path === ".git" || path.startsWith("node_modules");
  const told: FromThread[] = [];
  const news = new EventEmitter<{ told: [] }>();
  serveWatching({
    port: Object.assign(port, {
      postMessage: (message: FromThread) => {
        told.push(message);
        news.emit("told");
      },
    }),
    backends,
    prepare: async ({ signals }) => ({ target: { root, signals, ignores }, plan }),
  });
  const next = async <T extends FromThread["type"]>(type: T): Promise<Extract<FromThread, { type: T }>> => {
    for (;;) {
      const at = told.findIndex((message) => message.type === type);
      if (at !== -1) return told.splice(at, 1)[0] as Extract<FromThread, { type: T }>;
      await once(news, "told");
    }
  };
  const arm = (signals: string[] = []) => {
    port.emit("message", { type: "arm", ticket: 1, project: { ...PROJECT, root, signals } });
  };
  return { send: (message: ToThread) => port.emit("message", message), arm, next, told };
}

describe.each([
  ["chokidar", chokidarBackend],
  ["directories", directoriesBackend],
])("watching with %s", (name, makeBackend) => {
  it("tells a burst once: what was written, replaced by rename and removed, and nothing that is ignored", async () => {
    await writeFile(join(root, "old.md"), "old");
    await writeFile(join(root, "gone.md"), "gone");
    await mkdir(join(root, "node_modules"));
    const backend = makeBackend();
    const { arm, next } = serving(backend);
    arm();
    expect(await next("armed")).toMatchObject({
      standing: { name, reason: "default", remedy: null, watches: expect.any(Number) },
    });
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
    const backend = makeBackend();
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
    name: "chokidar",
    arm: () => step("arm"),
    disarm: () => step("disarm"),
    onHint: (listener) => {
      hint = listener;
    },
    onFault: () => {},
    cost: () => ({ watches: 1 }),
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** Ends the step that goes on; gives false when none does. */
  const end = async (error?: Error) => {
    await turn();
    const step = waiting.shift();
    step?.(error);
    await turn();
    return step !== undefined;
  };
  return { backend, steps, end, hint: (path: string) => hint({ root, kind: "path", path }) };
}

/** A backend whose operating system has no watches left: from the start on, or from when `exhaust` is called. */
function exhaustible(name: Way, { isExhausted }: { isExhausted: boolean }) {
  let tell: (fault: WatchFault) => void = () => {};
  const exhaust = () => tell({ root, reason: `no watches left for ${name}`, remedy: "raise the limit" });
  const backend: WatchBackend = {
    ...pollBackend(),
    name,
    async arm() {
      if (isExhausted) exhaust();
    },
    onFault: (listener) => {
      tell = listener;
    },
    cost: () => ({ watches: 7 }),
  };
  return { backend, exhaust };
}

describe("the watcher thread", () => {
  it("arms and disarms a root one after the other", async () => {
    const { backend, steps, end } = stepwise();
    const { arm, send } = serving(backend);
    arm();
    arm();
    send({ type: "disarm", root });
    while (await end());
    const [armed, disarmed] = [
      ["arm begins", "arm ends"],
      ["disarm begins", "disarm ends"],
    ] as const;
    expect(steps).toEqual([...armed, ...disarmed, ...armed, ...disarmed]);
  });

  it("says when watching could not begin anew", async () => {
    const { backend, end, hint } = stepwise();
    const { arm, next } = serving(backend);
    arm();
    await end();
    await next("armed");
    hint(".gitignore");
    const told = next("ended");
    // It is disarmed first.
    await expect.poll(() => end()).toBe(true);
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

  it("goes on in the next way when one fails, says why and what to do, and goes on answering", async () => {
    const [files, folders] = [
      exhaustible("chokidar", { isExhausted: true }),
      exhaustible("directories", { isExhausted: false }),
    ] as const;
    const { arm, next, send, told } = serving(files.backend, folders.backend, pollBackend());
    arm();
    const remedy = "raise the limit";
    expect((await next("armed")).standing).toEqual({
      name: "directories",
      reason: "no watches left for chokidar",
      remedy,
      watches: 7,
    });
    expect(told).toEqual([]);
    folders.exhaust();
    const fell = { name: "poll", reason: "no watches left for directories", remedy, watches: 0 };
    expect((await next("changed")).standing).toEqual(fell);
    // What changed in between was not told.
    expect((await next("settled")).settled.kind).toBe("sweep");
    send({ type: "ping", ticket: 7 });
    expect((await next("pong")).ticket).toBe(7);
    // Armed anew, it begins with the best way again.
    arm();
    expect((await next("armed")).standing).toMatchObject({ name: "directories" });
  });

  it("hears a fault of a way that is over from nobody", async () => {
    const [files, folders] = [
      exhaustible("chokidar", { isExhausted: true }),
      exhaustible("directories", { isExhausted: false }),
    ] as const;
    const { arm, next, send, told } = serving(files.backend, folders.backend, pollBackend());
    arm();
    await next("armed");
    files.exhaust();
    send({ type: "ping", ticket: 7 });
    await next("pong");
    expect(told).toEqual([]);
  });
});
