import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WatchedProject } from "../../../src/doors/watcher/protocol.js";
import type { Settled } from "../../../src/doors/watcher/settle.js";
import { startWatcher, type Watcher, type WatchState } from "../../../src/doors/watcher/thread.js";

let folder: string;
let watcher: Watcher | null = null;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "lockstep-thread-")));
});
afterEach(async () => {
  await watcher?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A thread that does what `text` says; `port` is its end of the line. */
function start(text: string) {
  const entry = join(folder, "thread.mjs");
  writeFileSync(
    entry,
    `import { parentPort as port } from "node:worker_threads"; import { existsSync, writeFileSync } from "node:fs";\n${text}`,
  );
  const settled: [string, Settled][] = [];
  const states: WatchState[] = [];
  const logged: object[] = [];
  watcher = startWatcher({
    entry: pathToFileURL(entry),
    log: pino({ level: "info" }, { write: (line: string) => logged.push(JSON.parse(line)) }),
    onSettled: (root, what) => settled.push([root, what]),
    onState: (_, state) => states.push(state),
  });
  return { watcher, settled, states, logged };
}

const project = (root = "/kettle"): WatchedProject => ({
  root,
  backend: "auto",
  ignore: [],
  signals: [],
  quiet_ms: 100,
  cap_ms: 500,
});
const STANDING: WatchState = { name: "chokidar", reason: "default", remedy: null, watches: 3 };
const ARMED = `port.postMessage({ type: "armed", ticket: message.ticket, root: message.project.root, standing: ${JSON.stringify(STANDING)} })`;

describe("the watcher of the main thread", () => {
  it("hands on what settles in the thread", async () => {
    const { watcher, settled } = start(`port.on("message", (message) => {
      if (message.type !== "arm") return port.postMessage({ type: "pong", ticket: message.ticket });
      ${ARMED};
      port.postMessage({ type: "settled", root: message.project.root, settled: { kind: "paths", paths: ["a.md"] } });
    });`);
    expect(await watcher.arm(project())).toEqual(STANDING);
    await vi.waitFor(() => expect(settled).toEqual([["/kettle", { kind: "paths", paths: ["a.md"] }]]));
    expect(await watcher.ping(5_000)).toBe(true);
  });

  it("starts a thread that died again, arms every project anew and asks for a sweep of each", async () => {
    const mark = join(folder, "died");
    const { watcher, settled, states } = start(`port.on("message", (message) => {
      if (message.type === "arm") ${ARMED};
      else if (!existsSync(${JSON.stringify(mark)})) {
        writeFileSync(${JSON.stringify(mark)}, "");
        throw new Error("died");
      } else port.postMessage({ type: "pong", ticket: message.ticket });
    });`);
    await watcher.arm(project("/one"));
    await watcher.arm(project("/two"));
    expect(await watcher.ping(10_000)).toBe(false);
    await vi.waitFor(() => expect(settled).toHaveLength(2), 10_000);
    expect(settled).toEqual([
      ["/one", { kind: "sweep", reason: "watcher was away" }],
      ["/two", { kind: "sweep", reason: "watcher was away" }],
    ]);
    expect(states.map(({ name }) => name)).toContain("none");
    expect(watcher.state("/two")).toMatchObject({ name: "chokidar" });
    expect(await watcher.ping(5_000)).toBe(true);
  });

  it("says in its log once what keeps a project from being watched as it should be, and when that is over", async () => {
    const states = ["folders", "folders", "poll", "files"].map((way) => {
      if (way === "files") return STANDING;
      const name = way === "poll" ? "poll" : "directories";
      return { ...STANDING, name, reason: "no inotify watches left", remedy: "raise the limit" };
    });
    const { watcher, logged } = start(`const states = ${JSON.stringify(states)};
    port.on("message", ({ ticket, project: { root } }) => {
      port.postMessage({ type: "armed", ticket, root, standing: states.shift() });
    });`);
    for (const state of states) expect(await watcher.arm(project())).toEqual(state);
    const words = { root: "/kettle", reason: "no inotify watches left", hint: "raise the limit" };
    expect(logged).toMatchObject([
      { level: 40, ...words, backend: "directories" },
      { level: 40, ...words, backend: "poll" },
      { level: 30, root: "/kettle", backend: "chokidar" },
    ]);
  });

  it("takes up what changes while a project is watched, and polls one that the thread can watch no more", async () => {
    const { watcher, states, settled } = start(`port.on("message", (message) => {
      ${ARMED};
      const { root } = message.project;
      port.postMessage({ type: "changed", root, standing: { name: "poll", reason: "full", remedy: "more", watches: 0 } });
      port.postMessage({ type: "ended", root, reason: "the root is gone" });
    });`);
    await watcher.arm(project());
    await vi.waitFor(() => expect(states).toHaveLength(3));
    expect(states).toMatchObject([
      { name: "chokidar" },
      { name: "poll", reason: "full", remedy: "more" },
      { name: "poll", reason: "the root is gone", remedy: expect.stringContaining("every hour") },
    ]);
    expect(settled).toEqual([["/kettle", { kind: "sweep", reason: "watching ended" }]]);
  });

  it("says why the thread cannot watch a project", async () => {
    const { watcher } = start(`port.on("message", ({ ticket, project: { root } }) => {
      port.postMessage({ type: "failed", ticket, root, reason: "there is no such folder" });
    });`);
    expect(await watcher.arm(project())).toMatchObject({ name: "poll", reason: "there is no such folder", watches: 0 });
  });
});
