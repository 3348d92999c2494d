/** The state of the ledger that an answer was computed from. Every answer carries it, whatever its own fields are. */
import { z } from "zod";
import { type Clock, isoTime } from "../base/time.js";
import { SHARED_PROJECT } from "./documentation/projects.js";
import type { Stores } from "./ledger.js";

export const stampShape = z.object({
  instance: z.string().describe("Which run of the daemon made that state; empty where no ledger was asked"),
  seq: z.int().describe("Which state of the project; of all projects, their sum"),
  as_of: z.string().describe("Time of that state"),
});

export type Stamp = z.output<typeof stampShape>;

/** What a stamp is made of; `instance` is null where no daemon answers, and the ledger knows which one wrote it last. */
export interface StampSource {
  ledger: Stores | null;
  instance: string | null;
  clock: Clock;
}

/** The state of one project, or with null of all that are watched. */
export function stampOf({ ledger, instance, clock }: StampSource, project_id: number | null): Stamp {
  const state = ledger?.documentation.findState({ project_id });
  return {
    instance: instance ?? state?.instance ?? "",
    seq: state?.seq ?? 0,
    as_of: state?.as_of ?? isoTime(clock()),
  };
}

/** The state of the project at `root`; all when null. One that the ledger does not know has none. */
export function stampAt(source: StampSource, root: string | null): Stamp {
  if (root === null) return stampOf(source, null);
  return stampOf(source, source.ledger?.documentation.findProjectByRoot({ root })?.id ?? SHARED_PROJECT);
}

/** What was computed here and now, from the tree alone. */
export function stampHere(clock: Clock): Stamp {
  return stampOf({ ledger: null, instance: null, clock }, null);
}

/** `answer` with the state it came from; one that brings its own keeps it, and nobody is asked for another. */
export function withStamp(answer: unknown, stamp: () => Stamp): unknown {
  // The type of a method's result allows objects only.
  const told = answer as Record<string, unknown>;
  if ("instance" in told && "seq" in told && "as_of" in told) return told;
  return { ...told, ...stamp(), ...told };
}
