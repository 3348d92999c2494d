/** The service managers: how each is asked to load, start, stop and tell. */
import { LockstepError } from "../base/errors.js";
import { type Ran, runProgram } from "./run.js";

export interface Activity {
  enabled: boolean;
  /** `active`, `inactive`, `failed` …, as the manager says it; null when it does not answer. */
  active: string | null;
  /** Process of the daemon; null when none runs. */
  pid: number | null;
}

export interface Manager {
  /** Takes over what was written, starts it now, and with every session from then on. Throws SERVICE_UNAVAILABLE. */
  load(): Promise<void>;
  /** Stops it and forgets it, before its file goes; `reload` after that. */
  unload(): Promise<void>;
  reload(): Promise<void>;
  /** Throws SERVICE_UNAVAILABLE with what the manager says. */
  start(): Promise<void>;
  stop(): Promise<void>;
  activity(): Promise<Activity>;
}

/** systemd; of the user, or with `system` of the machine. */
export function systemd(unit: string, { system, env }: { system: boolean; env: NodeJS.ProcessEnv }): Manager {
  const scope = system ? [] : ["--user"];
  const ask = (...words: string[]) => runProgram("systemctl", [...scope, ...words], env);
  const hint = `journalctl ${system ? "" : "--user "}-u ${unit}`;
  const must = async (...words: string[]) => orThrow(`systemctl ${[...scope, ...words].join(" ")}`, await ask(...words), hint);
  return {
    async load() {
      await must("daemon-reload");
      await must("enable", "--now", unit);
    },
    unload: () => must("disable", "--now", unit),
    reload: () => must("daemon-reload"),
    start: () => must("start", unit),
    stop: () => must("stop", unit),
    async activity() {
      const { status, stdout } = await ask("show", "--property=UnitFileState,ActiveState,MainPID", unit);
      const values = new Map(
        stdout.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
      const pid = Number(values.get("MainPID"));
      const enabled = values.get("UnitFileState") === "enabled";
      return { enabled, active: (status === 0 && values.get("ActiveState")) || null, pid: pid > 0 ? pid : null };
    },
  };
}

export const AGENT = "dev.lockstep.daemon";

/** launchd, in the session of the user. */
export function launchd(file: string, { uid, env }: { uid: number; env: NodeJS.ProcessEnv }): Manager {
  const domain = `gui/${uid}`;
  const target = `${domain}/${AGENT}`;
  const ask = (...words: string[]) => runProgram("launchctl", words, env);
  const hint = `launchctl print ${target}`;
  const must = async (...words: string[]) => orThrow(`launchctl ${words.join(" ")}`, await ask(...words), hint);
  const isLoaded = async () => (await ask("print", target)).status === 0;
  return {
    async load() {
      if (await isLoaded()) await must("bootout", target);
      await must("bootstrap", domain, file);
    },
    async unload() {
      if (await isLoaded()) await must("bootout", target);
    },
    async reload() {},
    async start() {
      if (await isLoaded()) await must("kickstart", target);
      else await must("bootstrap", domain, file);
    },
    // A daemon that ends with 0 is not started again.
    stop: () => must("kill", "SIGTERM", target),
    async activity() {
      const { status, stdout } = await ask("print", target);
      const pid = /^\s*pid = (\d+)$/m.exec(stdout)?.[1];
      const active = /^\s*state = (.+)$/m.exec(stdout)?.[1] ?? null;
      return { enabled: status === 0, active: status === 0 ? active : null, pid: pid === undefined ? null : Number(pid) };
    },
  };
}

function orThrow(command: string, { status, stderr }: Ran, hint: string): void {
  if (status === 0) return;
  const reason = stderr.replace(/\.$/, "") || `status ${status}`;
  throw new LockstepError("SERVICE_UNAVAILABLE", `\`${command}\` failed: ${reason}. \`${hint}\` may tell more.`);
}
