/** A word of a command. `text` is without quotes; `exact` says that the text stands so between `start` and `end`. */
export interface ShellWord {
  text: string;
  start: number;
  end: number;
  exact: boolean;
}

/** One simple command, and how many subshells open before and close after it. */
export interface ShellCommand {
  words: ShellWord[];
  opens: number;
  closes: number;
}

const SHELL_LANGUAGES = new Set(
  "sh bash zsh shell console terminal shell-session shellsession sh-session powershell pwsh ps1 fish bat cmd shellscript term command cli".split(
    " ",
  ),
);

/** Programs that begin a command line when no language says so. */
// biome-ignore format: a list
export const KNOWN_PROGRAMS = new Set([
  "npm", "npx", "yarn", "pnpm", "pnpx", "bun", "bunx", "node", "tsx", "ts-node", "deno", "bash", "sh", "zsh", "python", "python3", "cat",
  "cp", "mv", "cd", "sudo", "env", "cross-env", "code", "git", "curl", "wget", "brew", "docker", "docker-compose", "mkdir", "make", "pip",
  "pip3", "cargo", "go", "corepack", "nvm", "export", "source", "ls", "rm", "touch", "echo", "apt", "apt-get", "gh", "kubectl",
]);

/** Whether a fence holds commands: by its language, or without one by its first line. */
export function isShell(lang: string, content: string): boolean {
  if (lang !== "") return SHELL_LANGUAGES.has(lang);
  for (const line of content.slice(0, 2_000).split("\n")) {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    if (text.startsWith("$ ")) return true;
    const [program = "", argument = ""] = text.split(" ", 2);
    // `code = 1`, `make: …`: a known word alone makes no command.
    return KNOWN_PROGRAMS.has(program) && !/^[=:(]/.test(argument);
  }
  return false;
}

/** Splits a fence, or a stretch of inline code, into its commands. Lines without a prompt are output when any line has one. */
export function readShell(content: string): ShellCommand[] {
  const lines = readLines(content);
  const prompted = lines.some((line) => line.prompt) ? lines.filter((line) => line.prompt) : lines;
  const commands: ShellCommand[] = [];
  let skipTo = 0;
  for (const line of prompted) {
    if (line.start < skipTo) continue;
    const reader = new LineReader(content, line.start, line.end);
    commands.push(...reader.read());
    skipTo = reader.heredocEnd();
  }
  return commands.filter((command) => command.words.length > 0 || command.opens > 0 || command.closes > 0);
}

interface Line {
  start: number;
  end: number;
  prompt: boolean;
}

/** Logical lines: a `\` at the end joins the next one. `start` is after the prompt. */
function readLines(content: string): Line[] {
  const lines: Line[] = [];
  const first = content.trimStart().startsWith("> ");
  for (let at = 0; at < content.length; ) {
    const start = at;
    let end = endOfLine(content, at);
    while (content[end - 1] === "\\" && end + 1 < content.length) end = endOfLine(content, end + 1);
    const prompt = promptLength(content.slice(start, Math.min(end, start + 80)), first);
    lines.push({ start: start + prompt, end, prompt: prompt > 0 });
    at = end + 1;
  }
  return lines;
}

function endOfLine(content: string, from: number): number {
  const end = content.indexOf("\n", from);
  return end === -1 ? content.length : end;
}

function promptLength(line: string, angle: boolean): number {
  const match = /^\s{0,12}(?:[\w.-]{1,20}@[\w.-]{1,30}[^\s$#]{0,20} ?)?(?:\$|❯|➜|PS [^>]{0,40}>|[A-Z]:\\[^>]{0,40}>)\s/.exec(
    line,
  );
  if (match) return match[0].length;
  return angle && line.startsWith("> ") ? 2 : 0;
}

class LineReader {
  private readonly commands: ShellCommand[] = [];
  private command: ShellCommand = { words: [], opens: 0, closes: 0 };
  private heredoc: string | null = null;
  private skipWord = false;

  constructor(
    private readonly content: string,
    private readonly start: number,
    private readonly end: number,
  ) {}

  read(): ShellCommand[] {
    let at = this.start;
    while (at < this.end) at = this.step(at, this.content[at] as string);
    this.close();
    return this.commands;
  }

  /** Offset after the here-document that this line opened; 0 without one. */
  heredocEnd(): number {
    if (this.heredoc === null) return 0;
    const close = this.content.indexOf(`\n${this.heredoc}`, this.end);
    return close === -1 ? this.content.length : close + this.heredoc.length + 1;
  }

  private step(at: number, character: string): number {
    if (character === " " || character === "\t" || character === "\r" || character === "\n") return at + 1;
    if (character === "\\" && (this.content[at + 1] === "\n" || this.content[at + 1] === "\r")) return at + 2;
    if (character === "#") return this.end;
    if (character === "&" || character === "|" || character === ";") {
      this.close();
      return at + 1;
    }
    if (character === "(" || character === ")") return this.parenthesis(at, character);
    if (character === ">" || (character === "<" && !this.isPlaceholder(at))) return this.redirect(at, character);
    return this.word(at);
  }

  private parenthesis(at: number, character: string): number {
    if (character === "(") {
      this.close();
      this.command.opens++;
    } else {
      this.command.closes++;
      this.close();
    }
    return at + 1;
  }

  private redirect(at: number, character: string): number {
    if (this.content.startsWith("<<<", at)) return at + 3;
    if (this.content.startsWith("<<", at)) {
      const match = /^<<-?\s?["']?([A-Za-z_]{1,32})/.exec(this.content.slice(at, at + 48));
      if (match) this.heredoc = match[1] as string;
      this.skipWord = true;
      return at + (this.content[at + 2] === "-" ? 3 : 2);
    }
    this.skipWord = true;
    const next = at + (this.content[at + 1] === character || this.content[at + 1] === "&" ? 2 : 1);
    return character === "<" ? at + 1 : next;
  }

  /** `<name>` is a stand-in, not a redirection. */
  private isPlaceholder(at: number): boolean {
    return /^<[\w@][\w @.:/|-]{0,60}>/.test(this.content.slice(at, Math.min(this.end, at + 64)));
  }

  private word(start: number): number {
    let text = "";
    let at = start;
    let quotes = 0;
    while (at < this.end) {
      const character = this.content[at] as string;
      if (" \t\r\n;|&()".includes(character) || (character === ">" && text !== "")) break;
      if (character === "<" && !this.isPlaceholder(at)) break;
      const end = this.unit(at, character);
      if (character === '"' || character === "'") {
        quotes++;
        text += this.content.slice(at + 1, Math.max(at + 1, end - 1));
      } else if (character === "\\" && end === at + 2)
        text += this.content[at + 1] === "\n" ? "" : (this.content[at + 1] as string);
      else text += this.content.slice(at, end);
      at = end;
    }
    if (at === start) at = start + 1;
    const inner = quotes === 1 && at - start === text.length + 2 ? 1 : 0;
    this.push({ text, start: start + inner, end: at - inner, exact: this.content.slice(start + inner, at - inner) === text });
    return at;
  }

  /** End of what begins at `at`: a quoted string, a substitution, a stand-in, an escaped character, or one character. */
  private unit(at: number, character: string): number {
    if (character === "\\") return Math.min(this.end, at + 2);
    if (character === '"' || character === "'" || character === "`") {
      const close = this.content.slice(at + 1, this.end).indexOf(character);
      return close === -1 ? at + 1 : at + close + 2;
    }
    if (character === "<") return Math.min(this.end, this.content.indexOf(">", at) + 1);
    if (character === "$" && (this.content[at + 1] === "(" || this.content[at + 1] === "{")) {
      const close = this.content.slice(at, this.end).indexOf(this.content[at + 1] === "(" ? ")" : "}");
      return close === -1 ? at + 2 : at + close + 1;
    }
    return at + 1;
  }

  private push(word: ShellWord): void {
    if (this.skipWord) this.skipWord = false;
    else this.command.words.push(word);
  }

  private close(): void {
    this.commands.push(this.command);
    this.command = { words: [], opens: 0, closes: 0 };
    this.skipWord = false;
  }
}
