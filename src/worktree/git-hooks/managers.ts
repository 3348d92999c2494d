/** The files of hook managers: the lines that say our hooks in their language, and what of them is there. */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { findBlock, renderBlock } from "./block.js";
import { type HookState, mayLeave, type Step } from "./hook-file.js";
import { renderHookBlock } from "./hook-texts.js";
import { ALL_HOOKS, gateCommands, type HintHook, type HookName, hintCommands, isGate } from "./script.js";

/** Lines for one file of a manager, and what became of them. */
export interface ManagerLines {
  file: string;
  /** The hooks that the file has now. */
  hooks: readonly HookName[];
  /** What has to stand in the file; to be shown where it is not written. */
  text: string;
  state: HookState;
  /** Why it cannot be written by us; null when it can. */
  obstacle: string | null;
  /** Steps that write it, and that take it out. */
  write: Step[];
  remove: Step[];
}

/** A larger file is left alone. Bytes. */
const FILE_BYTES_MAX = 256 * 1024;

/** husky runs `.husky/<hook>` with `sh -e`, whether it may be executed or not. */
export function huskyLines(folder: string, hook: HookName): ManagerLines {
  const file = join(folder, hook);
  const shebang = "#!/usr/bin/env sh\n";
  const block = renderHookBlock(hook, "block", { fields: {}, users: [] });
  return lines({ file, hooks: [hook] }, block, {
    add: (text) => (text === null ? shebang + block : `${text}${block}`),
    mode: 0o755,
    obstacle: (text) => (mayLeave(text) ? "it may end before its last line; put the lines where they are reached" : null),
    isOurs: (rest) => rest === shebang,
  });
}

/** lefthook has a group of commands for each hook at the top of its file, which must not be there yet. */
export function lefthookLines(file: string, hooks: readonly HookName[]): ManagerLines {
  const entries = Object.fromEntries(hooks.map((hook) => [hook, { commands: { lockstep: { run: lefthookScript(hook) } } }]));
  const block = renderBlock(yamlFields(hooks), yamlLines(entries));
  return lines({ file, hooks: hooksIn(file) }, block, {
    add: (text) => `${text ?? ""}${block}`,
    mode: 0o644,
    obstacle: (text, added) => notYaml(file) ?? unlessSame(text, (map) => hooks.every((hook) => delete map[hook]), added),
    isOurs: () => false,
  });
}

/** pre-commit has one list of repositories; ours is a local one, its last. */
export function preCommitLines(file: string, hooks: readonly HookName[]): ManagerLines {
  const entry = {
    repo: "local",
    hooks: hooks.map((hook) => ({
      id: `lockstep-${hook}`,
      name: `lockstep (${hook})`,
      language: "system",
      entry: `sh -c '${preCommitScript(hook).replaceAll("'", "'\\''")}'`,
      stages: [hook],
      always_run: true,
      pass_filenames: false,
    })),
  };
  const indent = /^( *)- /m.exec(afterRepos(readManaged(file) ?? ""))?.[1] ?? "  ";
  const block = renderBlock(
    yamlFields(hooks),
    yamlLines([entry]).map((line) => indent + line),
  );
  return lines({ file, hooks: hooksIn(file) }, block, {
    add: (text) => `${text ?? "repos:\n"}${block}`,
    mode: 0o644,
    obstacle: (text, added) => unlessSame(text, ({ repos }) => Array.isArray(repos) && repos.pop() !== undefined, added),
    isOurs: () => false,
  });
}

/** The hooks that our block in the file of a manager is for; none when there is no block. */
export function hooksIn(file: string): HookName[] {
  const text = readManaged(file);
  const names = (text === null ? null : findBlock(text))?.fields.hooks?.split(",") ?? [];
  return ALL_HOOKS.filter((hook) => names.includes(hook));
}

function yamlFields(hooks: readonly HookName[]): Record<string, string> {
  return { form: "yaml", hooks: hooks.join(",") };
}

interface FileKind {
  /** The file with our block at its end. */
  add(text: string | null): string;
  mode: number;
  obstacle(text: string, added: string): string | null;
  /** Whether what is left without our block was ours too. */
  isOurs(rest: string): boolean;
}

