/** What is answered over HTTP. */
import { type Answer, jsonAnswer, type Route } from "./server.js";

/** Whether the daemon can be asked for answers that hold, and why not. */
export interface Readiness {
  ready: boolean;
  /** `starting: <step>`, `draining`, `degraded: <why>`, `indexing: project <id>`, `paused: project <id>`; nothing of the projects' own. */
  reasons: string[];
  /** What it does with less than it could, and is ready all the same. */
  notes: string[];
}

export interface RouteParts {
  readiness(): Readiness;
  metrics(): Promise<{ type: string; text: string }>;
  /** Whether `/metrics` is given without the token. */
  metricsPublic(): boolean;
}

/** Health is told to everybody on this machine: it holds no path, name or text. */
export function routesOf({ readiness, metrics, metricsPublic }: RouteParts): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ["/healthz", { needsToken: () => false, answer: () => jsonAnswer(200, { alive: true }) }],
    ["/readyz", { needsToken: () => false, answer: () => readyAnswer(readiness()) }],
    [
      "/metrics",
      {
        needsToken: () => !metricsPublic(),
        async answer() {
          const { type, text } = await metrics();
          return { status: 200, type, body: text };
        },
      },
    ],
  ]);
}

function readyAnswer(readiness: Readiness): Answer {
  return jsonAnswer(readiness.ready ? 200 : 503, readiness);
}
