/** The projects that the daemon watches: remembered in the ledger, each with its session and its watcher. */
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { Logger } from "pino";
import { LockstepError } from "../base/errors.js";
import { isoTime } from "../base/time.js";
import { unknownProject } from "../domains/documentation/find-project.js";
import { removeInSteps } from "../domains/documentation/forget-project.js";
import type { Project, ProjectIdentity } from "../domains/documentation/projects.js";
import type { Settled } from "../doors/watcher/settle.js";
import { isWatching, type Watcher, type WatchState } from "../doors/watcher/thread.js";
import { ProjectSession, type SessionOptions } from "../pass/session.js";
import { machineTrouble } from "../pass/trouble.js";
import { takeTurn } from "../storage/turn.js";
import { openRoot } from "../worktree/guard.js";
import type { Grounds } from "./grounds.js";

export interface ProjectsOptions
  extends Pick<
    SessionOptions,
    "ledger" | "instance" | "wake" | "heap" | "onTrouble" | "blocked" | "events" | "meters" | "now" | "monotonic"
  > {
  grounds: Grounds;
  watcher: Watcher;
  /** Looks at what git hooks told. */
  lookAtSpools(): void;
  log: Logger;
}

export interface Projects {
  /** What makes the folder `dir` a project, its configuration looked at when it is a new one. Throws DIR_*, CONFIG_*. */
  identify(dir: string): Promise<ProjectIdentity>;
  /** Watches one more project of the ledger; one that is watched already stays as it is. */
  watch(project_id: number): Promise<void>;
  /**
   * Ends all work on the project at `root`, watched or not, and deletes what the ledger still has of it. Until then it cannot be added
   * again.
   */
  remove(root: string): Promise<void>;
  /** Watches every project of the ledger: each is armed first and swept then, so that no change falls in between. */
  restore(): Promise<void>;
  all(): readonly ProjectSession[];
  /** The session of the project whose root is `dir`. Throws DIR_*, UNKNOWN_PROJECT. */
  at(dir: string): ProjectSession;
  byId(project_id: number): ProjectSession;
  watchState(session: ProjectSession): WatchState;
  /** Tries anew to watch a project. */
  rearm(session: ProjectSession): void;
  /** What the watcher thread says. */
  heard(root: string, settled: Settled): void;
  watchChanged(root: string, state: WatchState): void;
  /** Answers no more questions. */
  stop(): void;
  close(): Promise<void>;
}

interface WatchNote {
  project_id: number;
  sync_session_id: string;
  sync_status: "active" | "error" | "stopped";
  state: WatchState;
}

/** Fixing waits so long for a `lockstep fix` to end; then for the next pass. */
const TURN_MS = 1_000;
/** Priorities of what a watcher saw, and of a sweep. */
const PRIORITY = { file: 3, sweep: 5 } as const;

