/** What methods may ask of the running daemon. */
import { LockstepError } from "../base/errors.js";
import type { EventSource } from "../base/events.js";
import { type Clock, isoTime } from "../base/time.js";
import { notReady } from "../domains/call.js";
import type { DaemonService, DaemonStatus, NotFresh, ProjectService, ReloadResult } from "../domains/method.js";
import { boundTexts } from "../pass/confirmable.js";
import { explainFinding } from "../pass/explain.js";
import { reportOn } from "../pass/report.js";
import type { ProjectSession } from "../pass/session.js";
import type { Tree } from "../pass/tree.js";
import type { TimedJobs } from "./jobs.js";
import type { Projects } from "./projects.js";

export interface ServiceParts {
  instance: string;
  version: string;
  /** null until the ledger is open. */
  projects(): Projects | null;
  events: EventSource;
  status(): DaemonStatus;
  stop(): void;
  reload(): Promise<ReloadResult>;
  timed(): Pick<TimedJobs, "list" | "run"> | null;
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
    bindings: async ({ root, ...request }) =>
      await ask(root, async ({ model }, { recorder }) => {
        const stamp = { instance, seq: recorder.seq, as_of: isoTime(now()) };
        return { ...stamp, answer: await boundTexts(model, request) };
      }),
    explain: ({ root, id }) =>
      ask(root, ({ model }, { recorder }) => {
        return { instance, seq: recorder.seq, as_of: isoTime(now()), answer: explainFinding(model, id) };
      }),
  };
}

export function daemonService({ instance, projects, events, status, stop, reload, timed }: ServiceParts): DaemonService {
  const sessionsAt = (root: string | null) => (root === null ? opened(projects()).all() : [opened(projects()).at(root)]);

  return {
    status,
    stop,
    async reload() {
      opened(projects());
      return await reload();
    },
    clock: () => opened(timed()).list(),
    runJob: async ({ job }) => await opened(timed()).run(job),
    identify: ({ dir }) => opened(projects()).identify(dir),
    watch: ({ project_id }) => opened(projects()).watch(project_id),
    removeProject: ({ root }) => opened(projects()).remove(root),
    async waitFresh({ root, timeout_ms }) {
      const sessions = sessionsAt(root);
      const fresh = Promise.all(sessions.map(root === null ? freshUnlessRefused : becomeFresh));
      const refused = await within(timeout_ms, fresh);
      if (refused === null) throw tooLate("Not everything was judged and settled", instance, sessions, timeout_ms);
      return refused.flatMap((one) => one ?? []);
    },
    async waitState({ root, timeout_ms, seq }) {
      const sessions = sessionsAt(root);
      let end: () => void = () => {};
      const reached = new Promise<true>((resolve) => {
        const look = () => {
          if (totalSeq(sessions) >= seq) resolve(true);
        };
        end = events.subscribe(look);
        look();
      });
      try {
        if ((await within(timeout_ms, reached)) === null) {
          throw tooLate(`State ${seq} was not reached`, instance, sessions, timeout_ms);
        }
      } finally {
        end();
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

/** What `work` gives within `ms`, and throws what it throws by then; null when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function totalSeq(sessions: readonly ProjectSession[]): number {
  return sessions.reduce((total, { recorder }) => total + recorder.seq, 0);
}

async function becomeFresh(session: ProjectSession): Promise<null> {
  await session.afterSweep(() => {});
  await session.whenSettled();
  return null;
}

function tooLate(what: string, instance: string, sessions: readonly ProjectSession[], timeout_ms: number): LockstepError {
  const advice = "Ask again with a longer --timeout; `lockstep status` shows what goes on.";
  const message = `${what} within ${timeout_ms / 1000} s. ${advice}`;
  return new LockstepError("FRESH_TIMEOUT", message, { data: { instance, seq: totalSeq(sessions) } });
}

function opened<T>(part: T | null): T {
  if (part !== null) return part;
  throw notReady();
}
