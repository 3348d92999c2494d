/** The list of what `/metrics` gives. Labels are of closed sets: numbers of projects, names of our own; never a path or a text. */
import { DEFAULTS } from "../../config/defaults.js";
import { WAYS } from "../../doors/watcher/backend.js";
import { METRICS, type MetricName } from "../../pass/metrics.js";
import type { Figures } from "./project-figures.js";
import type { ProjectSnapshot, Snapshot } from "./snapshot.js";

export interface Sample {
  value: number;
  labels: Readonly<Record<string, string>>;
}

export interface Exposed {
  /** Ends in its unit; what only grows in `_total`. */
  name: string;
  type: "counter" | "gauge";
  labels: readonly string[];
  help: string;
  read(snapshot: Snapshot): readonly Sample[];
}

const STATES = ["starting", "ready", "degraded", "draining"];
const PROJECT_STATES = ["indexing", "ready", "paused"];
const BACKENDS: readonly string[] = [...WAYS, "none"];
const JOBS = new Set(Object.keys(DEFAULTS.clock));

const one = (value: number | null | undefined): Sample[] => (value == null ? [] : [{ value, labels: {} }]);

/** A sample a project; none where `read` gives null. */
const ofProjects =
  (read: (project: ProjectSnapshot) => number | null) =>
  ({ projects }: Snapshot): Sample[] =>
    projects.flatMap((project) => {
      const value = read(project);
      return value === null ? [] : [{ value, labels: { project: String(project.id) } }];
    });

const ofFigures = (read: (figures: Figures) => number | null) =>
  ofProjects(({ figures }) => (figures === null ? null : read(figures)));

/** One of `states` is 1, the others are 0. */
const inState = (states: readonly string[], now: string, labels: Record<string, string>): Sample[] =>
  states.map((state) => ({ value: state === now ? 1 : 0, labels: { ...labels, state } }));

const seconds = (at: number | null): number | null => (at === null ? null : at / 1_000);

const jobs = (read: (run: Snapshot["clock"][number]) => number | null) => (snapshot: Snapshot) =>
  snapshot.clock.flatMap((run) => {
    const value = read(run);
    return value === null || !JOBS.has(run.job) ? [] : [{ value, labels: { job: run.job } }];
  });

