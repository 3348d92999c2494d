import type { Mark, TargetTool } from "../model.js";
import type { Particulars } from "./collector.js";
import { optionText } from "./option-lists.js";
import { hasFileExtension } from "./path-shape.js";
import { isPlaceholderPath } from "./placeholders.js";
import { packageName, type RunnerCommand, readExecutor, readRunner } from "./runners.js";
import { readShell, type ShellCommand, type ShellWord } from "./shell.js";
import { isTargetName, readTargets } from "./target-commands.js";
import { isVariableName } from "./variables.js";
import { WorkingFolder } from "./working-folder.js";

/** A claim whose place is still an offset in the text of the commands. */
export interface CommandClaim {
  particulars: Particulars;
  start: number;
  end: number;
  normalized: string;
  marks: Mark[];
}

export interface CommandsRead {
  claims: CommandClaim[];
  installs: string[];
  /** Repositories that are cloned, as written. */
  clones: string[];
  scaffolds: boolean;
}

/** Reads the commands of a fence or of inline code. */
export function readCommands(content: string): CommandsRead {
  const reader = new CommandReader();
  for (const command of readShell(content)) reader.visit(command);
  return reader;
}

const PREFIXES = new Set(["sudo", "time", "exec", "command", "env", "cross-env", "nohup", "doas"]);
const EXECUTORS = new Set(["npx", "pnpx", "bunx"]);
/** Programs that run one file and hand it the rest; their options that take the next word. */
const INTERPRETERS = new Set(["node", "tsx", "ts-node", "bash", "sh", "zsh", "python", "python3", "deno"]);
const INTERPRETER_VALUES = new Set(
  "-r --require --import --loader --experimental-loader -C --conditions --project -P --tsconfig -W -X --env-file".split(" "),
);
const INLINE_CODE = new Set("-e --eval -p --print -c -m --run -pe -i".split(" "));
/** Programs that read every file they are given. */
const READERS = new Set(["cat", "code", "less", "head", "tail", "source", "."]);
/** Programs whose last argument is where to, and may be new. */
const COPIERS = new Set(["cp", "mv", "ln"]);

// biome-ignore format: a list
const SYSTEM_COMMANDS = new Set((
  "alias apt apt-get awk aws az base64 bat brew bundle bzip2 cal cargo cat cd chmod chown clear clone cmake composer conda corepack cp " +
  "crontab curl cut date dd deno df diff dig dir dnf docker docker-compose dotnet du echo emacs esac eval exit export expr false fg find flyctl fnm " +
  "for gcc gcloud gem gh git go gradle grep gunzip gzip head helm heroku hg history host hostname id if ifconfig java javac jobs jq kill " +
  "killall kubectl less ln local locate ls lsof make man md5sum mkdir mktemp more mount mv mvn nano nc net netstat nix node npm npx nvim " +
  "nvm open openssl pacman paste patch php ping pip pip3 pipx pnpm pnpx podman poetry popd printenv printf ps psql pushd pwd python python3 " +
  "read rename return rm rmdir rsync ruby rustc rustup scp screen sed select seq set sh sha256sum shift sleep snap sort source split ssh " +
  "ssh-keygen stat su sudo svn swift systemctl tail tar tee terraform test then time timeout tmux top touch tr trap tree true type ulimit " +
  "umount uname unalias uniq unset unzip until uv uvx vagrant vercel vi vim volta wait watch wc wget where whereis which while who whoami winget " +
  "xargs xcode-select yarn yes yum zip zsh bash fish bun bunx else fi do done case in function choco scoop port apk perl netlify wrangler redis-cli " +
  "mysql mongo mongod mongosh sqlite3 ffmpeg convert code start stop"
).split(" "));

const RUNNERS = { npm: "npm", yarn: "yarn", pnpm: "pnpm", bun: "bun" } as const;

class CommandReader implements CommandsRead {
  readonly claims: CommandClaim[] = [];
  readonly installs: string[] = [];
  readonly clones: string[] = [];
  scaffolds = false;
  private readonly folder = new WorkingFolder();

