/** Whether the daemon can be asked for answers that hold. */
import type { Readiness } from "../surface/http/routes.js";

export interface ReadinessParts {
  /** State of the daemon alone: `starting: <step>`, `ready`, `degraded: <why>`, `draining`. */
  state: string;
  isSafeMode: boolean;
  projects: readonly { id: number; state: "indexing" | "ready" | "paused"; backend: string }[];
}

/** Projects that are named. */
const NAMED_MAX = 20;

/** Pure. Projects are named by their number: who may ask need not know their paths. */
export function readinessOf({ state, isSafeMode, projects }: ReadinessParts): Readiness {
  const unready = projects.filter((project) => project.state !== "ready");
  const polled = projects.filter((project) => project.state !== "paused" && project.backend === "poll");
  const reasons = [...(state === "ready" ? [] : [state]), ...named(unready, (project) => project.state)];
  const notes = [...(isSafeMode ? ["safe mode"] : []), ...named(polled, () => "polled, not watched")];
  return { ready: reasons.length === 0, reasons, notes };
}

function named<T extends { id: number }>(projects: readonly T[], wording: (project: T) => string): string[] {
  const left = projects.length - NAMED_MAX;
  const shown = projects.slice(0, NAMED_MAX).map((project) => `${wording(project)}: project ${project.id}`);
  return left > 0 ? [...shown, `and ${left} more projects`] : shown;
}
