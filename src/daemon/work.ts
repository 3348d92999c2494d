/** Everything that works once the ledger is open: watcher, pool, projects, scheduler, clock. */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Logger } from "pino";
import { LockstepError } from "../base/errors.js";
import type { EventHub } from "../base/events.js";
import { faultPoint } from "../base/fault-points.js";
import { isoTime } from "../base/time.js";
import type { Config } from "../config/schema.js";
import type { Ledger } from "../domains/ledger.js";
import type { ReloadResult } from "../domains/method.js";
import { noWatcher, startWatcher } from "../doors/watcher/thread.js";
import { cutChunks } from "../pass/chores/cut-chunks.js";
import { reconcile } from "../pass/chores/reconcile.js";
import { rollUpMetrics } from "../pass/chores/roll-up.js";
import { sampleMetrics } from "../pass/chores/sample-metrics.js";
import { checkpoint, optimize, retention } from "../pass/chores/upkeep.js";
import { heapGuard } from "../pass/heap-guard.js";
import { type Meters, meters } from "../pass/metrics.js";
import { createPool } from "../pass/pool.js";
import { type Scheduler, startScheduler } from "../pass/scheduler.js";
import { DAMAGED, DISK } from "../pass/trouble.js";
import { DAMAGE_REMEDY } from "../storage/failures.js";
import { backup, verifyBackup } from "./backup-chores.js";
import { watchConfigs } from "./config-watch.js";
import { diskGuard } from "./disk-guard.js";
import { grounds } from "./grounds.js";
import { startHeartbeat } from "./heartbeat.js";
import { inspectBeside } from "./inspect-thread.js";
import { choreLane, passLane, startTimedJobs, type TimedJobs } from "./jobs.js";
import { checkBeside } from "./keeper.js";
import type { Life } from "./life.js";
import { residentBytes } from "./memory.js";
import { memoryWatch } from "./memory-watch.js";
import type { Place } from "./place.js";
import { type Projects, projectSet } from "./projects.js";
import { reload } from "./reload.js";
import { POLL_MS, SAFE_POLL_MS, startRounds } from "./rounds.js";
import { spools } from "./spools.js";

export interface WorkOptions {
  place: Place;
  ledger: Ledger;
  instance: string;
  threads: number;
  /** Safe mode: as little at a time as can be. */
  safe: boolean;
  /** The compiled entry of the watcher thread. */
  watchEntry: URL;
  life: Life;
  events: EventHub;
  /** Told of the machine's configuration whenever it was read anew and nothing was refused. */
  onConfig(config: Config): Promise<void>;
  /** Ends the process: something is wrong that it cannot mend. */
  fail(error: Error): void;
  log: Logger;
}

export interface Work {
  projects: Projects;
  timed: Pick<TimedJobs, "list" | "run">;
  meters: Pick<Meters, "totals">;
  /** Reads all configuration anew; logs what came of it. Throws CONFIG_*; then nothing was done. */
  reload(): Promise<ReloadResult>;
  /** Whether the watcher answers within `ms`. */
  pingWatcher(ms: number): Promise<boolean>;
  /** Begins to lease jobs; after `projects.restore()`, for a job's project must be open. */
  begin(): void;
  /** Stops adding and leasing, gives jobs in flight back, and ends the threads. */
  end(): Promise<void>;
}

/** What is made after those who may need it. */
interface Late {
  projects: Projects | null;
  scheduler: Scheduler | null;
}

/** After the wall clock moved, no job waits longer than this. */
const WAIT_MS_MAX = 3_600_000;
/** Priority of sweeps after a sleep. */
const SWEEP_PRIORITY = 5;

