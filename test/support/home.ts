/** Folders that lockstep takes for the user's, so that neither tests nor measurements disturb what runs on the machine. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Home {
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Where the machine's configuration is looked for; not made yet. */
  configDir: string;
  socket: string;
  ledger: string;
  remove(): void;
}

/** Makes them below `parent`. */
export function scratchHome(parent = tmpdir()): Home {
  const dir = realpathSync(mkdtempSync(join(parent, "lockstep-home-")));
  for (const name of ["run", "state", "config", "cache"]) mkdirSync(join(dir, name), { mode: 0o700 });
  return {
    dir,
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      // Where a daemon without a folder for its socket would put it.
      TMPDIR: join(dir, "run"),
      XDG_RUNTIME_DIR: join(dir, "run"),
      XDG_STATE_HOME: join(dir, "state"),
      XDG_CONFIG_HOME: join(dir, "config"),
      XDG_CACHE_HOME: join(dir, "cache"),
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    },
    configDir: join(dir, "config", "lockstep"),
    socket: join(dir, "run", "lockstep", "lockstep.sock"),
    ledger: join(dir, "state", "lockstep", "ledger.db"),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}
