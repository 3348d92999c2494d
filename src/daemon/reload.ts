/** Reads all configuration anew, and applies it when none of it is refused. */
import { LockstepError } from "../base/errors.js";
import type { Config } from "../config/schema.js";
import { listSettings } from "../config/settings.js";
import type { ReloadResult } from "../domains/method.js";
import type { ProjectSession } from "../pass/session.js";
import type { Grounds } from "./grounds.js";
import { loadMachineConfig, type Place } from "./place.js";
import type { Projects } from "./projects.js";

/** Priority of the sweeps that follow. */
const PRIORITY = 5;
/** Settings of the process itself, or the groups of such: it has them from its start on. */
const OF_THE_PROCESS = ["ledger", "pool", "log", "clock", "limits.rss"];

export interface ReloadOptions {
  place: Pick<Place, "config" | "machineConfig">;
  env: NodeJS.ProcessEnv;
  projects: Pick<Projects, "all" | "rearm" | "watchState">;
  grounds: Pick<Grounds, "isReconfigured">;
  /** Takes over what of the machine's configuration holds at once. */
  onConfig(config: Config): Promise<void>;
}

/**
 * Watches and sweeps the projects anew whose configuration is another one, and those that are not watched in the best way. Throws CONFIG_*;
 * then nothing was done.
 */
export async function reload({ place, env, projects, grounds, onConfig }: ReloadOptions): Promise<ReloadResult> {
  const config = await loadMachineConfig(place.machineConfig, env);
  const changed: ProjectSession[] = [];
  for (const session of projects.all()) if (await isReconfigured(session, grounds)) changed.push(session);
  // What kept others from being watched as they should be may be gone.
  const worse = projects.all().filter((session) => projects.watchState(session).remedy !== null);
  for (const session of new Set([...changed, ...worse])) {
    projects.rearm(session);
    session.queueSweep(PRIORITY);
  }
  await onConfig(config);
  return { projects: changed.map(({ project }) => project.root), restart: restartFor(place.config, config) };
}

async function isReconfigured({ project }: ProjectSession, grounds: ReloadOptions["grounds"]): Promise<boolean> {
  try {
    return await grounds.isReconfigured(project);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    // Its root is away: it takes what there is then when it is back.
    if (!error.code.startsWith("CONFIG_")) return false;
    const message = `In ${project.root}: ${error.message} Until then the configuration stays as it was.`;
    throw new LockstepError(error.code, message, { cause: error, data: { ...error.data, project: project.root } });
  }
}

/** Settings that differ, and hold from the next start on. */
function restartFor(before: Config, now: Config): string[] {
  const isOfProcess = (key: string) => OF_THE_PROCESS.some((group) => key === group || key.startsWith(`${group}.`));
  const keys = listSettings().flatMap(({ key }) => (isOfProcess(key) ? [key] : []));
  return keys.filter((key) => JSON.stringify(valueAt(before, key)) !== JSON.stringify(valueAt(now, key)));
}

function valueAt(config: Config, key: string): unknown {
  return key.split(".").reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], config);
}
