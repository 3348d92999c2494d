/** What tests of faults have in common: a small project that drifts, and how much of a fault there is to be. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "./daemon.js";
import { pagesAndParts, part } from "./parts.js";
import { type ScratchRepository, scratchRepository } from "./repository.js";

/** `LOCKSTEP_FAULTS=full`: as many and as long as docs/faults.md says; else a part of it that takes seconds. */
const isFull = process.env.LOCKSTEP_FAULTS === "full";

/** The first of two sizes in CI, the second in a full run. */
export function sized<T>(here: T, full: T): T {
  return isFull ? full : here;
}

/** The variables of a daemon that is struck at a named point. */
export function fault(text: string): NodeJS.ProcessEnv {
  return { NODE_ENV: "test", LOCKSTEP_FAULT: text };
}

/** A small package with documents of which some have drifted. */
export function driftingRepository(): ScratchRepository {
  const repository = scratchRepository({ "package.json": '{"name":"parts","version":"1.0.0"}\n', ...pagesAndParts(0, 12) });
  repository.commit("Drift", { "src/part1.ts": null, "src/part2.ts": part(2).replaceAll("part2", "piece2") });
  return repository;
}

/** Waits until a process is stopped by SIGSTOP. */
export async function isStopped(pid: number): Promise<void> {
  while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) await wait(10);
}

/** Accepts the first finding of the project. */
export async function acknowledgeOne({ call }: Pick<Client, "call">, root: string): Promise<void> {
  const { answer } = await call("documentation.check", { root });
  await call("documentation.acknowledge", { root, id: answer.findings[0].id, reason: "known" });
}
