import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { type Clock, isoTime } from "../../base/time.js";
import { SHARED_PROJECT } from "../../domains/documentation/projects.js";
import type { Ledger } from "../../domains/ledger.js";
import { type Meters, sample } from "../metrics.js";
import type { Chore } from "./chore.js";

export interface SampleOptions {
  ledger: Ledger;
  meters: Meters;
  now: Clock;
  /** Watches that the operating system holds for us. */
  watches(): number;
  /** Ticks of the clock that were missed since the start. */
  missedTicks(): number;
}

/** Nanoseconds in a millisecond, as the histogram counts. */
const NS_PER_MS = 1e6;

/** Records what was counted since the last run, and what can be read off now. */
export function sampleMetrics({ ledger, meters, now, watches, missedTicks }: SampleOptions): Chore {
  const delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    name: "metrics",
    run() {
      const { rss, heapUsed } = process.memoryUsage();
      const { pending, dead_letters } = ledger.inbox.depth({ project_id: null });
      const gauges = [
        sample("queue_depth_jobs", SHARED_PROJECT, pending),
        sample("dead_letters_jobs", SHARED_PROJECT, dead_letters),
        sample("watches_count", SHARED_PROJECT, watches()),
        sample("missed_ticks_count", SHARED_PROJECT, missedTicks()),
        sample("rss_bytes", SHARED_PROJECT, rss),
        sample("heap_bytes", SHARED_PROJECT, heapUsed),
        sample("loop_delay_ms", SHARED_PROJECT, delay.percentile(99) / NS_PER_MS),
      ];
      delay.reset();
      const counted = meters.take();
      ledger.write(() => ledger.operations.recordMetrics([...counted, ...gauges], isoTime(now())));
    },
  };
}
