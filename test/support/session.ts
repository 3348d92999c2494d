/** A project's session on a real repository and a real ledger, its jobs done when a test says so. */
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { eventHub, type LockstepEvent } from "../../src/base/events.js";
import { isoTime } from "../../src/base/time.js";
import { type Grounds, grounds } from "../../src/daemon/grounds.js";
import type { Ledger } from "../../src/domains/ledger.js";
import { PASS_TYPES } from "../../src/inbox/job.js";
import { meters } from "../../src/pass/metrics.js";
import { createInProcess } from "../../src/pass/pool.js";
import { ProjectSession, type SessionOptions } from "../../src/pass/session.js";
import { openRoot } from "../../src/worktree/guard.js";
import { scratchLedger } from "./ledger.js";

export interface ScratchSession {
  session: ProjectSession;
  ledger: Ledger;
  project_id: number;
  events: LockstepEvent[];
  /** Does what waits in the inbox, in one pass. */
  work(): Promise<void>;
  /** Sweeps and does it. */
  sweep(): Promise<void>;
  /** Leases what waits as a daemon that dies of it; the next one has it again. */
  crash(): void;
  /** Another session on the same ledger, as after a restart. */
  again(): Promise<ScratchSession>;
}

export async function scratchSession(root: string, more: Partial<Clocks> = {}): Promise<ScratchSession> {
  const ledger = await scratchLedger();
  const { path, device, inode } = openRoot(root);
  const identity = { root: path, name: "kettle", device, inode, git_common_dir: null };
  const project_id = ledger.write(() => ledger.documentation.addProject({ ...identity, now: isoTime(Date.now()) }));
  return openSession(ledger, project_id, {
    monotonic: () => performance.now(),
    gitAtWork: null,
    onRead: () => {},
    heap: null,
    ...more,
  });
}

interface Clocks {
  monotonic(): number;
  /** Instead of looking into the git directory. */
  gitAtWork: (() => boolean) | null;
  /** Settings of the machine, as variables. */
  env?: NodeJS.ProcessEnv;
  /** Called before documents are written. */
  takeTurn?: () => Promise<() => void>;
  /** Called when files were read and are about to be parsed. */
  onRead(): void;
  heap: SessionOptions["heap"] | null;
}

async function openSession(ledger: Ledger, project_id: number, clocks: Clocks): Promise<ScratchSession> {
  const { monotonic, gitAtWork, onRead, heap, env = {}, takeTurn = async () => () => {} } = clocks;
  const log = pino({ level: "silent" });
  const hub = eventHub();
  const events: LockstepEvent[] = [];
  hub.subscribe((event) => events.push(event));
  const project = ledger.documentation.getProject({ project_id });
  const inner = createInProcess();
  const ground: Grounds = grounds({
    ledger,
    analyzer: {
      ...inner,
      analyze(sources) {
        onRead();
        return inner.analyze(sources);
      },
    },
    machineConfig: "/nonexistent",
    env,
    now: Date.now,
    monotonic,
  });
  const session = new ProjectSession({
    ...ground.of(project),
    ...(gitAtWork ? { gitAtWork } : {}),
    takeTurn,
    project,
    ledger,
    instance: "me",
    wake: () => {},
    heap: heap ?? { begin: () => ({ check: () => {}, end: () => {} }) },
    onTrouble: () => {},
    blocked: () => null,
    onCircumstances: () => {},
    events: hub,
    meters: meters(),
    now: Date.now,
    monotonic,
    log,
  });
  onTestFinished(() => session.close());
  const work = async () => {
    const request = { instance: "me", now: isoTime(Date.now() + 60_000), task_types: PASS_TYPES, limit: 1_000 };
    await session.pass(ledger.write(() => ledger.inbox.lease(request)));
  };
  return {
    session,
    ledger,
    project_id,
    events,
    work,
    async sweep() {
      session.queueSweep(5);
      await work();
    },
    crash() {
      const request = { now: isoTime(Date.now()), task_types: PASS_TYPES, limit: 1_000 };
      ledger.write(() => ledger.inbox.lease({ ...request, instance: "it" }));
      ledger.write(() => ledger.inbox.voidForeignLeases({ instance: "me", now: request.now }));
    },
    async again() {
      await session.close();
      return openSession(ledger, project_id, clocks);
    },
  };
}
