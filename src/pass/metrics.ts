/** What is measured. A name ends in its unit; what is counted starts anew with each sample. */
import type { Metric } from "../domains/operations/metrics.js";

interface MetricDefinition {
  component: "pass" | "inbox" | "watcher" | "process" | "clock" | "knowledge";
  /** `counted`: it adds up, by project. `noted`: what was said of a project last. `read`: read off when a sample is taken. */
  kind: "counted" | "noted" | "read";
  help: string;
}

/** Every metric that is recorded; the reference lists those of them that `/metrics` gives, which are what is counted and noted. */
export const METRICS = {
  pass_ms: { component: "pass", kind: "counted", help: "What passes took" },
  passes_count: { component: "pass", kind: "counted", help: "Passes committed" },
  files_count: { component: "pass", kind: "counted", help: "Files that passes read" },
  parsed_count: { component: "pass", kind: "counted", help: "Files among them whose content was new and was parsed" },
  judged_count: { component: "pass", kind: "counted", help: "Documents that were judged" },
  look_ms: { component: "pass", kind: "counted", help: "Time spent comparing files with what is known" },
  read_ms: { component: "pass", kind: "counted", help: "Time spent reading and hashing" },
  parse_ms: { component: "pass", kind: "counted", help: "Time spent waiting for the pool" },
  take_ms: { component: "pass", kind: "counted", help: "Time spent taking over what the pool said" },
  judge_ms: { component: "pass", kind: "counted", help: "Time spent judging" },
  record_ms: { component: "pass", kind: "counted", help: "Time spent in transactions of passes" },
  failures_count: { component: "pass", kind: "counted", help: "Passes that failed" },
  queue_depth_jobs: { component: "inbox", kind: "read", help: "Jobs that wait" },
  dead_letters_jobs: { component: "inbox", kind: "read", help: "Jobs that failed for good" },
  spool_lines_count: { component: "inbox", kind: "counted", help: "Lines of git hooks that were read" },
  spool_malformed_count: { component: "inbox", kind: "counted", help: "Lines in their spools that no hook of ours wrote" },
  watches_count: { component: "watcher", kind: "read", help: "Watches that the operating system holds" },
  missed_ticks_count: { component: "clock", kind: "read", help: "Ticks of the clock that were missed" },
  reconcile_missed_files: {
    component: "clock",
    kind: "counted",
    help: "Files whose content had changed without watching or sweeps noticing; should be 0",
  },
  chunks_backlog_files: { component: "knowledge", kind: "noted", help: "Files whose chunks are behind their content" },
  rss_bytes: { component: "process", kind: "read", help: "Resident memory" },
  heap_bytes: { component: "process", kind: "read", help: "Used heap of the main thread" },
  loop_delay_ms: { component: "process", kind: "read", help: "99th percentile of the main thread's delay" },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

/** Counts what happens: between two samples, and since the start. */
export interface Meters {
  add(name: MetricName, project_id: number, value: number): void;
  /** Adds to what is told since the start only: its samples are recorded by whoever measures it. */
  addTotal(name: MetricName, project_id: number, value: number): void;
  /** What was counted since the last call, as samples. */
  take(): Metric[];
  /** What was counted since the start; of what is noted, the last. */
  totals(): Iterable<{ name: MetricName; project_id: number; value: number }>;
  /** The project is no more; another one may get its number. */
  forget(project_id: number): void;
}

interface Total {
  name: MetricName;
  project_id: number;
  value: number;
}

export function meters(): Meters {
  const counted = new Map<string, Metric>();
  const totals = new Map<string, Total>();

  function addTotal(name: MetricName, project_id: number, value: number): void {
    const label = `${name}\0${project_id}`;
    const before = METRICS[name].kind === "noted" ? 0 : (totals.get(label)?.value ?? 0);
    totals.set(label, { name, project_id, value: before + value });
  }

  return {
    add(name, project_id, value) {
      const label = `${name}\0${project_id}`;
      const metric = counted.get(label) ?? sample(name, project_id, 0);
      metric.metric_value += value;
      counted.set(label, metric);
      addTotal(name, project_id, value);
    },
    addTotal,
    take() {
      const taken = [...counted.values()];
      counted.clear();
      return taken;
    },
    totals: () => totals.values(),
    forget(project_id) {
      for (const [label, total] of totals) if (total.project_id === project_id) totals.delete(label);
    },
  };
}

/** One sample. */
export function sample(name: MetricName, project_id: number, value: number): Metric {
  return { project_id, metric_type: name, component_name: METRICS[name].component, metric_value: value };
}