const READ: readonly Exposed[] = [
  {
    name: "lockstep_build_info",
    type: "gauge",
    labels: ["version"],
    help: "1; the version is its label",
    read: ({ version }) => [{ value: 1, labels: { version } }],
  },
  {
    name: "lockstep_state",
    type: "gauge",
    labels: ["state"],
    help: "1 for the state that the daemon is in, 0 for the others",
    read: ({ state }) => inState(STATES, state.split(":")[0] ?? "", {}),
  },
  {
    name: "lockstep_project_state",
    type: "gauge",
    labels: ["project", "state"],
    help: "1 for the state that a project is in, 0 for the others",
    read: ({ projects }) => projects.flatMap(({ id, state }) => inState(PROJECT_STATES, state, { project: String(id) })),
  },
  {
    name: "lockstep_project_score_ratio",
    type: "gauge",
    labels: ["project"],
    help: "Score of a project, from 0 to 1; none where nothing could be checked",
    read: ofFigures(({ score }) => score),
  },
  {
    name: "lockstep_project_findings",
    type: "gauge",
    labels: ["project", "severity"],
    help: "Settled findings",
    read: ({ projects }) =>
      projects.flatMap(({ id, figures }) =>
        Object.entries(figures?.findings ?? {}).map(([severity, value]) => ({
          value,
          labels: { project: String(id), severity },
        })),
      ),
  },
  {
    name: "lockstep_project_documents",
    type: "gauge",
    labels: ["project"],
    help: "Documents that were judged",
    read: ofFigures(({ documents }) => documents),
  },
  {
    name: "lockstep_project_drifted_documents",
    type: "gauge",
    labels: ["project"],
    help: "Documents among them that are out of step",
    read: ofFigures(({ drifted }) => drifted),
  },
  {
    name: "lockstep_project_files",
    type: "gauge",
    labels: ["project"],
    help: "Files that are known",
    read: ofFigures(({ files }) => files),
  },
  {
    name: "lockstep_project_skipped_files",
    type: "gauge",
    labels: ["project"],
    help: "Files among them that were not looked at, or not in full",
    read: ofFigures(({ skipped }) => skipped),
  },
  {
    name: "lockstep_project_poisoned_files",
    type: "gauge",
    labels: ["project"],
    help: "Files that ended a thread or the daemon, and are skipped until they change",
    read: ofFigures(({ poisoned }) => poisoned),
  },
  {
    name: "lockstep_project_last_pass_timestamp_seconds",
    type: "gauge",
    labels: ["project"],
    help: "When the last pass was committed",
    read: ofProjects(({ lastPassAt }) => seconds(lastPassAt)),
  },
  {
    name: "lockstep_project_last_sweep_timestamp_seconds",
    type: "gauge",
    labels: ["project"],
    help: "When all files were last compared with what is known",
    read: ofProjects(({ lastSweepAt }) => seconds(lastSweepAt)),
  },
  {
    name: "lockstep_project_watches",
    type: "gauge",
    labels: ["project"],
    help: "Watches that the operating system holds",
    read: ofProjects(({ watches }) => watches),
  },
  {
    name: "lockstep_project_watch_backend",
    type: "gauge",
    labels: ["project", "backend"],
    help: "1; how a project is watched is its label",
    read: ({ projects }) =>
      projects.map(({ id, backend }) => {
        return { value: 1, labels: { project: String(id), backend: BACKENDS.includes(backend) ? backend : "other" } };
      }),
  },
  {
    name: "lockstep_queue_jobs",
    type: "gauge",
    labels: ["status"],
    help: "Jobs that wait (pending), that are done now (in_progress), and that failed for good (dead_letter)",
    read: ({ queue }) =>
      queue === null
        ? []
        : [
            { value: queue.pending, labels: { status: "pending" } },
            { value: queue.in_progress, labels: { status: "in_progress" } },
            { value: queue.dead_letters, labels: { status: "dead_letter" } },
          ],
  },
  {
    name: "lockstep_ledger_size_bytes",
    type: "gauge",
    labels: [],
    help: "Size of the ledger",
    read: ({ sizes }) => one(sizes?.ledger),
  },
  {
    name: "lockstep_ledger_wal_size_bytes",
    type: "gauge",
    labels: [],
    help: "Size of the ledger's write-ahead log",
    read: ({ sizes }) => one(sizes?.wal),
  },
  {
    name: "lockstep_clock_last_success_timestamp_seconds",
    type: "gauge",
    labels: ["job"],
    help: "When a timed job last went well; for sweeps see the projects",
    read: jobs(({ succeeded_at }) => (succeeded_at === null ? null : Date.parse(succeeded_at) / 1_000)),
  },
  {
    name: "lockstep_clock_last_run_failed",
    type: "gauge",
    labels: ["job"],
    help: "1 when the last run of a timed job failed, 0 when it went well",
    read: jobs(({ outcome }) => (outcome === "failed" ? 1 : 0)),
  },
  {
    name: "lockstep_clock_last_run_seconds",
    type: "gauge",
    labels: ["job"],
    help: "What the last run of a timed job took",
    read: jobs(({ took_ms }) => took_ms / 1_000),
  },
  {
    name: "lockstep_socket_connections",
    type: "gauge",
    labels: [],
    help: "Clients that are connected to the socket",
    read: ({ socket }) => one(socket.connections),
  },
  {
    name: "lockstep_socket_requests_total",
    type: "counter",
    labels: [],
    help: "Requests over the socket",
    read: ({ socket }) => one(socket.requests),
  },
  {
    name: "lockstep_http_connections",
    type: "gauge",
    labels: [],
    help: "Clients that are connected over HTTP",
    read: ({ http }) => one(http.connections),
  },
  {
    name: "lockstep_http_requests_total",
    type: "counter",
    labels: ["status"],
    help: "Requests over HTTP, by status of the answer",
    read: ({ http }) => [...http.answered].map(([status, value]) => ({ value, labels: { status: String(status) } })),
  },
  {
    name: "lockstep_scrape_faults",
    type: "gauge",
    labels: [],
    help: "Parts of this answer that could not be read, and are missing",
    read: ({ faults }) => one(faults),
  },
];

/** How our units are told: a count and files as they are, time in seconds. */
const UNITS: Readonly<Record<string, { unit: string; factor: number }>> = {
  count: { unit: "", factor: 1 },
  files: { unit: "_files", factor: 1 },
  ms: { unit: "_seconds", factor: 1 / 1_000 },
};

/** What is counted while the daemon runs; project 0 is the daemon itself. */
const COUNTED: readonly Exposed[] = (Object.keys(METRICS) as MetricName[]).flatMap((metric) => {
  const { kind, help } = METRICS[metric];
  if (kind === "read") return [];
  const at = metric.lastIndexOf("_");
  const { unit, factor } = UNITS[metric.slice(at + 1)] as { unit: string; factor: number };
  const name = `lockstep_${metric.slice(0, at)}${unit}`;
  const read = ({ totals }: Snapshot) =>
    totals
      .filter((total) => total.name === metric)
      .map(({ project_id, value }) => ({ value: value * factor, labels: { project: String(project_id) } }));
  const isCounter = kind === "counted";
  return [{ name: isCounter ? `${name}_total` : name, type: isCounter ? "counter" : "gauge", labels: ["project"], help, read }];
});

export const EXPOSED: readonly Exposed[] = [...READ, ...COUNTED];
