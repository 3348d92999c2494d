#!/usr/bin/env node
/** The `lockstepd` process: builds the parts in order, announces ready, drains on SIGTERM. */
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { aged } from "./base/aged.js";
import { isDiskFull } from "./base/error-codes.js";
import { LockstepError } from "./base/errors.js";
import { eventHub } from "./base/events.js";
import { faultPoint } from "./base/fault-points.js";
import { programVersion } from "./base/package.js";
import { isoTime } from "./base/time.js";
import { settingsId } from "./config/variables.js";
import { leaveCleanMark } from "./daemon/clean-mark.js";
import { makeRoomToStart } from "./daemon/disk-guard.js";
import type { Http } from "./daemon/http.js";
import { openHttp } from "./daemon/http-parts.js";
import { daemonKeeper } from "./daemon/keeper.js";
import { life } from "./daemon/life.js";
import { keepLogs } from "./daemon/log-keeper.js";
import { openLogs } from "./daemon/logs.js";
import { memorySamples } from "./daemon/memory.js";
import { notifier } from "./daemon/notify.js";
import { openOwnLedger } from "./daemon/open-ledger.js";
import { findPlace, type Place } from "./daemon/place.js";
import { daemonService, projectService, type ServiceParts } from "./daemon/service.js";
import { EXIT, installShutdown } from "./daemon/shutdown.js";
import { forgetStarts, noteStart, SAFE_MODE } from "./daemon/starts.js";
import { daemonStatus } from "./daemon/status.js";
import { startWatchdog } from "./daemon/watchdog.js";
import { answerWords } from "./daemon/words.js";
import { startWork, type Work } from "./daemon/work.js";
import type { Host } from "./domains/call.js";
import { type Ledger, openReader } from "./domains/ledger.js";
import type { ReloadResult } from "./domains/method.js";
import { readRestored } from "./domains/restore/note.js";
import { NOT_YET } from "./doors/watcher/thread.js";
import { methods } from "./methods.js";
import { DAMAGED, DISK, machineTrouble } from "./pass/trouble.js";
import { ledgerError } from "./storage/failures.js";
import { acquireLock } from "./storage/lock.js";
import { type SocketServer, startSocketServer } from "./surface/socket/server.js";

/** Threads that parse: one core stays free, and more than four only wait for memory. */
const THREADS_MAX = 4;
/** Longest wait for readers when the write-ahead log is emptied at the end. */
const LAST_CHECKPOINT_MS = 1_000;

process.umask(0o077);
const instance = randomBytes(8).toString("hex");
const version = programVersion();

try {
  const answer = answerWords(process.argv.slice(2), version);
  if (answer === null) await startAt(await findPlace(process.env));
  else process.stdout.write(answer);
} catch (error) {
  process.exit(refuse(error));
}

/** A disk without any room is for a person to mend, wherever a start meets it. Throws LEDGER_REFUSED for that. */
async function startAt(place: Place): Promise<void> {
  try {
    await start(place);
  } catch (error) {
    throw isDiskFull(error) ? ledgerError(error, place.ledger) : error;
  }
}

