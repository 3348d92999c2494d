/** Tells those who follow a project what was committed. */
import type { Finding } from "../analysis/model.js";
import { EVENT_FINDINGS_MAX, type EventHub, type Topic } from "../base/events.js";
import type { FindingChanges } from "../domains/documentation/findings.js";

export interface Announcement extends FindingChanges {
  /** Root of the project. */
  project: string;
  seq: number;
  figures: { files: number; documents: number; took_ms: number };
}

/** Publishes what a committed pass changed, the pass itself last. */
export function announce(events: EventHub, { project, seq, found, resolved, figures }: Announcement): void {
  const publish = (topic: Topic, data: Record<string, unknown>) => events.publish({ topic, project, seq, data });
  for (const findings of slices(resolved)) publish("drift.resolved", { findings });
  for (const findings of slices(found)) publish("drift.found", { findings });
  publish("pass.done", figures);
}

function* slices(findings: readonly Finding[]): Generator<readonly Finding[]> {
  for (let at = 0; at < findings.length; at += EVENT_FINDINGS_MAX) yield findings.slice(at, at + EVENT_FINDINGS_MAX);
}
