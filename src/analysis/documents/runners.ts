/** The command lines of package managers: what they run, for which package, and what they install. */
import type { PackageSelector, ScriptClaim } from "../model.js";
import type { ShellWord } from "./shell.js";
import type { WorkingFolder } from "./working-folder.js";

type Runner = ScriptClaim["runner"];

export interface RunnerCommand {
  script: { word: ShellWord; name: string; explicit: boolean; if_present: boolean; package: PackageSelector | null } | null;
  /** What `npx x` and its likes run, and the words after it. */
  run: { word: ShellWord; runner: string; rest: ShellWord[] } | null;
  /** A file handed to the runner itself: `bun run build.ts`. */
  file: ShellWord | null;
  /** Packages it installs. */
  installs: string[];
  /** Whether it makes a new project. */
  scaffolds: boolean;
}

const words = (list: string) => new Set(list.split(" "));

const RUN = words("run run-script rum urn");
const LIFE_CYCLE = words("test start stop restart");
const EXEC = words("exec dlx x");
const INSTALL = words("install i add in ins inst isntall");
const CREATE = words("create init innit");
/** Options that take the next word. */
const WITH_VALUE = words(
  "-w --workspace --prefix -C --dir --cwd --filter -F --filter-prod --loglevel --registry --cache --userconfig --script-shell --shell -p --package -c --call --config --workspace-concurrency --reporter --tag --otp",
);
/** What each manager does itself: no names of scripts. */
const BUILT_IN: Record<Runner, ReadonlySet<string>> = {
  npm: words(""),
  yarn: words(
    "add audit autoclean bin cache check config constraints create dedupe dlx exec explain generate-lock-entry global help import info init install licenses link list login logout node npm outdated owner pack patch patch-commit plugin policies prune publish rebuild remove run search self-update set stage tag team unlink unplug up upgrade upgrade-interactive version versions why workspace workspaces",
  ),
  pnpm: words(
    "add approve-builds audit bin cache cat-file cat-index config create dedupe deploy dlx doctor env exec fetch find-hash help i import init install install-test it licenses link list ln ls outdated pack patch patch-commit patch-remove prune publish rb rebuild recursive remove rm root run self-update server setup store unlink uninstall up update upgrade why",
  ),
  bun: words(
    "a add audit build c completions create discord exec getcompletes help i info init install link outdated patch patch-commit pm publish remove repl rm run test uninstall unlink update upgrade why x",
  ),
};

const NOTHING: RunnerCommand = { script: null, run: null, file: null, installs: [], scaffolds: false };

/** Reads the arguments of `npm`, `yarn`, `pnpm` or `bun`. */
export function readRunner(runner: Runner, args: readonly ShellWord[], folder: WorkingFolder): RunnerCommand {
  const line = readOptions(runner, args, folder);
  const [verb, second] = line.words;
  if (!verb) return NOTHING;
  if (runner === "yarn" && verb.text === "workspace") return readWorkspace(line, args, folder);
  if (runner === "yarn" && verb.text === "workspaces") return NOTHING;
  // `yarn run x` and `bun run x` fall back to binaries; npm and pnpm do not.
  if (RUN.has(verb.text)) return second ? readScript(runner, second, runner === "npm" || runner === "pnpm", line) : NOTHING;
  if (EXEC.has(verb.text)) return second ? running(second, `${runner} ${verb.text}`, line) : NOTHING;
  if (CREATE.has(verb.text))
    return { ...NOTHING, scaffolds: second !== undefined, installs: second ? [createdBy(second.text)] : [] };
  if (INSTALL.has(verb.text))
    return {
      ...NOTHING,
      installs: line.words
        .slice(1)
        .map((word) => packageName(word.text))
        .filter((name) => name !== ""),
    };
  if (runner === "bun" && verb.text === "test") return NOTHING;
  if (LIFE_CYCLE.has(verb.text)) return readScript(runner, verb, true, line);
  if (runner === "npm" || BUILT_IN[runner].has(verb.text)) return NOTHING;
  return readScript(runner, verb, false, line);
}

/** Reads the arguments of `npx`, `pnpx`, `bunx`. */
export function readExecutor(program: string, args: readonly ShellWord[], folder: WorkingFolder): RunnerCommand {
  const line = readOptions(program, args, folder);
  const [first] = line.words;
  return first ? running(first, program, line) : NOTHING;
}

interface CommandLine {
  /** Words that are no options, up to what belongs to the program that is run. */
  words: ShellWord[];
  /** All words after the first that is no option. */
  rest: ShellWord[];
  package: PackageSelector | null;
  if_present: boolean;
}