async function start(place: Place): Promise<void> {
  const startedAt = Date.now();
  const started_at = isoTime(startedAt);
  const memory = memorySamples(() => performance.now());
  const roomMade = makeRoomToStart(place.ledger);
  const lock = acquireLock(place.ledger, { pid: process.pid, instance, version, socket: place.socket });
  const safe = noteStart(place.ledger, startedAt);
  faultPoint("start.locked");
  const logs = await openLogs({ dir: place.logsDir, ...place.config.log, instance, version });
  const { log } = logs;
  const restored = aged(
    () => readRestored(place.ledger),
    () => performance.now(),
  );
  const state = life(log, () => performance.now());
  const manager = notifier({ env: process.env, log: log.child({ part: "service" }) });
  const open: {
    server?: SocketServer;
    http?: Http;
    ledger?: Ledger;
    reader?: Ledger;
    endLogs?: () => void;
    work?: Work;
    endWatchdog?: () => void;
  } = {};
  /** Somebody wants it to end: what came up until then goes down in order, and nothing more comes up. */
  let isUnwanted = false;
  let startOver: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    startOver = resolve;
  });
  const shutdown = installShutdown({ log, drain: endAsWanted, flush: logs.close });
  if (place.socketFault !== null)
    log.warn({ socket: place.socket, reason: place.socketFault }, "socket is in the temporary folder");
  if (roomMade) log.error({ hint: "make room: the ballast was given up to start at all" }, "disk full");
  if (safe) log.error({ hint: "the lines before tell what ended it" }, SAFE_MODE);
  // What comes of it is in the log.
  process.on("SIGHUP", () => open.work && reload().catch(() => {}));

  try {
    step("socket");
    const events = eventHub();
    const parts: ServiceParts = {
      instance,
      version,
      projects: () => open.work?.projects ?? null,
      events,
      status,
      stop: stopSoon,
      reload,
      timed: () => open.work?.timed ?? null,
      now: Date.now,
    };
    const host: Host = {
      instance,
      projects: projectService(parts),
      daemon: daemonService(parts),
      clock: Date.now,
      get reader() {
        return open.reader ?? null;
      },
      get writer() {
        return open.ledger ?? null;
      },
      onError(error) {
        const what = machineTrouble(error);
        if (what === DISK || what === DAMAGED) state.trouble("passes", what);
        return ledgerError(error, place.ledger);
      },
      get keeper() {
        return open.ledger ? daemonKeeper(open.ledger, Date.now) : null;
      },
    };
    open.server = await startSocketServer({
      path: place.socket,
      makeFolder: place.makeSocketFolder,
      methods,
      host,
      identity: { instance, version, settings: settingsId(process.env) },
      events,
      log: log.child({ part: "socket" }),
      ready: state.isReady,
    });
    faultPoint("start.listening");

    open.http = await openHttp({ place, life: state, isSafeMode: safe, version, parts: open, log: log.child({ part: "http" }) });

    if (isUnwanted) return;

    step("ledger");
    const ledger = await openOwnLedger({ path: place.ledger, instance, version, log: log.child({ part: "ledger" }) });
    open.ledger = ledger;
    open.reader = openReader(place.ledger);
    open.endLogs = keepLogs(logs, ledger);
    faultPoint("start.ledger");

    if (isUnwanted) return;

    step("projects");
    const watchEntry = new URL("../workers/watch.js", import.meta.url);
    open.work = startWork({
      place,
      ledger,
      instance,
      threads: threads(place.config.pool.threads),
      safe,
      watchEntry,
      life: state,
      events,
      onConfig: async ({ http }) => open.http?.configure(http),
      fail: shutdown.fail,
      log,
    });
    logs.know(() => open.work?.projects.all().map(({ project }) => project) ?? []);
    await open.work.projects.restore();
    if (isUnwanted) return;
    open.work.begin();
    faultPoint("start.ready");

    state.ready();
    manager.ready(inShort());
    open.endWatchdog = startWatchdog({
      env: process.env,
      pingWatcher: open.work.pingWatcher,
      readLedger: () => open.reader?.documentation.findState({ project_id: null }),
      onWell: () => manager.alive(inShort()),
      log: log.child({ part: "service" }),
    });
    log.info({ projects: open.work.projects.all().length, took_ms: Date.now() - startedAt }, "ready");
  } catch (error) {
    if (isUnwanted) return log.warn({ err: error, hint: "it was to end anyway" }, "start given up");
    log.fatal({ err: error }, "start failed");
    // What is refused with a reason is no end by itself.
    if (error instanceof LockstepError && error.exitStatus !== EXIT.bug) forgetStarts(place.ledger);
    await drain();
    logs.close();
    throw error;
  } finally {
    startOver();
  }

  function status() {
    return daemonStatus({
      instance,
      version,
      started_at,
      now: Date.now(),
      state: state.state(),
      safe_mode: safe ? SAFE_MODE : null,
      sessions: open.work?.projects.all() ?? [],
      watchState: (session) => open.work?.projects.watchState(session) ?? NOT_YET,
      depth: (project_id) => open.ledger?.inbox.depth({ project_id }) ?? { pending: 0, in_progress: 0, dead_letters: 0 },
      ledger: place.ledger,
      socket: place.socket,
      http: open.http?.status() ?? null,
      // Before the ledger is open it may be restored yet.
      restored: open.ledger ? restored() : null,
      memory: memory(),
    });
  }

  function step(name: string): void {
    state.step(name);
    manager.status(state.state());
  }

  /** The state in a line, for the service manager. */
  function inShort(): string {
    const { state: now, projects } = status();
    const findings = projects.reduce((sum, project) => sum + project.findings, 0);
    return `${now}; projects: ${projects.length}, findings: ${findings}`;
  }

  async function reload(): Promise<ReloadResult> {
    manager.reloading();
    try {
      return await (open.work as Work).reload();
    } finally {
      manager.ready(inShort());
    }
  }

  /** The answer to the one who asked leaves first. */
  function stopSoon(): void {
    setImmediate(() => shutdown.stop("daemon.stop"));
  }

  async function endAsWanted(): Promise<void> {
    isUnwanted = true;
    forgetStarts(place.ledger);
    await started;
    await drain();
  }

  async function drain(): Promise<void> {
    state.drain();
    open.endWatchdog?.();
    manager.stopping();
    faultPoint("drain.begun");
    const httpClosed = open.http?.close();
    await open.work?.end();
    faultPoint("drain.worked");
    await Promise.all([open.server?.close(), httpClosed]);
    open.endLogs?.();
    // The last one that closes empties the write-ahead log into the ledger; into a damaged one nothing is written.
    if (open.ledger?.isFrozen()) open.ledger.close();
    open.reader?.close();
    faultPoint("drain.closed");
    if (open.ledger?.db.open) closeLedger(open.ledger);
    faultPoint("drain.marked");
    lock.release();
  }
}

function closeLedger(ledger: Ledger): void {
  ledger.db.pragma(`busy_timeout=${LAST_CHECKPOINT_MS}`);
  ledger.db.pragma("wal_checkpoint(TRUNCATE)");
  ledger.close();
  leaveCleanMark(ledger.path, instance);
}

function threads(configured: number | "auto"): number {
  return configured === "auto" ? Math.max(1, Math.min(THREADS_MAX, availableParallelism() - 1)) : configured;
}

/** Says why there is no daemon, and gives the exit status. */
function refuse(error: unknown): number {
  if (error instanceof LockstepError) {
    process.stderr.write(`lockstepd: ${error.message}\n`);
    // launchd starts anew whatever ends otherwise, also where only a person can help.
    return process.env.LOCKSTEP_LAUNCHD === "1" && error.exitStatus !== EXIT.bug ? EXIT.drained : error.exitStatus;
  }
  process.stderr.write(`lockstepd: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.bug;
}
