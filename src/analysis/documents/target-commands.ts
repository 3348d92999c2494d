import type { PackageSelector, TargetTool } from "../model.js";
import type { ShellWord } from "./shell.js";
import type { WorkingFolder } from "./working-folder.js";

/** Targets that a command line of make, just or task names, and the folder whose file it reads. */
export interface TargetWords {
  words: ShellWord[];
  folder: PackageSelector | null;
}

/** Options that take the next word. */
const WITH_VALUE: Record<TargetTool, ReadonlySet<string>> = {
  make: new Set("-C --directory -f --file --makefile -j --jobs -l -I -o -W --old-file --new-file".split(" ")),
  just: new Set("-f --justfile -d --working-directory --set --shell --dotenv-path --color --chooser --list-heading".split(" ")),
  task: new Set("-d --dir -t --taskfile -c --concurrency -o --output -I --interval --sort".split(" ")),
};
const FOLDER = new Set(["-C", "--directory", "-d", "--working-directory", "--dir"]);
const OTHER_FILE = new Set(["-f", "--file", "--makefile", "--justfile", "-t", "--taskfile", "-g", "--global"]);

/** Reads what follows the program's name; null when the file that it reads cannot be told. */
export function readTargets(tool: TargetTool, args: readonly ShellWord[], folder: WorkingFolder): TargetWords | null {
  const found: TargetWords = { words: [], folder: folder.selector };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord;
    const { text } = word;
    if (text === "--") break;
    if (text.startsWith("-")) {
      const equals = text.indexOf("=");
      const name = equals === -1 ? text : text.slice(0, equals);
      if (OTHER_FILE.has(name)) return null;
      const takesNext = equals === -1 && WITH_VALUE[tool].has(name) && !isJobs(name, args[at + 1]);
      const value = equals === -1 ? args[at + 1]?.text : text.slice(equals + 1);
      if (FOLDER.has(name) && value !== undefined) found.folder = folder.at(value);
      else if (text.startsWith("-C") && text.length > 2) found.folder = folder.at(text.slice(2));
      if (takesNext) at++;
    } else if (!text.includes("=")) {
      found.words.push(word);
      // What follows a recipe may be its arguments.
      if (tool === "just") break;
    }
  }
  return found;
}

/** `-j` alone needs no number. */
function isJobs(name: string, next: ShellWord | undefined): boolean {
  return (name === "-j" || name === "--jobs") && !/^\d{1,4}$/.test(next?.text.slice(0, 8) ?? "");
}

/** Whether a word can name a target: nothing that a shell or a reader puts in. */
export function isTargetName(word: string): boolean {
  return word.length <= 128 && /^[A-Za-z0-9_][\w:./-]*$/.test(word) && !/[.:/]$/.test(word) && !word.includes("::");
}