function lines({ file, hooks }: Pick<ManagerLines, "file" | "hooks">, block: string, kind: FileKind): ManagerLines {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  const text = readManaged(file);
  const found = text === null ? null : findBlock(text);
  const shown = { file, text: block, hooks: found ? hooks : [] };
  if (stats && text === null)
    return { ...shown, state: "absent", obstacle: "it is no file of usual size", write: [], remove: [] };
  const mode = stats ? stats.mode & 0o7777 : kind.mode;
  if (found === null || text === null) {
    const ended = text === null || text === "" || text.endsWith("\n");
    const added = kind.add(text);
    const obstacle = ended ? kind.obstacle(text ?? "", added) : "its last line has no end";
    const write: Step[] = obstacle === null ? [{ kind: "write", path: file, text: added, mode }] : [];
    return { ...shown, state: "absent", obstacle, write, remove: [] };
  }
  const rest = found.before + found.after;
  const isSame = (findBlock(block) as typeof found).body === found.body;
  const state = !found.intact ? "edited" : isSame ? "installed" : "outdated";
  const put = (content: string): Step => ({ kind: "write", path: file, text: content, mode });
  const remove = kind.isOurs(rest) ? ({ kind: "remove", path: file } as const) : put(rest);
  return {
    ...shown,
    state,
    obstacle: state === "edited" ? "its block of lockstep was edited" : null,
    write: state === "outdated" ? [put(found.before + block + found.after)] : [],
    remove: [remove],
  };
}

/** Why the file with our lines would not say what it said before, and ours; null when it does. Texts are bytes. */
function unlessSame(text: string, takeOut: (map: Record<string, unknown>) => boolean, added: string): string | null {
  const read = (bytes: string) =>
    (parse(Buffer.from(bytes, "latin1").toString("utf8"), { maxAliasCount: 50 }) ?? {}) as Record<string, unknown>;
  try {
    const before = read(text);
    const after = read(added);
    if (takeOut(after) && isDeepStrictEqual(after, before)) return null;
  } catch {
    // Not a file that could be added to.
  }
  return "it has such entries already, or is written in a way that nothing can be put at its end";
}

function notYaml(file: string): string | null {
  return /\.ya?ml$/.test(file) ? null : "it is not YAML";
}

/** As bytes; null when there is none, or none that is read. */
function readManaged(file: string): string | null {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= FILE_BYTES_MAX ? readFileSync(file, "latin1") : null;
}

function afterRepos(text: string): string {
  const at = /^repos:.*$/m.exec(text);
  return at ? text.slice(at.index) : "";
}

/** lefthook puts a hook's arguments where `{1}` stands. */
function lefthookScript(hook: HookName): string {
  const words = {
    "post-commit": "- - -",
    "post-merge": "- - '{1}'",
    "post-rewrite": "- - '{1}'",
    "post-checkout": "'{1}' '{2}' '{3}'",
  };
  const commands = isGate(hook) ? gateCommands(hook) : ["exec </dev/null >/dev/null 2>&1", ...hintOf(hook, words[hook])];
  return `${commands.join("\n")}\n`;
}

/** pre-commit says in variables what git says in arguments. */
function preCommitScript(hook: HookName): string {
  const words = {
    "post-commit": "- - -",
    "post-merge": '- - "${PRE_COMMIT_IS_SQUASH_MERGE:--}"',
    "post-rewrite": '- - "${PRE_COMMIT_REWRITE_COMMAND:--}"',
    "post-checkout": '"${PRE_COMMIT_FROM_REF:--}" "${PRE_COMMIT_TO_REF:--}" "${PRE_COMMIT_CHECKOUT_TYPE:--}"',
  };
  const commands = isGate(hook) ? gateCommands(hook) : hintOf(hook, words[hook]);
  return commands.join("\n");
}

/** A whole script, which ends well whatever happens. */
function hintOf(hook: HintHook, words: string): string[] {
  return [...hintCommands(hook, { leave: "exit 0", words }), ":"];
}

function yamlLines(value: unknown): string[] {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split("\n");
}
