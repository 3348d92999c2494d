/** `lockstep service`: has a service manager run the daemon. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LockstepError } from "../base/errors.js";
import { type Activity, AGENT, launchd, type Manager, systemd } from "./manager.js";
import { runProgram } from "./run.js";
import {
  hasNamespaces,
  renderAgent,
  renderSystemUnit,
  renderUserUnit,
  renderWritable,
  type ServiceFacts,
  unnameable,
} from "./unit-text.js";

export interface ServiceFile {
  path: string;
  text: string;
}

export interface ServiceState extends Activity {
  kind: ServiceKind;
  files: { path: string; state: "installed" | "outdated" | "absent" }[];
  /** What somebody should know, or do. */
  notes: string[];
}

export type ServiceKind = "systemd user" | "systemd system" | "launchd";

export interface ServiceOptions {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  uid: number;
  home: string;
  /** Name of the user for whom the machine is to run it; null for a service of one's own. */
  system: string | null;
  /** Where units of the machine are. */
  systemDir?: string;
  /** What is to be written; asked for when it is needed. */
  facts(): Promise<ServiceFacts>;
}

export interface Service {
  /** What `install` would write. */
  print(): Promise<ServiceFile[]>;
  /** Writes it, and has it started now and from then on. Throws SERVICE_UNAVAILABLE, SERVICE_REFUSED. */
  install(): Promise<ServiceState>;
  uninstall(): Promise<ServiceState>;
  status(): Promise<ServiceState>;
  /** Whether something of ours is installed; asks nobody. */
  isInstalled(): boolean;
  /** Writes anew what is installed, when something else is to be written; gives whether. A restart takes it over. */
  refresh(): Promise<boolean>;
  manager: Manager;
}

/** First words of every file that is ours. */
const OURS = "Written by `lockstep service install";
const UNIT = "lockstep.service";
/** What of a unit of the machine is one user's, beside it. */
const WRITABLE = "writable.conf";

export function service(options: ServiceOptions): Service {
  const { kind, manager, paths, render } = formOf(options);

  const filesOf = (facts: ServiceFacts, namespaces: boolean): ServiceFile[] =>
    render(facts, namespaces).map((text, index) => ({ path: paths[index] as string, text }));

  /** As the installed unit was made: what could not be done then is not tried again by the way. */
  const filesAsBefore = (facts: ServiceFacts) =>
    filesOf(facts, kind !== "systemd user" || !isThere() || hasNamespaces(read(paths[0] as string) ?? ""));
  const isThere = () => paths.some((path) => read(path)?.includes(OURS) === true);

  async function status(facts: ServiceFacts, notes: string[] = []): Promise<ServiceState> {
    const states = filesAsBefore(facts).map(({ path, text }) => {
      const now = read(path);
      return { path, state: now === null ? ("absent" as const) : now === text ? ("installed" as const) : ("outdated" as const) };
    });
    return { kind, ...(await manager.activity()), files: states, notes };
  }

  return {
    manager,
    print: async () => filesOf(await options.facts(), true),
    status: async () => status(await options.facts()),
    isInstalled: isThere,
    async install() {
      refuseForeign(paths);
      const notes: string[] = [];
      const namespaces = kind !== "systemd user" || (await canNamespaces(options.env, notes));
      const facts = await options.facts();
      for (const path of unnameable(facts))
        notes.push(`${JSON.stringify(path)} cannot be named in a unit: the daemon cannot write there`);
      // A unit that names a folder which is not there does not start.
      for (const { path, isNeeded } of facts.writable) if (isNeeded) mkdirSync(path, { recursive: true, mode: 0o700 });
      if (kind === "launchd") mkdirSync(facts.logsDir, { recursive: true, mode: 0o700 });
      await writeAll(filesOf(facts, namespaces), () => manager.load());
      if (kind === "systemd user") notes.push(...(await lingerNote(options.env)));
      return await status(facts, notes);
    },
    async uninstall() {
      refuseForeign(paths);
      const facts = await options.facts();
      if (!isThere()) return await status(facts);
      await manager.unload();
      for (const path of [...paths].reverse()) if (!isNeededByOthers(path)) rmSync(path, { force: true });
      await manager.reload();
      return await status(facts);
    },
    async refresh() {
      if (!isThere()) return false;
      const changed = filesAsBefore(await options.facts()).filter(({ path, text }) => read(path) !== text);
      if (changed.length === 0) return false;
      refuseForeign(paths);
      for (const file of changed) write(file);
      await manager.reload();
      return true;
    },
  };
}

