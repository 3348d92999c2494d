/** `lockstep DOMAIN VERB --param value`: any method, asked of the daemon, or run here on the ledger when none runs. */
import { resolve } from "node:path";
import { LockstepError } from "../../base/errors.js";
import { callShape, type Host, runMethod } from "../../domains/call.js";
import type { Ledger } from "../../domains/ledger.js";
import type { Stamp } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import { checkParams } from "../socket/calls.js";
import { agentId } from "./agent.js";
import type { Arguments } from "./arguments.js";
import { type Cli, note } from "./cli.js";
import { findDaemon } from "./daemon.js";
import { projectsHere } from "./here.js";
import { type MethodSpec, optionName, type ParamSpec } from "./manifest.js";

/** The longest deadline of the daemon and a little. */
const CALL_MS = 130_000;

export async function callMethod(cli: Cli, spec: MethodSpec, given: Arguments): Promise<number> {
  const params = paramsOf(spec, given);
  const fault = await openFolders(cli, spec, params);
  const result = await answerOf(cli, given, spec.method, params).catch((error: unknown) => {
    throw isForFolder(error) ? (fault ?? error) : error;
  });
  if (spec.method === "projects.add" || spec.method === "projects.remove") {
    await (await import("./service.js")).refreshService(cli, given);
  }
  cli.stdout.write(given.flag("json") ? `${JSON.stringify(result, null, 2)}\n` : await renderValues(result));
  return spec.method === "clock.run" && (result as { outcome: string }).outcome === "failed" ? 1 : 0;
}

/** What a method answers: the daemon's, or when none runs, worked out here on the ledger. */
export async function answerOf(cli: Cli, given: Arguments, method: string, params: Record<string, unknown>): Promise<unknown> {
  const isHere = cli.manifest.methods.some((known) => known.method === method && known.here === true);
  const client = isHere || given.flag("no-daemon") ? null : await findDaemon(cli);
  if (client === null) return await runHere(cli, given, method, params);
  try {
    return await client.call(method, { ...params, agent_id: agentId(cli) }, { timeoutMs: CALL_MS });
  } finally {
    client.close();
  }
}

/**
 * Makes folders absolute. One that cannot be opened is asked about all the same, for the ledger remembers projects that are gone; what
 * is wrong with it is given back, to be said when nobody knows it.
 */
async function openFolders(
  cli: Cli,
  { params: specs }: MethodSpec,
  params: Record<string, unknown>,
): Promise<LockstepError | null> {
  let fault: LockstepError | null = null;
  for (const { name, folder } of specs) {
    const dir = params[name];
    if (!folder || typeof dir !== "string") continue;
    try {
      params[name] = await cli.assembly.openFolder(dir);
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      fault ??= error;
      params[name] = resolve(cli.cwd, dir);
    }
  }
  return fault;
}

/** Nobody knows the project, or there is no ledger to look it up in. */
function isForFolder(error: unknown): boolean {
  return error instanceof LockstepError && (error.code === "UNKNOWN_PROJECT" || error.code === "LEDGER_REFUSED");
}

/** Params by name from options and positions; a folder that is not given is the current one. */
function paramsOf(spec: MethodSpec, given: Arguments): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const param of spec.params) {
    const option = optionName(param.name);
    const at = spec.positional.findIndex((positional) => positional.option === option);
    const value = givenValue(param, option, given) ?? positionValue(param, given.positional[at]);
    if (value !== undefined) params[param.name] = value;
    else if (param.folder && param.required) params[param.name] = ".";
    else if (param.required) {
      throw new LockstepError(
        "USAGE",
        `\`lockstep ${spec.name}\` wants --${option}. \`lockstep ${spec.name} --help\` shows what it takes.`,
      );
    }
  }
  return params;
}

/** What is no number is left to the method to refuse: it says what it takes. */
function positionValue({ type }: ParamSpec, word: string | undefined): unknown {
  const isNumber =
    (type === "integer" || type === "number") && word !== undefined && word !== "" && Number.isFinite(Number(word));
  return isNumber ? Number(word) : word;
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
  const { agent_id, ...checked } = checkParams(name, method.params.extend(callShape.pick({ agent_id: true }).shape).strict(), {
    ...params,
    agent_id: agentId(cli),
  });
  const caller = { actor: String(agent_id) };
  if (method.writes && !method.daemon) {
    return await cli.assembly.withLedger(
      async (ledger) => await runMethod(method, { ...hostHere(cli), reader: ledger, writer: ledger }, checked, caller),
    );
  }
  if (method.file) return await runMethod(method, { ...hostHere(cli), keeper: await cli.assembly.keeper() }, checked, caller);
  const ledger = await ledgerIfAny(cli);
  try {
    const onError = (error: unknown) => (ledger === null ? error : ledger.errorOf(error));
    const result = await runMethod(method, { ...hostHere(cli), reader: ledger, onError }, checked, caller);
    // Every answer has its stamp.
    if (ledger) note(cli, given, `as of ${(result as Stamp).as_of}, daemon not running`);
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
    if (error instanceof LockstepError && error.data.missing === true) return null;
    throw error;
  }
}

function hostHere(cli: Cli): Host {
  return { reader: null, writer: null, instance: null, projects: projectsHere(cli), daemon: null, clock: Date.now };
}

/** Any result as text: YAML is made to be read, and quotes what would not survive. Its state is for programs. */
async function renderValues(result: unknown): Promise<string> {
  const { stringify } = await import("yaml");
  const { instance: _instance, seq: _seq, as_of: _as_of, ...told } = result as Stamp;
  const text = stringify(told, { lineWidth: 0, aliasDuplicateObjects: false });
  return text.split("\n").map(escapeText).join("\n");
}
