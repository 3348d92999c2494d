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
  watcher = startWatcher({
    entry: pathToFileURL(entry),
    log: pino({ level: "silent" }),
    onSettled: (root, what) => settled.push([root, what]),
    onState: (_, state) => states.push(state),
  });
  return { watcher, settled, states };
}

const project = (root = "/kettle"): WatchedProject => ({ root, ignore: [], signals: [], quiet_ms: 100, cap_ms: 500 });
const ARMED = `port.postMessage({ type: "armed", ticket: message.ticket, root: message.project.root, backend: "chokidar", watches: 3 })`;

describe("the watcher of the main thread", () => {
  it("hands on what settles in the thread", async () => {
    const { watcher, settled } = start(`port.on("message", (message) => {
      if (message.type !== "arm") return port.postMessage({ type: "pong", ticket: message.ticket });
      ${ARMED};
      port.postMessage({ type: "settled", root: message.project.root, settled: { kind: "paths", paths: ["a.md"] } });
    });`);
    expect(await watcher.arm(project())).toEqual({ name: "chokidar", reason: "default", watches: 3 });
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

  it("says why a project cannot be watched, and what to do about it", async () => {
    const { watcher, settled } = start(`port.on("message", (message) => {
      const { root } = message.project;
      port.postMessage({ type: "fault", root, reason: "no inotify watches left", remedy: "raise the limit" });
      port.postMessage({ type: "failed", ticket: message.ticket, root, reason: "no inotify watches left: raise the limit" });
    });`);
    expect(await watcher.arm(project())).toEqual({
      name: "poll",
      reason: "no inotify watches left: raise the limit",
      watches: 0,
    });
    expect(settled).toEqual([["/kettle", { kind: "sweep", reason: "watching ended" }]]);
  });
});
