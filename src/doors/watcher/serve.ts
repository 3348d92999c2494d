/** The watcher's side in its own thread: ways of watching, settling and timers; one message for each burst that settled. */
import { performance } from "node:perf_hooks";
import { baseName } from "../../base/paths.js";
import { IGNORE_FILES } from "../../worktree/ignore.js";
import type { WatchBackend, WatchHint } from "./backend.js";
import { type Prepared, type Standing, watchChain } from "./chain.js";
import type { FromThread, ToThread, WatchedProject } from "./protocol.js";
import { type Settling, settling } from "./settle.js";

/** The part of a `MessagePort` that is used. */
export interface Port {
  on(event: "message", listener: (message: ToThread) => void): unknown;
  postMessage(message: FromThread): void;
}

export interface ServeOptions {
  port: Port;
  backends: readonly WatchBackend[];
  /** Looks at a project as it is now, and again whenever an ignore file changed or it has grown. Throws DIR_*. */
  prepare(project: WatchedProject): Promise<Prepared>;
}

interface Session {
  project: WatchedProject;
  settling: Settling;
  timer: NodeJS.Timeout | null;
  /** An ignore file changed: what is watched must be decided anew. */
  isStale: boolean;
  /** Watches when it was armed. */
  watches: number;
}

/** A tree that has so many times the watches that it was armed with may be better watched in another way. */
const GROWN = 1.25;
/** Fewer watches than this suit every way. */
const MANY_WATCHES = 20_000;

/** Serves the main thread until the thread ends. */
export function serveWatching({ port, backends, prepare }: ServeOptions): void {
  const sessions = new Map<string, Session>();
  const chain = watchChain({
    backends,
    onHint: heard,
    onFall(root, standing) {
      if (!sessions.has(root)) return;
      port.postMessage({ type: "changed", root, standing });
      port.postMessage({ type: "settled", root, settled: { kind: "sweep", reason: "watched in another way" } });
    },
  });

  async function start(session: Session): Promise<Standing> {
    const standing = await chain.arm(session.project.root, () => prepare(session.project));
    session.watches = standing.watches;
    return standing;
  }

  async function arm(ticket: number, project: WatchedProject): Promise<void> {
    const { root } = project;
    close(root);
    const session: Session = { project, settling: settling(project), timer: null, isStale: false, watches: 0 };
    sessions.set(root, session);
    try {
      port.postMessage({ type: "armed", ticket, root, standing: await start(session) });
    } catch (error) {
      port.postMessage({ type: "failed", ticket, root, reason: (error as Error).message });
    }
  }

  function close(root: string): void {
    const timer = sessions.get(root)?.timer;
    if (timer) clearTimeout(timer);
    sessions.delete(root);
  }

  function heard(hint: WatchHint): void {
    const session = sessions.get(hint.root);
    if (!session) return;
    if (hint.kind === "path" && IGNORE_FILES.has(baseName(hint.path))) session.isStale = true;
    session.settling.add(hint, performance.now());
    schedule(session);
  }

  /** One timer a session; when it rings too early, because more hints came, it is set again. */
  function schedule(session: Session): void {
    const due = session.settling.due();
    if (session.timer || due === null) return;
    session.timer = setTimeout(() => void ring(session), Math.max(0, due - performance.now()));
  }

  async function ring(session: Session): Promise<void> {
    session.timer = null;
    const { root } = session.project;
    const settled = session.settling.take(performance.now());
    if (settled === null) return schedule(session);
    if (!session.isStale && !(settled.kind === "sweep" && hasGrown(session))) {
      return port.postMessage({ type: "settled", root, settled });
    }
    const reason = session.isStale ? "ignore rules changed" : "the tree has grown";
    session.isStale = false;
    await rearm(session);
    port.postMessage({ type: "settled", root, settled: { kind: "sweep", reason } });
  }

  /** Watching begins anew; when it does not, the main thread sweeps instead. */
  async function rearm(session: Session): Promise<void> {
    const { root } = session.project;
    const before = chain.standing(root);
    try {
      const standing = await start(session);
      if (sessions.get(root) !== session) return;
      if (standing.name !== before?.name || standing.remedy !== before.remedy)
        port.postMessage({ type: "changed", root, standing });
    } catch (error) {
      port.postMessage({ type: "ended", root, reason: (error as Error).message });
    }
  }

  function hasGrown({ project: { root }, watches }: Session): boolean {
    const now = chain.standing(root)?.watches ?? 0;
    return now > MANY_WATCHES && now > watches * GROWN;
  }

  port.on("message", (message) => {
    if (message.type === "arm") void arm(message.ticket, message.project);
    else if (message.type === "ping") port.postMessage({ type: "pong", ticket: message.ticket });
    else {
      close(message.root);
      void chain.disarm(message.root);
    }
  });
}
