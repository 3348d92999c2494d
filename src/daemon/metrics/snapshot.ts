/** Everything that `/metrics` tells, read at one moment. What cannot be read is left out and counted. */
import { statSync } from "node:fs";
import type { Ledger } from "../../domains/ledger.js";
import type { ClockRunRow } from "../../domains/operations/tables.js";
import type { Depth } from "../../inbox/queue.js";
import type { MetricName } from "../../pass/metrics.js";
import type { ProjectSession } from "../../pass/session.js";
import type { SocketServer } from "../../surface/socket/server.js";
import type { Http } from "../http.js";
import type { Work } from "../work.js";
import type { Figures, ProjectFigures } from "./project-figures.js";

export interface ProjectSnapshot {
  id: number;
  state: "indexing" | "ready" | "paused";
  backend: string;
  watches: number;
  /** Epoch milliseconds; null when there was none. */
  lastPassAt: number | null;
  lastSweepAt: number | null;
  /** null when nobody had time to count yet. */
  figures: Figures | null;
}

export interface Snapshot {
  version: string;
  state: string;
  projects: readonly ProjectSnapshot[];
  totals: readonly { name: MetricName; project_id: number; value: number }[];
  queue: Depth | null;
  /** Bytes. */
  sizes: { ledger: number; wal: number } | null;
  clock: readonly ClockRunRow[];
  socket: { connections: number; requests: number };
  http: { connections: number; answered: ReadonlyMap<number, number> };
  /** Parts that could not be read. */
  faults: number;
}

export interface SnapshotParts {
  version: string;
  state(): string;
  /** Path of the ledger. */
  ledgerPath: string;
  /** What the daemon has opened by now. */
  parts: { server?: SocketServer; http?: Http; ledger?: Ledger; reader?: Ledger; work?: Work };
  figures: ProjectFigures;
  /** Told of what could not be read. */
  onFault(error: unknown): void;
}

export function snapshotOf({ version, state, ledgerPath, parts, figures, onFault }: SnapshotParts): Snapshot {
  const { server, http, ledger, reader, work } = parts;
  let faults = 0;

  function tried<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch (error) {
      faults++;
      onFault(error);
      return otherwise;
    }
  }

  const sessions = work?.projects.all() ?? [];
  const known = new Set([0, ...sessions.map(({ id }) => id)]);
  const counted = tried(() => figures.of(sessions, reader ?? null), new Map<number, Figures>());
  return {
    version,
    state: state(),
    projects: sessions.map((session) => projectOf(session, work as Work, counted)),
    totals: [...(work?.meters.totals() ?? [])].filter(({ project_id }) => known.has(project_id)),
    queue: ledger ? tried(() => ledger.inbox.depth({ project_id: null }), null) : null,
    sizes: ledger ? tried(() => ({ ledger: statSync(ledgerPath).size, wal: sizeOf(`${ledgerPath}-wal`) }), null) : null,
    clock: reader ? tried(() => reader.operations.listClockRuns(), []) : [],
    socket: { connections: server?.connections() ?? 0, requests: server?.requests() ?? 0 },
    http: { connections: http?.connections() ?? 0, answered: http?.answered() ?? new Map() },
    faults,
  };
}

function projectOf(session: ProjectSession, work: Work, counted: ReadonlyMap<number, Figures>): ProjectSnapshot {
  const { id, state, lastSweepAt, recorder } = session;
  const { name: backend, watches } = work.projects.watchState(session);
  const at = recorder.lastPass?.at;
  const lastPassAt = at === undefined ? null : Date.parse(at);
  return { id, state: state.kind, backend, watches, lastPassAt, lastSweepAt, figures: counted.get(id) ?? null };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
