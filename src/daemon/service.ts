/** What methods may ask of the running daemon. */
import { LockstepError } from "../base/errors.js";
import { type Clock, isoTime } from "../base/time.js";
import type { DaemonService, DaemonStatus, NotFresh, ProjectService, ReloadResult } from "../domains/method.js";
import { explainFinding } from "../pass/explain.js";
import { reportOn } from "../pass/report.js";
import type { ProjectSession } from "../pass/session.js";
import type { Tree } from "../pass/tree.js";
import type { Projects } from "./projects.js";

export interface ServiceParts {
  instance: string;
  version: string;
  /** null until the ledger is open. */
  projects(): Projects | null;
  status(): DaemonStatus;
  stop(): void;
  reload(): Promise<ReloadResult>;
  now: Clock;
}

/** Answers about watched projects, each computed by a pass that began after the question. */
export function projectService({ instance, version, projects, now }: ServiceParts): ProjectService {
  const ask = <T>(root: string, read: (tree: Tree, session: ProjectSession) => T): Promise<T> => {
    const session = opened(projects()).at(root);
    return session.afterSweep((tree) => read(tree, session));
  };
  return {
    async check({ root, baseline = true, since = null, all = false }) {
      const asked = await ask(root, (tree, { recorder }) => {
        const stamp = { instance, seq: recorder.seq, as_of: isoTime(now()) };
        const known = { snapshot: tree.model.snapshot(), unknownClaims: all ? tree.model.unknownClaims() : null };
        const compared = since === null ? null : tree.since(since);
        // Whoever waits below hears of a failure.
        compared?.catch(() => {});
        return { stamp, known, compared };
      });
      const { snapshot, unknownClaims } = asked.known;
      return { ...asked.stamp, answer: reportOn(snapshot, version, { baseline, since: await asked.compared, unknownClaims }) };
    },
    explain: ({ root, id }) => ask(root, ({ model }) => explainFinding(model, id)),
  };
}

export function daemonService({ instance, projects, status, stop, reload }: ServiceParts): DaemonService {
  return {
    status,
    stop,
    async reload() {
      opened(projects());
      return await reload();
    },
    addProject: ({ dir }) => opened(projects()).add(dir),
    removeProject: ({ root, forget }) => opened(projects()).remove(root, forget),
    async waitFresh({ root, timeout_ms }) {
      const all = opened(projects());
      const sessions = root === null ? all.all() : [all.at(root)];
      const fresh = Promise.all(sessions.map(root === null ? freshUnlessRefused : becomeFresh));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(() => resolve("late"), timeout_ms);
      });
      try {
        const outcome = await Promise.race([fresh, late]);
        if (outcome === "late") throw freshTimeout(instance, sessions, timeout_ms);
        return outcome.flatMap((refused) => refused ?? []);
      } finally {
        clearTimeout(timer);
        fresh.catch(() => {});
      }
    },
  };
}

/** What is wrong with one project is no reason to say nothing of the others; what is wrong with the daemon is. */
async function freshUnlessRefused(session: ProjectSession): Promise<NotFresh | null> {
  try {
    return await becomeFresh(session);
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code === "DRAINING" || error.code === "LEDGER_REFUSED") throw error;
    return { root: session.project.root, code: error.code, reason: error.message };
  }
}

async function becomeFresh(session: ProjectSession): Promise<null> {
  await session.afterSweep(() => {});
  await session.whenSettled();
  return null;
}

function freshTimeout(instance: string, sessions: readonly ProjectSession[], timeout_ms: number): LockstepError {
  const seq = sessions.reduce((total, { recorder }) => total + recorder.seq, 0);
  const message = `Not everything was judged and settled within ${timeout_ms / 1000} s. Ask again with a longer --timeout; \`lockstep status\` shows what goes on.`;
  return new LockstepError("FRESH_TIMEOUT", message, { data: { instance, seq } });
}

function opened(projects: Projects | null): Projects {
  if (projects) return projects;
  throw new LockstepError("NOT_READY", "The daemon is starting. Ask again in a moment; `lockstep status` shows the step.", {
    data: { retry_after_ms: 250 },
  });
}
