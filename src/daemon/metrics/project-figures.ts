/** Counts of the projects' rows. Counting goes over a whole project: it is done once a state, and for a bounded time at once. */
import type { ProjectSummary } from "../../domains/documentation/projects.js";
import type { Stores } from "../../domains/ledger.js";
import type { ProjectSession } from "../../pass/session.js";

/** When counting has taken so long, the other projects keep what they had until they are asked about again. */
const COUNTING_MS_MAX = 20;

/** Counts that go over all rows of a project, kept from pass to pass. */
export interface Figures extends Pick<ProjectSummary, "files" | "skipped" | "poisoned" | "documents" | "drifted" | "score"> {
  findings: Record<"error" | "warning" | "note", number>;
}

type Counted = Pick<ProjectSession, "id" | "recorder">;

export interface ProjectFigures {
  /** Figures by project; a project that was never counted has none yet. Throws what the ledger throws. */
  of(sessions: readonly Counted[], reader: Stores | null): ReadonlyMap<number, Figures>;
}

export function projectFigures(monotonic: () => number): ProjectFigures {
  let known = new Map<number, { seq: number; figures: Figures }>();

  return {
    of(sessions, reader) {
      const began = monotonic();
      const isOld = ({ id, recorder }: Counted) => known.get(id)?.seq !== recorder.seq;
      const ids = new Set(sessions.map(({ id }) => id));
      known = new Map([...known].filter(([id]) => ids.has(id)));
      // Who waits longest comes first: what is counted goes to the end.
      const order = [...known.keys()];
      const waiting = sessions.filter(isOld).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
      for (const session of reader === null ? [] : waiting) {
        if (monotonic() - began > COUNTING_MS_MAX) break;
        known.delete(session.id);
        known.set(session.id, { seq: session.recorder.seq, figures: count(session, reader as Stores) });
      }
      return new Map([...known].map(([id, { figures }]) => [id, figures]));
    },
  };
}

function count({ id, recorder: { summary } }: Counted, reader: Stores): Figures {
  const { files, skipped, poisoned, documents, drifted, score } = summary;
  const findings = reader.documentation.countBySeverity({ project_id: id });
  return { files, skipped, poisoned, documents, drifted, score, findings };
}
