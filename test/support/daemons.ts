/** The daemons of a test, in a home of their own. What a test leaves running is killed after it, and the home is gone. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Daemon, killDaemon, startDaemon } from "./daemon.js";
import { type Home, scratchHome } from "./home.js";

export interface Daemons {
  readonly home: Home;
  /** Starts one and waits until it is ready; `through` is a command that runs it, `env` what it has besides the home's variables. */
  start(options?: { through?: readonly string[]; env?: NodeJS.ProcessEnv }): Promise<Daemon>;
  /** Kills those that still run. */
  killAll(): Promise<void>;
}

/** A new home before each test; `prepare` sets it up. */
export function daemonsOfTest(prepare: (home: Home) => void = () => {}): Daemons {
  const { daemons, begin, end } = homeWithDaemons(prepare);
  beforeEach(begin);
  afterEach(end);
  return daemons;
}

/** One home for all tests of the file or the `describe` around it. */
export function daemonsOfFile(prepare: (home: Home) => void = () => {}): Daemons {
  const { daemons, begin, end } = homeWithDaemons(prepare);
  beforeAll(begin);
  afterAll(end);
  return daemons;
}

function homeWithDaemons(prepare: (home: Home) => void) {
  let home: Home | null = null;
  const started: Daemon[] = [];
  const daemons: Daemons = {
    get home() {
      if (home === null) throw new Error("a home is there while a test runs");
      return home;
    },
    async start({ through = [], env = {} } = {}) {
      const daemon = await startDaemon({ ...daemons.home, env: { ...daemons.home.env, ...env } }, through);
      started.push(daemon);
      return daemon;
    },
    async killAll() {
      for (const daemon of started.splice(0)) await killDaemon(daemon);
    },
  };
  return {
    daemons,
    begin() {
      home = scratchHome();
      prepare(home);
    },
    async end() {
      await daemons.killAll();
      home?.remove();
      home = null;
    },
  };
}