/** Builds the parts; projects come with `projects.restore()`. */
export function startWork(options: WorkOptions): Work {
  const { place, ledger, instance, threads, safe, watchEntry, life, events, onConfig, fail, log } = options;
  const now = Date.now;
  const monotonic = () => performance.now();
  const part = (name: string) => log.child({ part: name });
  const counters = meters();
  const analyzer = createPool({ ...(safe ? { threads: 1, batchFiles: 1 } : { threads }), log: part("pool") });
  const late: Late = { projects: null, scheduler: null };
  const wake = () => late.scheduler?.wake();

  if (!safe) faultPoint("start.watching");
  const watcher = safe
    ? noWatcher("safe mode")
    : startWatcher({
        entry: watchEntry,
        log: part("watcher"),
        onSettled: (root, settled) => late.projects?.heard(root, settled),
        onState: (root, state) => late.projects?.watchChanged(root, state),
      });
  const ground = grounds({
    ledger,
    analyzer,
    machineConfig: place.machineConfig,
    sinceCacheDir: join(place.cacheDir, "since"),
    env: process.env,
    now,
    monotonic,
  });
  const lookAtSpools = spools({ sessions: () => late.projects?.all() ?? [], meters: counters, log: part("spool") });
  const projects = projectSet({
    ledger,
    instance,
    wake,
    heap: heapGuard({ relieve: () => relieve(late) }),
    onTrouble: (what) => life.trouble("passes", what),
    blocked: life.blocked,
    events,
    meters: counters,
    now,
    monotonic,
    grounds: ground,
    watcher,
    lookAtSpools,
    log,
  });
  late.projects = projects;

  const watched = () => projects.all().filter(({ project, state }) => state.kind === "ready" && !ground.isOff(project, "chunks"));
  const chores = [
    sampleMetrics({
      ledger,
      meters: counters,
      now,
      watches: () => projects.all().reduce((total, session) => total + projects.watchState(session).watches, 0),
      missedTicks: () => timed.clock.missed(),
    }),
    cutChunks({
      ledger,
      projects: () => watched().map(({ project }) => project),
      fileBytes: place.config.limits.file_bytes,
      meters: counters,
      now,
      monotonic,
      log: part("chunks"),
    }),
    checkpoint(ledger, part("ledger")),
    optimize(ledger),
    retention(ledger, now),
    rollUpMetrics(ledger, now),
  ];
  // What takes minutes keeps no other chore waiting.
  const long = [
    backup(ledger, { now, check: checkBeside, log: part("backup") }),
    verifyBackup(ledger, { now, inspect: inspectBeside, check: checkBeside, log: part("backup") }),
    reconcile({
      ledger,
      sessions: () =>
        projects.all().filter(({ project, state }) => state.kind === "ready" && !ground.isOff(project, "reconcile")),
      fileBytes: place.config.limits.file_bytes,
      meters: counters,
      log: part("reconcile"),
    }),
  ];
  const timed = startTimedJobs({
    config: place.config,
    ledger,
    projects,
    grounds: ground,
    lookAtSpools,
    wake,
    blocked: life.blocked,
    now,
    log: part("clock"),
  });
  const choreParts = { ledger, life, ended: timed.ended, now, log: part("chore") };
  const lanes = [passLane(projects, life), choreLane("chore", chores, choreParts), choreLane("long chore", long, choreParts)];
  timed.clock.catchUp();
  const endRounds = startRounds({ projects, life, poll: safe ? SAFE_POLL_MS : POLL_MS, monotonic, log: part("rounds") });
  const configLog = part("config");
  async function reloadAll(): Promise<ReloadResult> {
    try {
      const result = await reload({ place, env: process.env, projects, grounds: ground, onConfig });
      configLog.info({ projects: result.projects.length, restart: result.restart }, "configuration read anew");
      return result;
    } catch (error) {
      if (error instanceof LockstepError) {
        configLog.warn({ reason: error.message, hint: "the configuration before stays in force" }, "configuration refused");
      } else configLog.error({ err: error, hint: "the configuration before stays in force" }, "configuration not read");
      throw error;
    }
  }
  const endConfigWatch = watchConfigs({
    machineConfig: place.machineConfig,
    roots: () => projects.all().map(({ project }) => project.root),
    onMachine() {
      // What comes of it is in the log.
      reloadAll().catch(() => {});
      // Each project says for itself what is wrong with its own.
      for (const session of projects.all()) session.queueSweep(SWEEP_PRIORITY);
    },
    onProject: (root) => projects.at(root).queueSweep(SWEEP_PRIORITY),
  });
  const watchMemory = memoryWatch({
    limit: place.config.limits.rss,
    rss: residentBytes,
    monotonic,
    relieve() {
      late.scheduler?.pause("memory");
      relieve(late);
      analyzer.recycle();
    },
    resume: () => late.scheduler?.resume("memory"),
    fail,
    log: part("memory"),
  });
  const disk = diskGuard({
    ledger: ledger.path,
    stop() {
      life.trouble("disk", DISK);
      late.scheduler?.pause("disk");
    },
    goOn() {
      for (const source of ["passes", "chores", "disk"] as const) life.trouble(source, null);
      late.scheduler?.resume("disk");
      for (const session of projects.all()) session.queueSweep(SWEEP_PRIORITY);
      timed.clock.catchUp();
    },
    log: part("disk"),
  });
  // Whoever meets it first: a pass, a chore, a call.
  life.onTrouble((what) => {
    if (what === DISK) disk.full();
    if (what === DAMAGED) damaged();
  });
  function damaged(): void {
    if (ledger.isFrozen()) return;
    ledger.freeze(new LockstepError("LEDGER_DAMAGED", `The ledger ${ledger.path} is damaged. ${DAMAGE_REMEDY}`));
    late.scheduler?.pause("ledger");
    life.trouble("ledger", DAMAGED);
    log.fatal({ hint: "reading goes on; `lockstep stop`, then `lockstep db restore`" }, "ledger damaged");
  }
  void disk.begin();
  const secondTimer = setInterval(() => {
    watchMemory();
    disk.look().catch((error: unknown) => log.warn({ err: error, hint: "looked at again" }, "disk not looked at"));
  }, 1_000).unref();
  const endHeartbeat = startHeartbeat(now, (gap) => {
    log.info({ gap }, "looking at everything again");
    lookAtSpools();
    for (const session of projects.all()) session.queueSweep(SWEEP_PRIORITY);
    try {
      ledger.write(() => ledger.inbox.clampWaiting({ latest: isoTime(now() + WAIT_MS_MAX) }));
      timed.clock.catchUp();
    } catch (error) {
      log.error({ err: error, hint: "the clock's next ticks make up for it" }, "waking failed");
    }
  });

  return {
    projects,
    timed,
    meters: counters,
    reload: reloadAll,
    pingWatcher: watcher.ping,
    begin() {
      late.scheduler ??= startScheduler({ ledger, lanes, instance, now, monotonic, random: Math.random, log: part("inbox") });
    },
    async end() {
      projects.stop();
      clearInterval(secondTimer);
      endHeartbeat();
      endRounds();
      endConfigWatch();
      await timed.clock.stop();
      const closeThreads = async () => {
        await Promise.all([analyzer.close(), watcher.close()]);
      };
      await (late.scheduler?.drain(closeThreads) ?? closeThreads());
      await projects.close();
    },
  };
}

/** Models that nobody needs now are given back; the ledger has what they are made of. */
function relieve({ projects }: Late): void {
  for (const session of projects?.all() ?? []) void session.restNow();
}
