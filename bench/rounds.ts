/** Takes times: floor and product in turn, so that a busy machine slows both. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as (options: { type: "minor" }) => void;
/**
 * Collects the young garbage, so that nobody pays for what another left. A forced collection of everything would drop compiled code as
 * well, and all that is timed here would pay for its compilation anew: bare parsing then takes 1.4 times as long.
 */
const collect = () => gc({ type: "minor" });

type Work = () => unknown;

export interface Took {
  ms: number;
  /** Of all threads of this process. Other processes hardly change it, as they do the time. */
  cpu_ms: number;
}

/** What `work` takes. */
export async function timedBoth(work: Work): Promise<Took> {
  collect();
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu_ms: (user + system) / 1_000 };
}

/** Milliseconds that `work` takes. */
export async function timed(work: Work): Promise<number> {
  return (await timedBoth(work)).ms;
}

/**
 * Times each of `works` once a round, in their order, `rounds` times after one round that does not count.
 * Gives the times of each, round by round.
 */
export async function takeTurns<Name extends string>(rounds: number, works: Record<Name, Work>): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const took = await timed(works[name]);
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}
