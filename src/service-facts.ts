/** What a service is made of: this program, this machine's configuration, the projects and where hooks write. */
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LockstepError } from "./base/errors.js";
import type { UserPaths } from "./config/paths.js";
import type { Config } from "./config/schema.js";
import { readLedger } from "./domains/ledger.js";
import { runProgram } from "./service/run.js";
import { type Service, service } from "./service/service.js";
import type { ServiceFacts } from "./service/unit-text.js";
import { SPOOL_FOLDER } from "./worktree/git-hooks/script.js";
import { findRepository } from "./worktree/repository.js";

export interface ServiceGrounds {
  env: NodeJS.ProcessEnv;
  paths: UserPaths;
  /** What the machine's configuration says, with the places that go with it. */
  config(): Promise<{ config: Config; ledger: string; logsDir: string; heapMib: number }>;
}

/** Variables that move our places, and that a service manager may not have. */
const PLACES = ["XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"];

/** The service of this user, or with `user` that of the machine for NAME. Throws SERVICE_REFUSED. */
export async function serviceFor({ env, paths, config }: ServiceGrounds, user: string | null): Promise<Service> {
  const uid = process.getuid?.() ?? 0;
  const home = env.HOME ?? userInfo().homedir;
  const account = user === null ? null : await accountOf(user, env);
  const facts = async (): Promise<ServiceFacts> => {
    const { config: machine, ledger, logsDir, heapMib } = await config();
    const roots = account === null ? rootsIn(ledger) : await rootsOf(account, env);
    const own = [
      { path: dirname(ledger), isNeeded: true },
      { path: paths.cacheDir, isNeeded: false },
    ];
    return {
      node: process.execPath,
      daemonScript: fileURLToPath(new URL("./daemon.js", import.meta.url)),
      heapMib,
      rss: machine.limits.rss,
      writable: [...(user === null ? own : []), ...writtenIn(roots, machine)],
      environment: {
        ...Object.fromEntries(PLACES.flatMap((name) => (env[name]?.startsWith("/") ? [[name, env[name]]] : []))),
        // The usual places for what SQLite puts aside are read-only to it.
        SQLITE_TMPDIR: dirname(ledger),
      },
      logsDir,
    };
  };
  return service({ platform: process.platform, env, uid, home, system: user, facts });
}

/** Spools that hooks write and the daemon empties; the projects themselves only where it may write into documents. */
function writtenIn(roots: readonly string[], { auto_sync }: Config): ServiceFacts["writable"] {
  const spools = roots.flatMap((root) => {
    const repository = existsSync(root) ? findRepository(root) : null;
    return repository ? [join(repository.commonDir, SPOOL_FOLDER)] : [];
  });
  const written = auto_sync.write === "safe" ? roots : [];
  return [...new Set([...spools, ...written])].sort().map((path) => ({ path, isNeeded: false }));
}

/** Roots of the projects that are watched; none where there is no ledger that can be read. */
function rootsIn(ledger: string): string[] {
  if (!existsSync(ledger)) return [];
  try {
    return readLedger(ledger, ({ documentation }) => documentation.listProjects().map(({ root }) => root));
  } catch (error) {
    if (error instanceof LockstepError) return [];
    throw error;
  }
}

interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

/** Throws SERVICE_REFUSED for a name that nobody has. */
async function accountOf(name: string, env: NodeJS.ProcessEnv): Promise<Account> {
  const isName = /^[A-Za-z_][\w.-]{0,63}$/.test(name);
  const { status, stdout } = isName ? await runProgram("getent", ["passwd", name], env) : { status: null, stdout: "" };
  const [, , uid, gid, , home] = stdout.split("\n")[0]?.split(":") ?? [];
  if (status !== 0 || !home)
    throw new LockstepError("SERVICE_REFUSED", `There is no user \`${name}\`. \`--user=NAME\` wants one.`);
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** Asks as that user: what root opened of another's ledger would be root's. */
async function rootsOf({ name, uid, gid, home }: Account, { PATH }: NodeJS.ProcessEnv): Promise<string[]> {
  const env = { PATH, HOME: home, USER: name, LOGNAME: name, XDG_STATE_HOME: `/var/lib/lockstep/${name}` };
  const words = [fileURLToPath(new URL("./main.cjs", import.meta.url)), "projects", "list", "--json"];
  const { status, stdout } = await runProgram(process.execPath, words, env, { uid, gid });
  if (status !== 0) return [];
  return (JSON.parse(stdout) as { projects: { root: string }[] }).projects.map(({ root }) => root);
}