interface ServiceForm {
  kind: ServiceKind;
  manager: Manager;
  paths: string[];
  render(facts: ServiceFacts, namespaces: boolean): string[];
}

function formOf({ platform, env, uid, home, system, systemDir = "/etc/systemd/system" }: ServiceOptions): ServiceForm {
  if (platform === "darwin") {
    if (system !== null)
      throw new LockstepError("SERVICE_REFUSED", "macOS has an agent for each user, no `--system`. Leave it out.");
    const path = join(home, "Library/LaunchAgents", `${AGENT}.plist`);
    return { kind: "launchd", manager: launchd(path, { uid, env }), paths: [path], render: (facts) => [renderAgent(facts)] };
  }
  if (platform !== "linux")
    throw new LockstepError("SERVICE_REFUSED", `There is no service for ${platform}. \`lockstep start\` works.`);
  if (system === null) {
    const configHome = env.XDG_CONFIG_HOME?.startsWith("/") ? env.XDG_CONFIG_HOME : join(home, ".config");
    const path = join(configHome, "systemd/user", UNIT);
    const manager = systemd(UNIT, { system: false, env });
    return {
      kind: "systemd user",
      manager,
      paths: [path],
      render: (facts, namespaces) => [renderUserUnit(facts, { namespaces })],
    };
  }
  const unit = `lockstep@${system}.service`;
  const paths = [join(systemDir, "lockstep@.service"), join(systemDir, `${unit}.d`, WRITABLE)];
  const manager = systemd(unit, { system: true, env });
  return { kind: "systemd system", manager, paths, render: (facts) => [renderSystemUnit(facts), renderWritable(facts)] };
}

/** Whether the user's manager can do what needs a user namespace; a manager that does not answer is told by what comes next. */
async function canNamespaces(env: NodeJS.ProcessEnv, notes: string[]): Promise<boolean> {
  const words = ["--user", "--wait", "--quiet", "--collect", "-p", "PrivateUsers=yes", "-p", "ProtectSystem=strict", "true"];
  const { status, stderr } = await runProgram("systemd-run", words, env);
  if (status === 0) return true;
  const why = stderr === "" ? `status ${status}` : stderr.split("\n")[0];
  notes.push(
    `user namespaces do not work here (${why}): PrivateUsers, ProtectSystem, ProtectHome and ReadWritePaths are left out`,
  );
  return false;
}

async function lingerNote(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { status, stdout } = await runProgram("loginctl", ["show-user", "--property=Linger", "--value", env.USER ?? ""], env);
  if (status === 0 && stdout.trim() === "yes") return [];
  return ["it ends with your last session; `loginctl enable-linger` keeps it running"];
}

/** A file that we did not write is nobody's to write over. */
function refuseForeign(paths: readonly string[]): void {
  const foreign = paths.find((path) => read(path)?.includes(OURS) === false);
  if (foreign !== undefined) throw new LockstepError("SERVICE_REFUSED", `${foreign} is not lockstep's. Move it away first.`);
}

function write({ path, text }: ServiceFile): void {
  const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(unfinished, text, { flag: "wx", mode: 0o644 });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    const next = code === "EACCES" || code === "EPERM" ? "Units of the machine are root's: use `sudo`." : "Make it writable.";
    throw new LockstepError("SERVICE_REFUSED", `${path} cannot be written (${code}). ${next}`, { cause });
  }
}

/** Writes the files and does `then`; when that fails, all is as it was before. */
async function writeAll(files: readonly ServiceFile[], then: () => Promise<void>): Promise<void> {
  const before = files.map(({ path }) => ({ path, text: read(path) }));
  try {
    for (const file of files) write(file);
    await then();
  } catch (error) {
    for (const { path, text } of before) {
      if (text === null) rmSync(path, { force: true });
      else if (read(path) !== text) write({ path, text });
    }
    throw error;
  }
}

/** The unit of the machine serves every user who has a file of the other kind. */
function isNeededByOthers(path: string): boolean {
  if (!path.endsWith("/lockstep@.service")) return false;
  const users = readdirSync(dirname(path)).filter((name) => /^lockstep@.+\.service\.d$/.test(name));
  return users.some((name) => read(join(dirname(path), name, WRITABLE)) !== null);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
