/** What is measured. A name ends in its unit; counters start anew with each sample. */
import type { Metric } from "../domains/operations/metrics.js";

interface MetricDefinition {
  component: "pass" | "inbox" | "watcher" | "process" | "clock" | "knowledge";
  help: string;
}

/** Every metric that is recorded; the reference lists them. */
export const METRICS = {
  pass_ms: { component: "pass", help: "What one pass took; its label says how many files" },
  passes_count: { component: "pass", help: "Passes committed since the last sample" },
  files_count: { component: "pass", help: "Files that those passes read" },
  parsed_count: { component: "pass", help: "Files among them whose content was new and was parsed" },
  judged_count: { component: "pass", help: "Documents that were judged" },
  look_ms: { component: "pass", help: "Time spent comparing files with what is known" },
  read_ms: { component: "pass", help: "Time spent reading and hashing" },
  parse_ms: { component: "pass", help: "Time spent waiting for the pool" },
  take_ms: { component: "pass", help: "Time spent taking over what the pool said" },
  judge_ms: { component: "pass", help: "Time spent judging" },
  record_ms: { component: "pass", help: "Time spent in transactions of passes" },
  failures_count: { component: "pass", help: "Passes that failed" },
  queue_depth_jobs: { component: "inbox", help: "Jobs that wait" },
  dead_letters_jobs: { component: "inbox", help: "Jobs that failed for good" },
  spool_lines_count: { component: "inbox", help: "Lines of git hooks that were read" },
  spool_malformed_count: { component: "inbox", help: "Lines in their spools that no hook of ours wrote" },
  watches_count: { component: "watcher", help: "Watches that the operating system holds" },
  missed_ticks_count: { component: "clock", help: "Ticks of the clock that were missed" },
  reconcile_missed_files: {
    component: "clock",
    help: "Files whose content had changed without watching or sweeps noticing; should be 0",
  },
  chunks_backlog_files: { component: "knowledge", help: "Files whose chunks are behind their content" },
  rss_bytes: { component: "process", help: "Resident memory" },
  heap_bytes: { component: "process", help: "Used heap of the main thread" },
  loop_delay_ms: { component: "process", help: "99th percentile of the main thread's delay" },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

/** Counts what happens between two samples. */
export interface Meters {
  add(name: MetricName, project_id: number, value: number): void;
  /** What was counted since the last call, as samples. */
  take(): Metric[];
}

export function meters(): Meters {
  const counted = new Map<string, Metric>();
  return {
    add(name, project_id, value) {
      const label = `${name}\0${project_id}`;
      const metric = counted.get(label) ?? sample(name, project_id, 0);
      metric.metric_value += value;
      counted.set(label, metric);
    },
    take() {
      const taken = [...counted.values()];
      counted.clear();
      return taken;
    },
  };
}

/** One sample. */
export function sample(name: MetricName, project_id: number, value: number): Metric {
  return { project_id, metric_type: name, component_name: METRICS[name].component, metric_value: value };
}
