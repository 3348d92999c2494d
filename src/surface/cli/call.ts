/** `lockstep DOMAIN VERB --param value`: any method, asked of the daemon, or run here on the ledger when none runs. */
import { LockstepError } from "../../base/errors.js";
import { isoTime } from "../../base/time.js";
import type { Ledger } from "../../domains/ledger.js";
import type { MethodContext, ProjectService } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import { checkParams } from "../socket/calls.js";
import type { Arguments } from "./arguments.js";
import { type Cli, folderOf, note } from "./cli.js";
import { findDaemon } from "./daemon.js";
import type { MethodSpec, ParamSpec } from "./manifest.js";

/** The longest deadline of the daemon and a little. */
const CALL_MS = 130_000;

export async function callMethod(cli: Cli, spec: MethodSpec, given: Arguments): Promise<number> {
  const params = paramsOf(cli, spec, given);
  const client = await findDaemon(cli);
  let result: unknown;
  if (client) {
    try {
      result = await client.call(spec.method, params, { timeoutMs: CALL_MS });
    } finally {
      client.close();
    }
  } else {
    result = await runHere(cli, given, spec.method, params);
  }
  cli.stdout.write(given.flag("json") ? `${JSON.stringify(result, null, 2)}\n` : await renderValues(result));
  return 0;
}

/** Params by name from options and positions; a folder that is not given is the current one. */
function paramsOf(cli: Cli, spec: MethodSpec, given: Arguments): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const param of spec.params) {
    const at = spec.positional.findIndex((positional) => positional.name === param.name.toUpperCase());
    const value = givenValue(param, optionName(param.name), given) ?? (at === -1 ? undefined : given.positional[at]);
    if (param.folder && (value !== undefined || param.required)) params[param.name] = folderOf(cli, value as string | undefined);
    else if (value !== undefined) params[param.name] = value;
    else if (param.required) {
      throw new LockstepError(
        "USAGE",
        `\`lockstep ${spec.name}\` wants --${optionName(param.name)}. \`lockstep ${spec.name} --help\` shows what it takes.`,
      );
    }
  }
  return params;
}

/** `timeout_ms` → `timeout-ms`. */
export function optionName(param: string): string {
  return param.replaceAll("_", "-");
}

function givenValue({ type }: ParamSpec, name: string, given: Arguments): unknown {
  if (type === "boolean") return given.flag(name) ? true : undefined;
  if (type === "list") return given.list(name);
  return type === "text" ? given.text(name) : given.number(name);
}

async function runHere(cli: Cli, given: Arguments, name: string, params: Record<string, unknown>): Promise<unknown> {
  const method = (await cli.assembly.methods()).find((known) => known.name === name);
  if (!method)
    throw new LockstepError(
      "UNKNOWN_METHOD",
      `There is no method \`${name}\`. Build lockstep again: its manifest is older than its methods.`,
    );
  const checked = checkParams(name, method.params.strict(), params);
  const ledger = await ledgerIfAny(cli);
  try {
    const result = await method.run(contextHere(cli, ledger), checked);
    if (ledger) note(cli, given, "no daemon runs; this is what it last recorded");
    return result;
  } finally {
    ledger?.close();
  }
}

/** null where no daemon has ever written one. */
async function ledgerIfAny({ assembly }: Cli): Promise<Ledger | null> {
  try {
    return await assembly.openLedger();
  } catch (error) {
    if (error instanceof LockstepError && error.code === "LEDGER_REFUSED") return null;
    throw error;
  }
}

function contextHere(cli: Cli, ledger: Ledger | null): MethodContext<Ledger> {
  const once = (root: string) => cli.assembly.checkOnce(root, { onProgress: () => {} });
  const projects: ProjectService = {
    async check({ root }) {
      return { instance: "", seq: 0, as_of: isoTime(Date.now()), answer: (await once(root)).report };
    },
    async explain({ root, id }) {
      return (await once(root)).explain(id);
    },
  };
  return { ledger, projects, daemon: null, clock: Date.now, actor: "cli" };
}

/** Any result as text: YAML is made to be read, and quotes what would not survive. */
async function renderValues(result: unknown): Promise<string> {
  const { stringify } = await import("yaml");
  const text = stringify(result, { lineWidth: 0, aliasDuplicateObjects: false });
  return text.split("\n").map(escapeText).join("\n");
}