/** The set of projects, empty until `add` or `restore`. */
export function projectSet(options: ProjectsOptions): Projects {
  const { ledger, grounds, watcher, now, log } = options;
  const sessions = new Map<string, ProjectSession>();
  /** Root → id of its watch session in the ledger. */
  const watches = new Map<string, string>();
  /** Roots of projects that are being forgotten. */
  const leaving = new Map<string, Promise<void>>();

  function open(project: Project): ProjectSession {
    const session: ProjectSession = new ProjectSession({
      ...options,
      ...grounds.of(project),
      takeTurn: () => takeTurn(`${ledger.path}.turn`, TURN_MS),
      project,
      onCircumstances: () => rearm(session),
      log: log.child({ part: "pass", project_id: project.id, project: project.name }),
    });
    sessions.set(project.root, session);
    return session;
  }

  async function arm(session: ProjectSession): Promise<void> {
    const { project } = session;
    const plan = await grounds.watchPlan(project);
    const isLeft = () => sessions.get(project.root) !== session;
    if (isLeft()) return;
    const state = await watcher.arm(plan);
    if (isLeft()) return;
    const sync_session_id = randomBytes(8).toString("hex");
    watches.set(project.root, sync_session_id);
    const watching = { project_id: project.id, sync_session_id, monitored_paths: ["."], now: isoTime(now()) };
    ledger.write(() => ledger.documentation.startWatching({ ...watching, ...backendOf(state) }));
  }

  function rearm(session: ProjectSession): void {
    arm(session)
      .catch((error: unknown) => log.error({ err: error, hint: "sweeps go on" }, "arming failed"))
      // What changed while nobody watched.
      .then(() => session.queueSweep(PRIORITY.sweep));
  }

  /** What cannot be noted for want of disk is in the log. */
  function note({ state, ...update }: WatchNote): void {
    const watching = { ...update, ...backendOf(state), now: isoTime(now()) };
    try {
      ledger.write(() => ledger.documentation.updateWatching(watching));
    } catch (error) {
      if (machineTrouble(error) === null) throw error;
      log.warn({ reason: (error as Error).message, hint: "watching is not affected" }, "watch state not recorded");
    }
  }

  async function start(session: ProjectSession): Promise<void> {
    await arm(session);
    session.queueSweep(PRIORITY.sweep);
  }

  return {
    async identify(dir) {
      const root = openRoot(dir);
      await leaving.get(root.path)?.catch(() => {});
      if (!sessions.has(root.path)) await grounds.check(root);
      const { path, device, inode } = root;
      return { root: path, name: basename(path) || "/", device, inode, git_common_dir: grounds.commonDir(path) };
    },
    async watch(project_id) {
      const project = ledger.documentation.getProject({ project_id });
      if (sessions.has(project.root)) return;
      const session = open(project);
      await arm(session);
      options.lookAtSpools();
      session.queueSweep(PRIORITY.sweep);
    },
    remove(root) {
      const before = leaving.get(root) ?? Promise.resolve();
      const gone = before
        .catch(() => {})
        .then(async () => {
          const session = sessions.get(root);
          await session?.abandon();
          watcher.disarm(root);
          if (session) {
            grounds.forget(session.project);
            options.meters.forget(session.id);
          }
          sessions.delete(root);
          watches.delete(root);
          const left = ledger.documentation.findProjectByRoot({ root });
          if (left) await removeInSteps(ledger, left.id);
        });
      leaving.set(root, gone);
      const done = () => {
        if (leaving.get(root) === gone) leaving.delete(root);
      };
      gone.then(done, done);
      return gone;
    },
    async restore() {
      const restored = ledger.documentation.listProjects().map(open);
      await Promise.all(restored.map(start));
      // It is a look at the spools of all.
      options.lookAtSpools();
    },
    all: () => [...sessions.values()],
    at(dir) {
      // A project whose root is gone is one all the same, and says so itself.
      const path = sessions.has(dir) ? dir : openRoot(dir).path;
      const session = sessions.get(path);
      if (!session) throw unknownProject(path, [...sessions.keys()]);
      return session;
    },
    byId(project_id) {
      const session = [...sessions.values()].find(({ id }) => id === project_id);
      if (!session) throw new LockstepError("UNKNOWN_PROJECT", `No project has the id ${project_id}.`);
      return session;
    },
    watchState: ({ project }) => watcher.state(project.root),
    rearm,
    heard(root, settled) {
      const session = sessions.get(root);
      if (settled.kind === "sweep") {
        options.lookAtSpools();
        session?.queueSweep(PRIORITY.sweep);
      } else session?.queueFiles(settled.paths, PRIORITY.file);
    },
    watchChanged(root, state) {
      const session = sessions.get(root);
      const sync_session_id = watches.get(root);
      if (!session || !sync_session_id) return;
      const isAsPlanned = isWatching(state) || (state.name === "poll" && state.remedy === null);
      const sync_status = isAsPlanned ? "active" : "error";
      note({ project_id: session.id, sync_session_id, sync_status, state });
    },
    stop() {
      for (const session of sessions.values()) session.stop();
    },
    async close() {
      for (const session of sessions.values()) await session.close();
      for (const [root, sync_session_id] of watches) {
        const project_id = (sessions.get(root) as ProjectSession).id;
        note({ project_id, sync_session_id, sync_status: "stopped", state: watcher.state(root) });
      }
    },
  };
}

function backendOf({ name, reason, remedy }: WatchState) {
  return { backend: name, backend_reason: remedy === null ? reason : `${reason}: ${remedy}` };
}
