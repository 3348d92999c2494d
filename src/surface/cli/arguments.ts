/** Words of the command line → values, by what the manifest says of the command. */
import { parseArgs } from "node:util";
import { LockstepError } from "../../base/errors.js";
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from "./manifest.js";

export interface Arguments {
  positional: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  list(name: string): readonly string[] | undefined;
}

/** Reads `words`, which follow the command. Throws USAGE that says what, where, and the nearest that exists. */
export async function parseArguments(command: CommandSpec, words: readonly string[]): Promise<Arguments> {
  const options = [...command.options, ...COMMON_OPTIONS];
  const values = new Map<string, string[]>();
  const positional: string[] = [];
  for (const token of tokensOf(words, options)) {
    if (token.kind === "positional") positional.push(token.value);
    if (token.kind !== "option") continue;
    const option = options.find((known) => known.name === token.name);
    if (!option) throw await unknownOption(command, options, token.rawName);
    const { value = option.implied } = token;
    if (option.type === "flag") {
      if (value !== undefined) throw usage(command, `\`--${option.name}\` takes no value`);
      values.set(option.name, []);
      continue;
    }
    if (value === undefined || (!token.inlineValue && option.implied === undefined && isOption(value)))
      throw usage(command, `\`--${option.name}\` wants a value${choicesOf(option)}`);
    const parts = option.type === "list" ? value.split(",") : [value];
    for (const part of parts) await checkValue(command, option, part);
    values.set(option.name, option.type === "list" ? [...(values.get(option.name) ?? []), ...parts] : parts);
  }
  const help = values.has("help");
  if (!help) checkPositional(command, positional, values);
  return {
    positional,
    flag: (name) => values.has(name),
    text: (name) => values.get(name)?.[0],
    number: (name) => (values.has(name) ? Number(values.get(name)?.[0]) : undefined),
    list: (name) => values.get(name),
  };
}

/** Whether `words` are nothing but options of the command and their values, so that what follows them is no value. */
export function areOptions(command: CommandSpec, words: readonly string[]): boolean {
  const options = [...command.options, ...COMMON_OPTIONS];
  return tokensOf(words, options).every((token) => {
    if (token.kind !== "option") return false;
    const option = options.find((known) => known.name === token.name);
    return option !== undefined && (isAlone(option) || token.value !== undefined);
  });
}

/** No value comes in the word after it. */
function isAlone({ type, implied }: OptionSpec): boolean {
  return type === "flag" || implied !== undefined;
}

/** `-1` is a value, `-x` and `--x` are not. */
function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-" && Number.isNaN(Number(word));
}

function tokensOf(words: readonly string[], options: readonly OptionSpec[]) {
  const shapes = options.map((option): [string, { type: "boolean" | "string"; short?: string }] => {
    const { name, short } = option;
    return [name, { type: isAlone(option) ? "boolean" : "string", ...(short ? { short } : {}) }];
  });
  return parseArgs({ args: [...words], options: Object.fromEntries(shapes), strict: false, allowPositionals: true, tokens: true })
    .tokens;
}

async function unknownOption(command: CommandSpec, options: readonly OptionSpec[], word: string): Promise<LockstepError> {
  const { nearestOf } = await import("../../base/nearest.js");
  const guess = nearestOf(
    word,
    options.map((known) => `--${known.name}`),
  );
  return usage(command, `\`${word}\` is not an option of \`lockstep ${command.name}\``, guess);
}

async function checkValue(command: CommandSpec, option: OptionSpec, value: string): Promise<void> {
  if (option.choices && !option.choices.includes(value)) {
    const { nearestOf } = await import("../../base/nearest.js");
    throw usage(
      command,
      `\`${value}\` is no value of \`--${option.name}\`${choicesOf(option)}`,
      nearestOf(value, option.choices),
    );
  }
  if (option.type === "number" && (value === "" || !Number.isFinite(Number(value)) || Number(value) < 0)) {
    throw usage(command, `\`--${option.name}\` wants a number, not \`${value}\``);
  }
}

function choicesOf({ choices }: OptionSpec): string {
  return choices ? `: ${choices.join(", ")}` : "";
}

/** What is given by position, or by the option of the same meaning; never by both. */
function checkPositional(command: CommandSpec, positional: readonly string[], values: ReadonlyMap<string, unknown>): void {
  for (const [at, { name, option, required }] of command.positional.entries()) {
    const word = positional[at];
    const isOptionGiven = option !== undefined && values.has(option);
    if (word !== undefined && isOptionGiven)
      throw usage(command, `${name} is given twice, as \`${word}\` and by \`--${option}\``);
    if (required && word === undefined && !isOptionGiven) throw usage(command, `\`lockstep ${command.name}\` wants ${name}`);
  }
  const extra = positional[command.positional.length];
  if (extra !== undefined) throw usage(command, `\`lockstep ${command.name}\` does not take \`${extra}\``);
}

function usage(command: CommandSpec, problem: string, guess: string | null = null): LockstepError {
  const next = guess === null ? `\`lockstep ${command.name} --help\` shows what it takes.` : `Did you mean \`${guess}\`?`;
  return new LockstepError("USAGE", `${problem}. ${next}`);
}