  visit(command: ShellCommand): void {
    for (let i = 0; i < command.opens; i++) this.folder.enter();
    const words = withoutPrefixes(command.words);
    this.assignments(command.words.slice(0, command.words.length - words.length));
    const [first, ...args] = words;
    if (first) this.program(first, args);
    for (let i = 0; i < command.closes; i++) this.folder.leave();
  }

  /** `KETTLE_TEMP=90` before the program, and after `export`. */
  private assignments(words: readonly ShellWord[]): void {
    for (const word of words) {
      const equals = word.text.indexOf("=");
      const name = equals === -1 ? word.text : word.text.slice(0, equals);
      if (equals === -1 || !isVariableName(name)) continue;
      this.claims.push({
        particulars: { kind: "env", name },
        start: word.start,
        end: word.start + name.length,
        normalized: name,
        marks: [],
      });
    }
  }

  private program(word: ShellWord, args: ShellWord[]): void {
    const program = word.text;
    if (program === "export") this.assignments(args);
    const runner = Object.hasOwn(RUNNERS, program) ? RUNNERS[program as keyof typeof RUNNERS] : null;
    if (runner) this.runner(runner, readRunner(runner, args, this.folder));
    else if (EXECUTORS.has(program)) this.runner("npm", readExecutor(program, args, this.folder));
    else if (program === "make" || program === "just" || program === "task") this.targets(program, args);
    else if (program === "cd") this.folder.go(args[0]?.text ?? "");
    else if (program === "pushd" || program === "popd") this.folder.go("-");
    else if (program === "mkdir") for (const arg of args) this.folder.make(arg.text);
    else if ((program === "git" || program === "gh") && args.some((arg) => arg.text === "clone")) this.clone(args);
    else this.other(word, args);
  }

  private targets(tool: TargetTool, args: readonly ShellWord[]): void {
    const read = readTargets(tool, args, this.folder);
    // Words that cannot all be targets are a sentence: `make it so!`.
    if (!read?.words.every((word) => word.exact && isTargetName(word.text))) return;
    for (const word of read.words) this.add(word, { kind: "target", tool, name: word.text, folder: read.folder }, word.text);
  }

  private clone(args: ShellWord[]): void {
    const [url, dir] = args.slice(args.findIndex((arg) => arg.text === "clone") + 1).filter((arg) => !arg.text.startsWith("-"));
    if (!url) return;
    this.clones.push(url.text);
    this.folder.clone(url.text, dir?.text);
  }

  private runner(runner: keyof typeof RUNNERS, command: RunnerCommand): void {
    this.installs.push(...command.installs);
    this.scaffolds ||= command.scaffolds;
    if (command.script) {
      const { word, name, explicit, if_present } = command.script;
      const particulars: Particulars = {
        kind: "script",
        runner,
        script: name,
        explicit,
        if_present,
        package: command.script.package,
      };
      this.add(word, particulars, name);
    }
    if (command.file) this.file(runner, command.file);
    if (command.run) this.run(command.run);
  }

  private run({ word, runner, rest }: NonNullable<RunnerCommand["run"]>): void {
    const name = packageName(word.text);
    if (name === "") return;
    if (INTERPRETERS.has(name)) this.other(word, rest);
    const at = word.exact ? { ...word, text: name, end: word.start + name.length } : word;
    this.add(at, { kind: "bin", bin: name, runner }, name);
    this.given(name, rest);
  }

  /** The subcommand and the options that a program is given; what stands behind `--` goes to another one. */
  private given(bin: string, args: readonly ShellWord[]): void {
    const [first] = args;
    if (first?.exact && /^[a-z][a-z0-9:-]{1,40}$/.test(first.text.slice(0, 64)) && first.text.length <= 41) {
      this.add(first, { kind: "command", name: first.text, bin }, first.text);
    }
    for (const arg of args) {
      if (arg.text === "--") return;
      const found = optionText(arg.text, 0);
      if (!found || (found.text.length < arg.text.length && arg.text[found.text.length] !== "=")) continue;
      const { name, text } = found;
      this.claims.push({
        particulars: { kind: "option", name, bin },
        start: arg.start,
        end: arg.start + text.length,
        normalized: text,
        marks: [],
      });
    }
  }

