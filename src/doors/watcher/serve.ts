/** The watcher's side in its own thread: backends, settling and timers; one message for each burst that settled. */
import { performance } from "node:perf_hooks";
import type { WatchBackend, WatchHint, WatchTarget } from "./backend.js";
import type { FromThread, ToThread, WatchedProject } from "./protocol.js";
import { type Settling, settling } from "./settle.js";

/** The part of a `MessagePort` that is used. */
export interface Port {
  on(event: "message", listener: (message: ToThread) => void): unknown;
  postMessage(message: FromThread): void;
}

export interface ServeOptions {
  port: Port;
  backend: WatchBackend;
  /** Makes the rule of what is not watched; called again when an ignore file changes. */
  ignoresOf(project: WatchedProject): WatchTarget["ignores"];
}

interface Session {
  project: WatchedProject;
  settling: Settling;
  timer: NodeJS.Timeout | null;
  /** An ignore file changed: what is watched must be decided anew. */
  stale: boolean;
  /** Why watching ended; null while it goes on. */
  fault: string | null;
}

/** Files whose content decides what is looked at. */
const IGNORE_FILES = [".gitignore", ".lockstepignore"];

/** Serves the main thread until the thread ends. */
export function serveWatching({ port, backend, ignoresOf }: ServeOptions): void {
  const sessions = new Map<string, Session>();

  /** Root → the last thing done with its watches: two at a time would leave one that nobody can end. */
  const turns = new Map<string, Promise<void>>();

  /** Does `task` when what was begun with the root before is over. */
  function inTurn(root: string, task: () => Promise<void>): Promise<void> {
    const done = (turns.get(root) ?? Promise.resolve()).then(task);
    const over = done.then(
      () => {},
      () => {},
    );
    turns.set(root, over);
    void over.then(() => {
      if (turns.get(root) === over) turns.delete(root);
    });
    return done;
  }

  function start(project: WatchedProject): Promise<void> {
    const { root, signals } = project;
    return inTurn(root, () => backend.arm({ root, ignores: ignoresOf(project), signals }));
  }

  async function arm(ticket: number, project: WatchedProject): Promise<void> {
    close(project.root);
    const session: Session = { project, settling: settling(project), timer: null, stale: false, fault: null };
    sessions.set(project.root, session);
    await start(project).catch((error: Error) => {
      session.fault = error.message;
    });
    const { root } = project;
    if (session.fault !== null) port.postMessage({ type: "failed", ticket, root, reason: session.fault });
    else port.postMessage({ type: "armed", ticket, root, backend: backend.name, ...backend.cost(root) });
  }

  function close(root: string): void {
    const timer = sessions.get(root)?.timer;
    if (timer) clearTimeout(timer);
    sessions.delete(root);
  }

  function heard(hint: WatchHint): void {
    const session = sessions.get(hint.root);
    if (!session) return;
    if (hint.kind === "path" && isIgnoreFile(hint.path)) session.stale = true;
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
    if (!session.stale) return port.postMessage({ type: "settled", root, settled });
    session.stale = false;
    await start(session.project).catch((error: Error) => fail(session, error.message));
    port.postMessage({ type: "settled", root, settled: { kind: "sweep", reason: "ignore rules changed" } });
  }

  /** Watching was to begin anew, and did not: the main thread sweeps instead. */
  function fail(session: Session, reason: string): void {
    const { root } = session.project;
    session.fault = reason;
    port.postMessage({ type: "fault", root, reason, remedy: "watching is tried again every hour" });
  }

  backend.onHint(heard);
  backend.onFault((fault) => {
    const session = sessions.get(fault.root);
    if (session) session.fault = `${fault.reason}: ${fault.remedy}`;
    port.postMessage({ type: "fault", ...fault });
  });
  port.on("message", (message) => {
    if (message.type === "arm") void arm(message.ticket, message.project);
    else if (message.type === "ping") port.postMessage({ type: "pong", ticket: message.ticket });
    else {
      close(message.root);
      void inTurn(message.root, () => backend.disarm(message.root));
    }
  });
}

function isIgnoreFile(path: string): boolean {
  return IGNORE_FILES.some((name) => path === name || path.endsWith(`/${name}`));
}