function readOptions(runner: string, args: readonly ShellWord[], folder: WorkingFolder): CommandLine {
  const line: CommandLine = { words: [], rest: [], package: folder.selector, if_present: false };
  const ownOptionsEnd = runner === "npx" || runner === "pnpx" || runner === "bunx";
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    if (word.text === "--") {
      if (line.words.length === 0 || (line.words.length === 1 && EXEC.has(line.words[0]?.text ?? ""))) continue;
      break;
    }
    if (!word.text.startsWith("-")) {
      line.words.push(word);
      if (ownOptionsEnd && line.words.length === 1) {
        line.rest = args.slice(at + 1);
        return line;
      }
      if (EXEC.has(line.words[0]?.text ?? "") && line.words.length === 2) {
        line.rest = args.slice(at + 1);
        return line;
      }
      continue;
    }
    // Behind the name of a script, only npm reads options itself.
    if (runner !== "npm" && hasScript(line.words)) continue;
    if (readOption(runner, word, args[at + 1], line, folder)) at++;
  }
  return line;
}

function hasScript(given: readonly ShellWord[]): boolean {
  return (
    given.length > (RUN.has(given[0]?.text ?? "") ? 1 : 0) &&
    !CREATE.has(given[0]?.text ?? "") &&
    !INSTALL.has(given[0]?.text ?? "")
  );
}

/** Reads one option; true when it took the next word. */
function readOption(
  runner: string,
  word: ShellWord,
  next: ShellWord | undefined,
  line: CommandLine,
  folder: WorkingFolder,
): boolean {
  const equals = word.text.indexOf("=");
  const name = equals === -1 ? word.text : word.text.slice(0, equals);
  if (name === "--if-present") line.if_present = true;
  if (name === "-ws" || name === "--workspaces" || name === "-r" || name === "--recursive") line.package = { by: "unresolved" };
  // In pnpm `-w` is the root of the workspace.
  if (runner === "pnpm" && (name === "-w" || name === "--workspace-root")) return false;
  const takesNext = equals === -1 && WITH_VALUE.has(name);
  const value = equals === -1 ? next?.text : word.text.slice(equals + 1);
  if (value !== undefined && (takesNext || equals !== -1)) line.package = selectorOf(name, value, folder) ?? line.package;
  return takesNext;
}

function selectorOf(option: string, value: string, folder: WorkingFolder): PackageSelector | null {
  switch (option) {
    case "--prefix":
    case "-C":
    case "--dir":
    case "--cwd":
      return folder.at(value);
    case "-w":
    case "--workspace":
    case "--filter":
    case "-F":
    case "--filter-prod":
      return named(value, folder);
    default:
      return null;
  }
}

function named(value: string, folder: WorkingFolder): PackageSelector {
  if (/[*{}[\]<>$!^]|\.\.\./.test(value.slice(0, 256))) return { by: "unresolved" };
  if (value.startsWith("./") || value.startsWith("../")) return folder.at(value);
  return { by: "workspace", name: value };
}

/** `yarn workspace NAME [run] SCRIPT`. */
function readWorkspace(line: CommandLine, args: readonly ShellWord[], folder: WorkingFolder): RunnerCommand {
  const name = line.words[1];
  if (!name) return NOTHING;
  const inner = readRunner("yarn", args.slice(args.indexOf(name) + 1), folder);
  return inner.script ? { ...inner, script: { ...inner.script, package: named(name.text, folder) } } : inner;
}

function readScript(runner: Runner, word: ShellWord, explicit: boolean, line: CommandLine): RunnerCommand {
  if (runner === "bun" && /\.[mc]?[jt]sx?$/.test(word.text.slice(-256))) return { ...NOTHING, file: word };
  if (!word.exact || !isScriptName(word.text)) return NOTHING;
  return { ...NOTHING, script: { word, name: word.text, explicit, if_present: line.if_present, package: line.package } };
}

function isScriptName(name: string): boolean {
  return name.length <= 128 && /^[A-Za-z0-9_][\w:.@/*-]*$/.test(name) && !/[.:]$/.test(name);
}

function running(word: ShellWord, runner: string, line: CommandLine): RunnerCommand {
  const name = packageName(word.text);
  const base = name.slice(name.lastIndexOf("/") + 1);
  const scaffolds = base.startsWith("create-") || name === "degit" || name === "giget";
  const isInit = line.rest[0]?.text === "init" || line.rest[0]?.text === "create";
  return { ...NOTHING, run: { word, runner, rest: line.rest }, scaffolds, installs: isInit || scaffolds ? [name] : [] };
}

/** `npm create x` runs `create-x`. */
function createdBy(word: string): string {
  const name = packageName(word);
  if (!name.startsWith("@")) return `create-${name}`;
  const slash = name.indexOf("/");
  return slash === -1 ? `${name}/create` : `${name.slice(0, slash)}/create-${name.slice(slash + 1)}`;
}

/** `kettle@latest` → `kettle`; empty for paths, URLs and options. */
export function packageName(word: string): string {
  const at = word.indexOf("@", 1);
  const name = (at === -1 ? word : word.slice(0, at)).replace(/^npm:/, "");
  return name.length <= 214 && /^(@[\w.~-]+\/)?[\w~][\w.~-]*$/.test(name) ? name : "";
}
