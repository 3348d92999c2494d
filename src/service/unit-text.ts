/** The units and the agent that a service manager is given, made of the templates in `systemd/` and `launchd/`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LockstepError } from "../base/errors.js";
import { packageRoot } from "../base/package.js";

/** What differs from machine to machine. Paths are absolute. */
export interface ServiceFacts {
  node: string;
  daemonScript: string;
  /** Heap of the main thread, MiB; the setting `limits.rss`, bytes. */
  heapMib: number;
  rss: number;
  /** Folders that it writes to; those that must be there, and those that may not. */
  writable: { path: string; isNeeded: boolean }[];
  /** Places that differ from the usual ones. */
  environment: Readonly<Record<string, string>>;
  logsDir: string;
}

const MIB = 1024 * 1024;
/** What systemd takes for too much, at least; with a larger `limits.rss`, more than that. */
const MEMORY = { high: { mib: 1_536, share: 1.25 }, max: { mib: 2_048, share: 1.6 } } as const;
/** Of a user's unit, the lines that a manager without user namespaces cannot do. */
const NAMESPACE_LINES = /^(?:# The lines below.*|PrivateUsers=.*|ProtectSystem=.*|ProtectHome=.*|ReadWritePaths=.*)\n/gm;

/** `~/.config/systemd/user/lockstep.service`. */
export function renderUserUnit(facts: ServiceFacts, { namespaces }: { namespaces: boolean }): string {
  const text = fillUnit("lockstep.service", facts);
  return namespaces ? text : text.replace(NAMESPACE_LINES, "");
}

export function hasNamespaces(unit: string): boolean {
  return /^PrivateUsers=yes$/m.test(unit);
}

/** `lockstep@.service`, for every user of the machine. */
export function renderSystemUnit(facts: ServiceFacts): string {
  return fillUnit("lockstep@.service", facts);
}

/** What of `lockstep@NAME.service` is NAME's alone. */
export function renderWritable(facts: ServiceFacts): string {
  return fillUnit("writable.conf", facts);
}

/** `~/Library/LaunchAgents/dev.lockstep.daemon.plist`. */
export function renderAgent({ node, daemonScript, heapMib, environment, logsDir }: ServiceFacts): string {
  const pairs = Object.entries(environment).map(
    ([name, value]) => `\t\t<key>${name}</key>\n\t\t<string>${escapeXml(value)}</string>\n`,
  );
  return fill(template("launchd", "dev.lockstep.daemon.plist"), {
    NODE: escapeXml(node),
    DAEMON: escapeXml(daemonScript),
    HEAP_MIB: String(heapMib),
    ENVIRONMENT: pairs.join("").trimEnd(),
    LOGS: escapeXml(logsDir),
  });
}

/** Paths that no unit can name: systemd reads lines. */
export function unnameable({ writable }: ServiceFacts): string[] {
  return writable.map(({ path }) => path).filter((path) => !isNameable(path));
}

function fillUnit(name: string, { node, daemonScript, heapMib, rss, writable, environment }: ServiceFacts): string {
  const paths = writable
    .filter(({ path }) => isNameable(path))
    .map(({ path, isNeeded }) => word(`${isNeeded ? "" : "-"}${path}`));
  const variables = Object.entries(environment).map(([variable, value]) => `Environment=${word(`${variable}=${value}`)}`);
  const mib = ({ mib: least, share }: { mib: number; share: number }) => `${Math.max(least, Math.floor((share * rss) / MIB))}M`;
  return fill(template("systemd", name), {
    NODE: commandWord(node),
    DAEMON: commandWord(daemonScript),
    HEAP_MIB: String(heapMib),
    MEMORY_HIGH: mib(MEMORY.high),
    MEMORY_MAX: mib(MEMORY.max),
    ENVIRONMENT: variables.join("\n"),
    WRITABLE: paths.join(" "),
  });
}

function template(folder: string, name: string): string {
  return readFileSync(join(packageRoot, folder, name), "utf8");
}

/** A line whose only word stands for nothing goes. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  const filled = text.replace(/^@([A-Z_]+)@\n/gm, (line, name: string) => (values[name] === "" ? "" : line));
  return filled.replace(/@([A-Z_]+)@/g, (whole, name: string) => values[name] ?? whole);
}

function isNameable(path: string): boolean {
  return !/[\x00-\x1f\x7f]/.test(path);
}

/** One word of a setting: quoted, and without systemd's own placeholders. Throws SERVICE_REFUSED for one that would be several lines. */
function word(text: string): string {
  if (!isNameable(text)) {
    const message = `${JSON.stringify(text)} cannot stand in a unit, which is read line by line. Set it to a path without such characters.`;
    throw new LockstepError("SERVICE_REFUSED", message);
  }
  const plain = text.replaceAll("%", "%%");
  return /^[\w./:@%+=,~-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, "\\$&")}"`;
}

/** One word of a command, where `$` stands for variables too. */
function commandWord(text: string): string {
  return word(text).replaceAll("$", "$$$$");
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
