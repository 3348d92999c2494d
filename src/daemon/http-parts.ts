/** What HTTP tells of the daemon, put together. */
import { performance } from "node:perf_hooks";
import type { Logger } from "pino";
import { aged } from "../base/aged.js";
import type { ProjectSession } from "../pass/session.js";
import { type Http, httpDoor } from "./http.js";
import { tokenFile } from "./http-token.js";
import type { Life } from "./life.js";
import type { Exposition } from "./metrics/exposition.js";
import { projectFigures } from "./metrics/project-figures.js";
import { type SnapshotParts, snapshotOf } from "./metrics/snapshot.js";
import type { Place } from "./place.js";
import { readinessOf } from "./readiness.js";

export interface HttpParts {
  place: Pick<Place, "config" | "ledger" | "socket">;
  life: Pick<Life, "state">;
  isSafeMode: boolean;
  version: string;
  /** What the daemon has opened by now. */
  parts: SnapshotParts["parts"];
  log: Logger;
}

/** Opens it as the configuration wants it. */
export async function openHttp({ place, life, isSafeMode, version, parts, log }: HttpParts): Promise<Http> {
  const monotonic = () => performance.now();
  const figures = projectFigures(monotonic);
  const onFault = (error: unknown) => log.debug({ err: error }, "metrics not whole");
  let made: Promise<Exposition> | null = null;

  /** Most daemons never need it. */
  function prepare(): Promise<Exposition> {
    made ??= import("./metrics/exposition.js").then(({ exposition }) => exposition());
    return made;
  }

  async function scrape() {
    const { type, text } = await prepare();
    const snapshot = snapshotOf({ version, state: life.state, ledgerPath: place.ledger, parts, figures, onFault });
    return { type, text: await text(snapshot) };
  }

  function projects() {
    const backend = (session: ProjectSession) => parts.work?.projects.watchState(session).name ?? "none";
    const sessions = parts.work?.projects.all() ?? [];
    return sessions.map((session) => ({ id: session.id, state: session.state.kind, backend: backend(session) }));
  }

  const http = httpDoor({
    token: tokenFile(place.socket),
    prepare,
    readiness: () => readinessOf({ state: life.state(), isSafeMode, projects: projects() }),
    metrics: aged(scrape, monotonic),
    log,
  });
  await http.configure(place.config.http);
  return http;
}
