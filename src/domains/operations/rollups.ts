import { isoTime } from "../../base/time.js";
import type { Database } from "../../storage/open.js";
import type { Resolution } from "./metrics.js";

type Coarse = Exclude<Resolution, "raw">;

/** Of what each is summed up, and the first characters of a timestamp that are its time, with the rest of that time. */
const STEPS: Record<Coarse, { from: Resolution; characters: number; rest: string }> = {
  minute: { from: "raw", characters: 16, rest: ":00.000Z" },
  hour: { from: "minute", characters: 13, rest: ":00:00.000Z" },
  day: { from: "hour", characters: 10, rest: "T00:00:00.000Z" },
};

/** From the finest to the coarsest: each is made of the one before. */
export const ROLLUPS = ["minute", "hour", "day"] as const satisfies readonly Coarse[];

export function rollupStatements(db: Database) {
  const sum = db.prepare<{ from: Resolution; to: Coarse; characters: number; rest: string; since: string; before: string }>(`
    INSERT INTO PerformanceMetrics
      (project_id, metric_type, component_name, metric_value, unit, timestamp, metadata, resolution, samples, metric_min, metric_max)
    SELECT project_id, metric_type, component_name, sum(metric_value * samples) / sum(samples), unit,
      substr(timestamp, 1, :characters) || :rest AS bucket, '{}', :to, sum(samples),
      min(coalesce(metric_min, metric_value)), max(coalesce(metric_max, metric_value))
    FROM PerformanceMetrics
    WHERE resolution = :from AND timestamp >= :since AND timestamp < :before
    GROUP BY project_id, metric_type, component_name, bucket
    ON CONFLICT (project_id, resolution, metric_type, component_name, timestamp) WHERE resolution <> 'raw' DO UPDATE SET
      metric_value = excluded.metric_value, samples = excluded.samples, metric_min = excluded.metric_min,
      metric_max = excluded.metric_max`);
  const newest = db.prepare<{ resolution: Resolution }, { at: string | null }>(
    "SELECT max(timestamp) AS at FROM PerformanceMetrics WHERE resolution = :resolution",
  );
  const oldest = db.prepare<{ resolution: Resolution; since: string }, { at: string | null }>(
    "SELECT min(timestamp) AS at FROM PerformanceMetrics WHERE resolution = :resolution AND timestamp >= :since",
  );

  return {
    /**
     * Sums samples up to the resolution `to`: whole minutes, hours or days that ended before `now`, at most `days` of them a call, from
     * `since` on; null for the newest that is there, which is summed up anew. Twice gives what once gives. Gives where to go on; null
     * when nothing is left.
     */
    rollUpMetrics({ to, now, since, days }: RollUp): string | null {
      const { from, characters, rest } = STEPS[to];
      const bucketOf = (time: string) => `${time.slice(0, characters)}${rest}`;
      const end = bucketOf(now);
      const first = oldest.get({ resolution: from, since: since ?? newest.get({ resolution: to })?.at ?? "" })?.at ?? null;
      if (first === null || first >= end) return null;
      const begin = bucketOf(first);
      const last = bucketOf(isoTime(Date.parse(begin) + days * DAY_MS));
      const isLast = last >= end;
      const before = isLast ? end : last;
      sum.run({ from, to, characters, rest, since: begin, before });
      const next = oldest.get({ resolution: from, since: before })?.at ?? null;
      return next !== null && next < end ? next : null;
    },
  };
}

interface RollUp {
  to: Coarse;
  now: string;
  since: string | null;
  days: number;
}

const DAY_MS = 86_400_000;
