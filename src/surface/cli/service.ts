import { LockstepError } from "../../base/errors.js";
import { stampHere } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import { renderJson } from "../formats/json.js";
import type { Arguments } from "./arguments.js";
import { type Cli, note, type ServiceState, type ServiceWork } from "./cli.js";
import { findDaemon } from "./daemon.js";
import { launchDaemon, waitReady } from "./launch.js";
import { stopRunning } from "./stop.js";

/** `lockstep service install|uninstall|status`. Throws SERVICE_REFUSED, SERVICE_UNAVAILABLE. */
export async function service(cli: Cli, given: Arguments): Promise<number> {
  const [action = ""] = given.positional;
  const user = userOf(given);
  if (!["install", "uninstall", "status"].includes(action)) {
    const message = `\`service\` wants install, uninstall or status, not \`${action}\`. \`lockstep service --help\` says more.`;
    throw new LockstepError("USAGE", message);
  }
  if (given.flag("print") && action !== "install") {
    throw new LockstepError("USAGE", "`--print` says what install would write. `lockstep service install --print` does it.");
  }
  const work = await cli.assembly.service(user);
  if (given.flag("print")) return await print(cli, given, work);
  const state = await (action === "install"
    ? installService(cli, work, user)
    : action === "uninstall"
      ? work.uninstall()
      : work.status());
  cli.stdout.write(given.flag("json") ? renderJson({ answer: state, ...stampHere(Date.now) }) : render(state));
  return 0;
}

/** Writes the unit anew where one is installed and says something else now; a restart takes it over. Only tells what goes wrong. */
export async function refreshService(cli: Cli, given: Arguments): Promise<void> {
  try {
    const work = await cli.assembly.service(null);
    if (await work.refresh())
      note(cli, given, "the service was written anew; `lockstep restart` lets the daemon write to its new places");
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    if (error.code.startsWith("SERVICE_")) note(cli, given, `the service was not written anew: ${error.message}`);
  }
}

function userOf(given: Arguments): string | null {
  const user = given.text("user") ?? null;
  if (given.flag("system") === (user !== null)) return user;
  throw new LockstepError(
    "USAGE",
    "A service of the machine runs as one user: give `--system --user=NAME` together, or none of them.",
  );
}

/** A daemon that nobody manages makes way, for the manager's own could not have the ledger; when that does not start, it is back. */
export async function installService(cli: Cli, work: ServiceWork, user: string | null): Promise<ServiceState> {
  const stopped = user === null && (await isUnmanaged(cli, work)) ? await stopRunning(cli) : null;
  try {
    return await work.install();
  } catch (error) {
    if (stopped !== null) (await waitReady(cli, await launchDaemon(cli), () => {}))?.client.close();
    throw error;
  }
}

async function isUnmanaged(cli: Cli, { isInstalled, manager }: ServiceWork): Promise<boolean> {
  const client = await findDaemon(cli);
  client?.close();
  return client !== null && !(isInstalled() && (await manager.activity()).pid !== null);
}

async function print({ stdout }: Cli, given: Arguments, work: ServiceWork): Promise<number> {
  const files = await work.print();
  const [first] = files;
  if (given.flag("json")) stdout.write(renderJson({ answer: { files }, ...stampHere(Date.now) }));
  else if (files.length === 1 && first) stdout.write(first.text);
  else stdout.write(files.map(({ path, text }) => `# ${escapeText(path)}\n${text}`).join("\n"));
  return 0;
}

function render({ kind, enabled, active, pid, files, notes }: ServiceState): string {
  const running = pid === null ? "" : ` (pid ${pid})`;
  return [
    `${kind}: ${enabled ? "enabled" : "not enabled"}, ${active === null ? "the manager does not answer" : `${active}${running}`}`,
    ...files.map(({ path, state }) => `  ${escapeText(path)}  ${state}`),
    ...notes.map((text) => `note: ${escapeText(text)}`),
    "",
  ].join("\n");
}
