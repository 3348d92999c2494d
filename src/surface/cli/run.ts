/** From the words of the command line to an exit status. */
import { LockstepError, messageOf } from "../../base/errors.js";
import { areOptions, parseArguments } from "./arguments.js";
import type { Cli, Handler } from "./cli.js";
import { ExitWith } from "./exit-with.js";
import type { CommandSpec, MethodSpec } from "./manifest.js";

/** Each verb's handler, loaded only when it is asked for. */
const HANDLERS: Record<string, () => Promise<Handler>> = {
  check: async () => (await import("./check.js")).check,
  fix: async () => (await import("./fix.js")).fix,
  undo: async () => (await import("./undo.js")).undo,
  explain: async () => (await import("./explain.js")).explain,
  ack: async () => (await import("./ack.js")).ack,
  confirm: async () => (await import("./confirm-text.js")).confirmText,
  start: async () => (await import("./start.js")).start,
  restart: async () => (await import("./restart.js")).restart,
  reload: async () => (await import("./reload.js")).reload,
  stop: async () => (await import("./stop.js")).stop,
  status: async () => (await import("./status.js")).status,
  service: async () => (await import("./service.js")).service,
  init: async () => (await import("./init.js")).init,
  doctor: async () => (await import("./doctor.js")).doctor,
  "git-hooks": async () => (await import("./git-hooks.js")).gitHooks,
  logs: async () => (await import("./logs.js")).logs,
};

/** Runs what `words` say; errors are printed, never thrown. */
export async function run(words: readonly string[], cli: Cli): Promise<number> {
  try {
    return await dispatch(words, cli);
  } catch (error) {
    return await reportError(error, words, cli);
  }
}

async function dispatch(words: readonly string[], cli: Cli): Promise<number> {
  const { command, handler, rest } = await findCommand(words, cli);
  const given = await parseArguments(command, rest);
  if (given.flag("help")) return await showHelp(cli, command);
  return await handler(cli, given);
}

interface Found {
  command: CommandSpec;
  handler: Handler;
  rest: readonly string[];
}

/** The command and the words that belong to it; options may stand before it. */
async function findCommand(words: readonly string[], cli: Cli): Promise<Found> {
  const { verbs, methods } = cli.manifest;
  const at = nameAt(words, cli);
  const name = words[at];
  if (name === undefined)
    throw new LockstepError("USAGE", `\`${words[0]}\` is not an option of lockstep. \`lockstep --help\` lists the verbs.`);
  const others = words.filter((_, index) => index !== at);
  const verb = verbs.find((known) => known.name === name);
  const load = HANDLERS[name];
  if (verb && load) return { command: verb, handler: await load(), rest: others };
  if (name === "help") return await helpCommand(others, cli);
  const ofDomain = methods.filter((known) => known.name.startsWith(`${name} `));
  if (ofDomain.length > 0) return await methodCommand(name, ofDomain, words.slice(0, at), words.slice(at + 1));
  throw await unknownVerb(name, cli);
}

/** Where the verb stands: the first one whose options all words before it are. Else the first word that is no option. */
function nameAt(words: readonly string[], { manifest: { verbs, methods } }: Cli): number {
  const isName = (word: string, before: readonly string[]) => {
    const commands = [...verbs.filter(({ name }) => name === word), ...methods.filter(({ name }) => name.startsWith(`${word} `))];
    return commands.some((command) => areOptions(command, before));
  };
  const at = words.findIndex((word, index) => !word.startsWith("-") && isName(word, words.slice(0, index)));
  return at === -1 ? words.findIndex((word) => !word.startsWith("-")) : at;
}

/** `lockstep help [VERB]`. */
async function helpCommand(words: readonly string[], cli: Cli): Promise<Found> {
  if (words.length > 0) return { ...(await findCommand(words, cli)), rest: ["--help"] };
  const command = { name: "help", summary: "Show what there is", positional: [], options: [] };
  const handler = async () => {
    cli.stdout.write(cli.manifest.help);
    return 0;
  };
  return { command, handler, rest: [] };
}

/** The long form of a method, `lockstep DOMAIN VERB`. */
async function methodCommand(
  domain: string,
  methods: readonly MethodSpec[],
  before: readonly string[],
  after: readonly string[],
): Promise<Found> {
  const named = after.findIndex((word, index) => {
    const spec = methods.find((known) => known.name === `${domain} ${word}`);
    return spec !== undefined && areOptions(spec, [...before, ...after.slice(0, index)]);
  });
  const at = named === -1 ? after.findIndex((word) => !word.startsWith("-")) : named;
  const verb = after[at];
  if (verb === undefined) {
    const { renderDomainHelp } = await import("./help.js");
    const handler: Handler = async ({ stdout }) => {
      stdout.write(renderDomainHelp(domain, methods));
      return 0;
    };
    return { command: { name: domain, summary: domain, positional: [], options: [] }, handler, rest: [] };
  }
  const spec = methods.find((known) => known.name === `${domain} ${verb}`);
  if (!spec) throw await unknownMethodVerb(domain, verb, methods);
  const { callMethod } = await import("./call.js");
  const rest = [...before, ...after.filter((_, index) => index !== at)];
  return { command: spec, handler: (cli, given) => callMethod(cli, spec, given), rest };
}

async function unknownVerb(name: string, { manifest }: Cli): Promise<LockstepError> {
  const { nearestOf } = await import("../../base/nearest.js");
  const domains = manifest.methods.map((method) => method.name.slice(0, method.name.indexOf(" ")));
  const guess = nearestOf(name, [...manifest.verbs.map((verb) => verb.name), ...domains]);
  const next = guess === null ? "`lockstep --help` lists the verbs." : `Did you mean \`${guess}\`?`;
  return new LockstepError("USAGE", `\`${name}\` is not a verb of lockstep. ${next}`);
}

async function unknownMethodVerb(domain: string, verb: string, methods: readonly MethodSpec[]): Promise<LockstepError> {
  const { nearestOf } = await import("../../base/nearest.js");
  const guess = nearestOf(
    verb,
    methods.map((method) => method.name.slice(domain.length + 1)),
  );
  const next = guess === null ? `\`lockstep ${domain}\` lists its verbs.` : `Did you mean \`${domain} ${guess}\`?`;
  return new LockstepError("USAGE", `\`${verb}\` is not a verb of \`${domain}\`. ${next}`);
}

async function showHelp({ stdout }: Cli, command: CommandSpec): Promise<number> {
  const { renderCommandHelp } = await import("./help.js");
  stdout.write(renderCommandHelp(command));
  return 0;
}

/** What went wrong, on standard error; with `--json` as one object. */
async function reportError(error: unknown, words: readonly string[], { stderr }: Cli): Promise<number> {
  if (error instanceof ExitWith) {
    if (error.message !== "") stderr.write(`${error.message}\n`);
    return error.status;
  }
  const known = error instanceof LockstepError ? error : internal(error);
  const { code, message, data, exitStatus } = known;
  if (words.includes("--json")) {
    stderr.write(`${JSON.stringify({ error: { code, message, ...data } })}\n`);
    return exitStatus;
  }
  const { escapeText } = await import("../formats/escape.js");
  stderr.write(`lockstep: ${code}: ${escapeText(message)}\n`);
  if (!(error instanceof LockstepError) && error instanceof Error) stderr.write(`${error.stack ?? ""}\n`);
  return exitStatus;
}

function internal(error: unknown): LockstepError {
  const what = messageOf(error);
  return new LockstepError("INTERNAL", `This is a bug in lockstep: ${what}`);
}
