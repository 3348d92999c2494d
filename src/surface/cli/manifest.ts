/** What the command line knows without loading anything else; written by the build from the method table and the verbs. */

export interface OptionSpec {
  /** Without the dashes. */
  name: string;
  short?: string;
  type: "flag" | "text" | "number" | "list";
  /** What stands for the value in help: `SECONDS`. */
  value?: string;
  /** What the name alone means; the value then comes after `=` only. */
  implied?: string;
  choices?: readonly string[];
  summary: string;
}

export interface PositionalSpec {
  name: string;
  /** Option that says the same by name. */
  option?: string;
  required: boolean;
  summary: string;
}

/** Something one can type after `lockstep`. */
export interface CommandSpec {
  /** Words as typed: `check`, `documentation findings`. */
  name: string;
  summary: string;
  positional: readonly PositionalSpec[];
  options: readonly OptionSpec[];
}

/** A param of a method as the command line takes it. */
export interface ParamSpec {
  name: string;
  type: "text" | "integer" | "number" | "boolean" | "list";
  required: boolean;
  /** A folder: relative to where the user stands. */
  folder: boolean;
}

export interface MethodSpec extends CommandSpec {
  method: string;
  /** Not asked of a daemon. */
  here?: boolean;
  params: readonly ParamSpec[];
}

export interface Manifest {
  version: string;
  /** What `lockstep --help` prints. */
  help: string;
  /** Ids of all rules, which a configuration may name. */
  rules: readonly string[];
  /** Everyday verbs, each with its own handler. */
  verbs: readonly CommandSpec[];
  /** Every method by its long form. */
  methods: readonly MethodSpec[];
}

/** How an option spells a param: `timeout_ms` → `timeout-ms`. */
export function optionName(param: string): string {
  return param.replaceAll("_", "-");
}

/** Every command takes these. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: "json", type: "flag", summary: "Print one JSON object" },
  { name: "quiet", short: "q", type: "flag", summary: "Print the answer only: no notes, no progress" },
  {
    name: "color",
    type: "text",
    value: "WHEN",
    implied: "always",
    choices: ["always", "never", "auto"],
    summary: "Colours: always, never or auto, which is by FORCE_COLOR, NO_COLOR and the terminal",
  },
  { name: "help", short: "h", type: "flag", summary: "Show this help" },
];
