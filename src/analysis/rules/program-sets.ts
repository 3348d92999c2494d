/** The sets of what a program is told from outside: its options, its commands, the variables it reads. */
import { isProjectCode, isTestCode } from "../../base/test-path.js";
import { kebab } from "../names/words.js";
import { optionsOpenness } from "./inner-life.js";
import type { NamedSet } from "./named-set.js";
import type { JudgeContext } from "./rule.js";

/** What every program answers, declared or not. */
const EVERYWHERE = new Set(["help", "version"]);
const LONG_NAMES_MAX = 4;

/** Variables that code reads. One that stands elsewhere in the project, a script of a shell say, may be listed as well. */
export function variables(_argument: string, { world }: JudgeContext): NamedSet | string {
  const members = world.inner.all("env").filter((name) => world.inner.holding("env", name).some(isProjectCode));
  if (members.length === 0) return "no code reads a variable";
  return {
    members,
    open: world.inner.openness("env", (path) => !isTestCode(path)),
    mayList: (item) => [item, `$${item}`].some((word) => isHeld(word, world)),
  };
}

function isHeld(word: string, { names }: JudgeContext["world"]): boolean {
  return names.filesHolding(word, { words: true }).some((path) => !isTestCode(path));
}

/** Options of the one program of the project, all declared in one file. */
export function options(argument: string, context: JudgeContext): NamedSet | string {
  const [bin = "", command] = argument.split(" ");
  const { inner } = context.world;
  const set = ofProgram("option", bin, context);
  if (typeof set === "string") return set;
  const several = command !== undefined || inner.all("command").length > 0;
  return {
    members: set.names.map(kebab),
    open: several ? "options of commands are not told apart" : (set.open ?? optionsOpenness(context)),
    read: longName,
    mayList: (item) => EVERYWHERE.has(longName(item)) || /^-\w$/.test(item),
  };
}

/** Commands of the one program of the project, all declared in one file. */
export function commands(bin: string, context: JudgeContext): NamedSet | string {
  const set = ofProgram("command", bin, context);
  if (typeof set === "string") return set;
  const read = (item: string) => (item.startsWith(`${bin} `) ? item.slice(bin.length + 1) : item).split(" ", 1)[0] as string;
  return { members: set.names, open: set.open, read, mayList: (item) => EVERYWHERE.has(read(item)) };
}

/** Nothing says which program a declaration belongs to: it is clear where there is one program and one file that declares. */
function ofProgram(
  kind: "option" | "command",
  bin: string,
  { world }: JudgeContext,
): { names: string[]; open: string | null } | string {
  const bins = world.packages.bins();
  if (!bins.includes(bin)) return `no binary \`${bin}\``;
  const holders = new Map(world.inner.all(kind).map((name) => [name, world.inner.holding(kind, name).filter(isProjectCode)]));
  const names = [...holders].flatMap(([name, paths]) => (paths.length > 0 ? [name] : []));
  if (names.length === 0) return `no ${kind} of \`${bin}\` was read`;
  const files = new Set([...holders.values()].flat());
  const open = bins.length > 1 ? "there are several programs" : files.size > 1 ? "several files declare some" : null;
  return { names, open };
}

/** The long name in `-q, --quiet <level>`, as it is written in a shell; `--no-x` is `x`. */
function longName(item: string): string {
  const words = item.split(/[\s,=[<|]+/, LONG_NAMES_MAX);
  const name = (words.find((word) => word.startsWith("--")) ?? words[0] ?? "").replace(/^-+/, "");
  return kebab(name.startsWith("no-") ? name.slice(3) : name);
}
