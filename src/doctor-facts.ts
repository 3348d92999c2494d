/** Everything that `doctor` looks at without a daemon: this machine, the places, the ledger, the service, and one project. */
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { LockstepError, messageOf } from "./base/errors.js";
import { bad, type Examination, good, unknown, warning } from "./base/examination.js";
import { DEFAULTS } from "./config/defaults.js";
import type { LedgerPaths, UserPaths } from "./config/paths.js";
import { examineDescriptors, examineGit, examineNode, examineSqlite, examineWatches } from "./doctor/machine.js";
import { examineClock, examineDisk, examineFolder, examineSocket } from "./doctor/places.js";
import { readLedger } from "./domains/ledger.js";
import { fileStatus } from "./domains/restore/file-status.js";
import { loadProjectConfig } from "./pass/project-config.js";
import type { ServiceState } from "./service/service.js";
import { ledgerError } from "./storage/failures.js";
import { gitHooksStatus } from "./worktree/git-hooks/git-hooks.js";
import { runGit } from "./worktree/git-process.js";
import { openRoot } from "./worktree/guard.js";

const INOTIFY = "/proc/sys/fs/inotify";
const LIMITS = "/proc/self/limits";

export interface DoctorGrounds {
  env: NodeJS.ProcessEnv;
  paths: UserPaths;
  /** Throws CONFIG_*. */
  places(): Promise<LedgerPaths>;
  /** Throws SERVICE_*. */
  service(): Promise<ServiceState>;
  /** Folder of the project. */
  dir: string;
  /** Whether a daemon of this user answers. */
  answers: boolean;
}

/** Looks at one thing after the other; what fails to be looked at is told as such. Makes and changes nothing. */
export async function examineAll(grounds: DoctorGrounds): Promise<Examination[]> {
  const { paths, answers } = grounds;
  const uid = process.getuid?.() ?? 0;
  const machine = [
    examineNode(process.version),
    await examineSqlite(),
    await examineGit(async () => (await runGit("/", ["--version"])).stdout.toString("utf8")),
    examineWatches(existsSync(INOTIFY) ? INOTIFY : null),
    examineDescriptors(existsSync(LIMITS) ? readFileSync(LIMITS, "utf8") : null),
  ];
  const config = await configured(() => grounds.places());
  const ledger = config.places?.ledger ?? paths.ledger;
  return [
    ...machine,
    config.examination,
    examineFolder(dirname(ledger), { check: "state", uid, elsewhere: "set XDG_STATE_HOME or `ledger` to another place" }),
    examineFolder(dirname(paths.socket), { check: "runtime", uid, elsewhere: "set XDG_RUNTIME_DIR to another place" }),
    examineSocket(paths.socket, uid, answers),
    examineDisk(dirname(ledger)),
    ...examineLedger(ledger),
    await tried("service", async () => serviceExamined(await grounds.service())),
    await tried("project", () => examineConfig(grounds)),
    await tried("hooks", () => examineHooks(grounds.dir)),
  ];
}

async function configured(read: () => Promise<LedgerPaths>): Promise<{ places: LedgerPaths | null; examination: Examination }> {
  try {
    const places = await read();
    return { places, examination: good("settings", "the machine's configuration is valid") };
  } catch (error) {
    return { places: null, examination: bad("settings", messageOf(error), "mend the file that it names") };
  }
}

async function tried(check: string, look: () => Promise<Examination>): Promise<Examination> {
  try {
    return await look();
  } catch (error) {
    return unknown(check, messageOf(error));
  }
}

function examineLedger(path: string): Examination[] {
  if (!existsSync(path)) return [good("ledger", `${path}, to be made`)];
  const { version, known_version, fault, last_backup, restored } = fileStatus(path);
  if (fault !== null) return [bad("ledger", fault, "`lockstep db restore` takes the newest good backup")];
  const found = `${path}, version ${version}, ${last_backup ? `backed up ${last_backup.at}` : "no backup yet"}`;
  if ((version ?? 0) > known_version) {
    return [bad("ledger", `${found}; this lockstep knows ${known_version}`, "use the newer lockstep, or `db rollback` with it")];
  }
  const told = restored
    ? warning("ledger", `${found}; it was restored ${restored.at}`, "`lockstep db acknowledge`")
    : good("ledger", found);
  try {
    return [told, examineClock(Date.now(), newestIn(path))];
  } catch (error) {
    // Its header says nothing of the pages behind it.
    const damage = ledgerError(error, path);
    if (!(damage instanceof LockstepError && damage.code === "LEDGER_DAMAGED")) return [told, examineClock(Date.now(), null)];
    return [bad("ledger", messageOf(damage), "`lockstep db verify` tells how much of it")];
  }
}

/** Time of what was written last; null when nothing was. Throws LEDGER_*, and what SQLite throws. */
function newestIn(path: string): number | null {
  const at = readLedger(path, ({ documentation }) => documentation.findState({ project_id: null })?.as_of);
  return at === undefined ? null : Date.parse(at);
}

function serviceExamined({ kind, enabled, active, files }: ServiceState): Examination {
  const outdated = files.filter(({ state }) => state === "outdated").map(({ path }) => path);
  if (outdated.length > 0) return warning("service", `${outdated.join(", ")} is of before`, "`lockstep service install`");
  if (files.every(({ state }) => state === "absent"))
    return good("service", `none (${kind}); \`lockstep service install\` makes one`);
  const found = `${kind}, ${enabled ? "enabled" : "not enabled"}, ${active ?? "the manager does not answer"}`;
  return enabled ? good("service", found) : warning("service", found, "`lockstep service install` enables it");
}

async function examineConfig({ dir, env, paths }: DoctorGrounds): Promise<Examination> {
  try {
    const { notes } = await loadProjectConfig(openRoot(dir), paths.configFile, env);
    const [first] = notes;
    if (first) return warning("project", `${dir}: ${first.reason}`, "move it into the machine's configuration, or drop it");
    return good("project", `${dir}, its configuration is valid`);
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    return bad("project", error.message, "mend the file that it names");
  }
}

async function examineHooks(dir: string): Promise<Examination> {
  const { hooks, hooks_dir, spool_bytes } = await gitHooksStatus(dir);
  const faulty = hooks.filter(({ state }) => state === "outdated" || state === "edited").map(({ hook }) => hook);
  if (faulty.length > 0)
    return warning("hooks", `${faulty.join(", ")} in ${hooks_dir}: of before, or edited`, "`lockstep git-hooks install`");
  const installed = hooks.filter(({ state }) => state === "installed").length;
  if (installed === 0) return good("hooks", "none; `lockstep git-hooks install` tells of commits at once");
  return spool_bytes > DEFAULTS.limits.file_bytes
    ? warning("hooks", `${installed} installed, ${spool_bytes} bytes wait`, "`lockstep start`: a daemon reads what hooks told")
    : good("hooks", `${installed} installed in ${hooks_dir}`);
}
