/** Targets of Makefiles, recipes of justfiles, tasks of Taskfiles. Read line by line; what is not understood opens the set. */
import { baseName } from "../../base/paths.js";
import type { Fact, TargetTool } from "../model.js";
import { ENTRIES_MAX } from "./limits.js";

const FILES: Record<string, TargetTool> = {
  makefile: "make",
  gnumakefile: "make",
  justfile: "just",
  ".justfile": "just",
  "taskfile.yml": "task",
  "taskfile.yaml": "task",
  "taskfile.dist.yml": "task",
  "taskfile.dist.yaml": "task",
};

/** The tool that reads the file at `path` by its name; null for every other file. */
export function targetTool(path: string): TargetTool | null {
  const base = baseName(path).toLowerCase();
  return Object.hasOwn(FILES, base) ? (FILES[base] as TargetTool) : null;
}

interface Found {
  names: Set<string>;
  open: string | null;
}

/** The targets that the file at `path` declares; empty for a file that no such tool reads. */
export function targetFacts(path: string, text: string): Fact[] {
  const tool = targetTool(path);
  if (tool === null) return [];
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const { names, open } = READERS[tool](lines);
  const facts: Fact[] = [...names].slice(0, ENTRIES_MAX).map((name) => ({ kind: "target", tool, name }));
  const reason = names.size > ENTRIES_MAX ? `more than ${ENTRIES_MAX} targets` : open;
  return reason === null ? facts : [...facts, { kind: "open", set: "targets", reason }];
}

const READERS: Record<TargetTool, (lines: readonly string[]) => Found> = { make: readMake, just: readJust, task: readTask };

function readMake(lines: readonly string[]): Found {
  const found: Found = { names: new Set(), open: null };
  let defining = false;
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] as string;
    if (line.startsWith("\t")) continue;
    while (line.endsWith("\\") && at + 1 < lines.length) line = `${line.slice(0, -1)} ${lines[++at]}`;
    const first = firstWord(line);
    if (first === "define") defining = true;
    if (first === "endef") defining = false;
    if (first === "include" || first === "-include" || first === "sinclude") found.open = "it includes other files";
    if (line.includes("$(eval")) found.open = "rules are made at run time";
    if (!defining && !line.trimStart().startsWith("#")) readRule(line, found);
  }
  return found;
}

/** `build test: deps`, but no `X := 1`. */
function readRule(line: string, found: Found): void {
  const colon = line.indexOf(":");
  const comment = line.indexOf("#");
  if (colon <= 0 || (comment !== -1 && comment < colon)) return;
  const equals = line.indexOf("=");
  if (equals !== -1 && (equals < colon || equals === colon + 1 || line.startsWith("::=", colon))) return;
  const names = line
    .slice(0, colon)
    .split(/\s/)
    .filter((word) => word !== "" && word !== "&");
  for (const name of names) {
    if (name.includes("$") || name.includes("%") || name.includes("*"))
      found.open = `the rule \`${name.slice(0, 40)}\` stands for many`;
    else if (name === ".DEFAULT") found.open = "a rule for every name";
    else if (name === ".PHONY") addAll(line.slice(colon + 1), found);
    else if (!name.startsWith(".")) found.names.add(name);
  }
}

function addAll(text: string, found: Found): void {
  for (const name of text.split(/\s/)) {
    if (name.includes("$")) found.open = "names made at run time";
    else if (name !== "" && !name.startsWith(":")) found.names.add(name);
  }
}

function readJust(lines: readonly string[]): Found {
  const found: Found = { names: new Set(), open: null };
  for (const line of lines) {
    const first = firstWord(line);
    if (line.startsWith(" ") || line.startsWith("\t") || line.startsWith("#") || first === "") continue;
    if (first === "import" || first === "import?" || first === "mod" || first === "mod?" || first === "!include") {
      found.open = "it imports other files";
    } else if (first === "set" && line.includes("fallback")) found.open = "it falls back to the justfile above";
    else if (first === "alias") found.names.add((line.split(/\s/)[1] ?? "").replace(":=", ""));
    else if (first !== "set" && first !== "export" && line.includes(":") && line.indexOf(":=") !== line.indexOf(":")) {
      found.names.add(first.replace("@", "").split(":")[0] as string);
    }
  }
  return found;
}

function readTask(lines: readonly string[]): Found {
  const found: Found = { names: new Set(), open: null };
  let section = "";
  let depth = -1;
  for (const line of lines) {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) {
      section = text.split(":")[0] as string;
      depth = -1;
      if (section === "includes") found.open = "it includes other files";
      if (section === "tasks" && text !== "tasks:") found.open = "its tasks are not written line by line";
      continue;
    }
    if (section !== "tasks") continue;
    if (depth === -1) depth = indent;
    if (indent === depth) addTask(text, found);
    else if (text.startsWith("aliases:")) {
      for (const name of text.slice("aliases:".length).split(/[[\],\s]/)) if (name !== "") found.names.add(unquoted(name));
      if (text === "aliases:") found.open = "aliases are not written on one line";
    }
  }
  return found;
}

/** `build:`, `"docs:build":`, `build: go build`. */
function addTask(text: string, found: Found): void {
  const end = text.endsWith(":") ? text.length - 1 : text.indexOf(": ");
  if (end <= 0) return;
  const name = unquoted(text.slice(0, end));
  if (name.includes("*")) found.open = `the task \`${name.slice(0, 40)}\` stands for many`;
  else found.names.add(name);
}

function unquoted(text: string): string {
  const quote = text[0];
  return (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}

function firstWord(line: string): string {
  return line.trimStart().split(/\s/, 1)[0] ?? "";
}
