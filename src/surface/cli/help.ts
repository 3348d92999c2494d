/** Help texts; that of the whole is made by the build, so that it costs nothing to show. */
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from "./manifest.js";

/** `lockstep VERB --help`. */
export function renderCommandHelp(command: CommandSpec): string {
  const words = command.positional.map(({ name, required }) => (required ? name : `[${name}]`));
  const usage = ["lockstep", command.name, ...words, "[OPTIONS]"].join(" ");
  const rows = [
    ...command.positional.map(({ name, summary }) => [name, summary] as const),
    ...[...command.options, ...COMMON_OPTIONS].map((option) => [optionWords(option), option.summary] as const),
  ];
  return `${usage}\n\n${command.summary}.\n\n${columns(rows)}`;
}

/** `lockstep --help`. */
export function renderHelp(verbs: readonly CommandSpec[], domains: readonly string[]): string {
  const rows = verbs.map((verb) => {
    const words = verb.positional.map(({ name, required }) => (required ? name : `[${name}]`));
    return [[verb.name, ...words].join(" "), verb.summary] as const;
  });
  return [
    "lockstep finds what documents claim about the code that is no longer true.",
    "",
    "Usage: lockstep VERB [OPTIONS]",
    "",
    columns(rows),
    "Every method has a long form: `lockstep DOMAIN VERB --param value`.",
    `Domains: ${domains.join(", ")}. \`lockstep DOMAIN\` lists the verbs of one.`,
    "",
    columns([
      ["VERB --help", "What a verb takes"],
      ["--version", "Print the version"],
      ["--json, --quiet", "For every verb: print one JSON object; print the answer only"],
      ["--color[=WHEN]", "For every verb: always, never or auto"],
    ]),
    "Exit status: 0 nothing drifted, 1 drift, 2 usage or configuration, 3 nothing could be checked,",
    "4 no daemon answers, 5 ledger or socket refused, 70 a bug, 130 interrupted.",
    "",
  ].join("\n");
}

/** `lockstep DOMAIN`. */
export function renderDomainHelp(domain: string, commands: readonly CommandSpec[]): string {
  return `Usage: lockstep ${domain} VERB [OPTIONS]\n\n${columns(commands.map(({ name, summary }) => [name, summary] as const))}`;
}

function optionWords(option: OptionSpec): string {
  return `${option.short === undefined ? "" : `-${option.short}, `}${longForm(option)}`;
}

/** `--format FORMAT`, `--color[=WHEN]`. */
export function longForm({ name, value, implied }: OptionSpec): string {
  if (value === undefined) return `--${name}`;
  return implied === undefined ? `--${name} ${value}` : `--${name}[=${value}]`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