  private other(word: ShellWord, args: ShellWord[]): void {
    const program = word.text;
    if (INTERPRETERS.has(program)) this.interpreter(program, args);
    else if (READERS.has(program) || COPIERS.has(program)) {
      const files = args.filter((arg) => !arg.text.startsWith("-"));
      for (const file of COPIERS.has(program) ? files.slice(0, -1) : files) this.file(program, file);
    } else if (program.startsWith("./") || program.startsWith("../")) this.file("exec", word);
    else if (isBinName(program)) {
      this.add(word, { kind: "bin", bin: program, runner: null }, program);
      this.given(program, args);
    }
  }

  private interpreter(program: string, args: ShellWord[]): void {
    if (program === "node" && args[0]?.text === "--run" && args[1]?.exact) {
      const name = args[1].text;
      const script: Particulars = {
        kind: "script",
        runner: "npm",
        script: name,
        explicit: true,
        if_present: false,
        package: this.folder.selector,
      };
      this.add(args[1], script, name);
      return;
    }
    const allFiles = args.some((arg) => arg.text === "--test");
    for (let at = 0; at < args.length; at++) {
      const arg = args[at] as ShellWord;
      if (INLINE_CODE.has(arg.text)) return;
      if (arg.text.startsWith("-")) {
        if (INTERPRETER_VALUES.has(arg.text)) at++;
      } else if (!isSubcommand(program, arg.text)) {
        this.file(program, arg);
        if (!allFiles) return;
      }
    }
  }

  private file(program: string, word: ShellWord): void {
    const { text } = word;
    if (!word.exact || text.length > 256 || text.includes("://") || /[\s"'=,;:]/.test(text) || text.startsWith("-")) return;
    if (!text.includes("/") && !hasFileExtension(text)) return;
    if (text.startsWith("/") || text.startsWith("~") || text.startsWith("@")) return;
    const target = text.replace(/^\.\//, "");
    const marks: Mark[] = isPlaceholderPath(text) ? ["placeholder"] : [];
    const particulars: Particulars = {
      kind: "command-file",
      program,
      target,
      package: this.folder.selector,
      named_before: false,
    };
    this.claims.push({ particulars, start: word.start, end: word.end, normalized: target, marks });
  }

  private add(word: ShellWord, particulars: Particulars, normalized: string): void {
    if (!word.exact && word.text !== normalized) return;
    const marks: Mark[] = isPlaceholderPath(normalized) ? ["placeholder"] : [];
    this.claims.push({ particulars, start: word.start, end: word.end, normalized, marks });
  }
}

function isSubcommand(program: string, word: string): boolean {
  return (
    (program === "tsx" && word === "watch") || (program === "deno" && (word === "run" || word === "test" || word === "task"))
  );
}

/** `FOO=1`, `sudo`, `cross-env` and their options stand before the program. */
function withoutPrefixes(words: readonly ShellWord[]): ShellWord[] {
  let at = 0;
  while (at < words.length) {
    const { text } = words[at] as ShellWord;
    const assigns = /^\w{1,64}=/.test(text.slice(0, 65));
    if (!assigns && !PREFIXES.has(text) && !(at > 0 && PREFIXES.has(words[at - 1]?.text ?? "") && text.startsWith("-"))) break;
    at++;
  }
  return words.slice(at);
}

/** Whether a first word may be what a package of ours installs: lower case, no program that systems bring along. */
function isBinName(word: string): boolean {
  return (
    word.length >= 2 &&
    word.length <= 64 &&
    /^[a-z][a-z0-9._-]*$/.test(word) &&
    !SYSTEM_COMMANDS.has(word) &&
    !hasFileExtension(word)
  );
}
