/** Folders that lockstep takes for the user's, so that neither disturbs the other. */
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

export interface Home {
  env: NodeJS.ProcessEnv;
  configDir: string;
  socket: string;
}

/** Makes them below `scratch`. */
export function makeHome(scratch: string): Home {
  const dir = mkdtempSync(join(scratch, "home-"));
  for (const name of ["run", "state", "config", "cache"]) mkdirSync(join(dir, name), { mode: 0o700 });
  return {
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      XDG_RUNTIME_DIR: join(dir, "run"),
      XDG_STATE_HOME: join(dir, "state"),
      XDG_CONFIG_HOME: join(dir, "config"),
      XDG_CACHE_HOME: join(dir, "cache"),
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    },
    configDir: join(dir, "config", "lockstep"),
    socket: join(dir, "run", "lockstep", "lockstep.sock"),
  };
}
