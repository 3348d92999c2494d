/** The text that Prometheus reads. Loaded when HTTP is enabled; between two scrapes it costs nothing but Node's own figures. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { EXPOSED, type Exposed } from "./exposed.js";
import type { Snapshot } from "./snapshot.js";

export interface Exposition {
  /** Content type of the text. */
  readonly type: string;
  text(snapshot: Snapshot): Promise<string>;
}

/** How often the delay of the main thread is sampled: as seldom as the daemon's own figure. */
const DELAY_MS = 20;

export function exposition(): Exposition {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: DELAY_MS });
  const fillers = EXPOSED.map((exposed) => filler(exposed, registry));
  return {
    type: registry.contentType,
    text(snapshot) {
      for (const fill of fillers) fill(snapshot);
      return registry.metrics();
    },
  };
}

/** Registers a metric; gives what sets its samples to those of a snapshot, and drops all others. */
function filler({ name, help, type, labels, read }: Exposed, registry: Registry): (snapshot: Snapshot) => void {
  const shape = { name, help, labelNames: [...labels], registers: [registry] };
  if (type === "gauge") {
    const gauge = new Gauge(shape);
    return (snapshot) => {
      gauge.reset();
      for (const { labels, value } of read(snapshot)) gauge.set({ ...labels }, value);
    };
  }
  const counter = new Counter(shape);
  return (snapshot) => {
    counter.reset();
    for (const { labels, value } of read(snapshot)) counter.inc({ ...labels }, value);
  };
}
