/** The text of a hook with our block in it, in each of its three forms. Texts are bytes, as latin1. */
import { type BlockFields, renderBlock } from "./block.js";
import { type GateHook, gateCommands, type HintHook, type HookName, hintCommands, isGate } from "./script.js";

/**
 * How our block came into a hook: `own`, the file is ours; `block`, it stands at the end of a script that was there; `chain`, the file
 * is ours and calls the one that was there, under its other name.
 */
export type Form = "own" | "block" | "chain";

const SHEBANG = "#!/bin/sh\n";
/** Ending of the name of a hook that was there before and is called by ours. */
export const BEFORE_SUFFIX = ".before-lockstep";

export interface BlockOptions {
  /** What must be known to take the block out again. */
  fields: BlockFields;
  /** Git directories of the repositories that want it, where the file serves several. */
  users: readonly string[];
}

/** Our block in a form. */
export function renderHookBlock(hook: HookName, form: Form, { fields, users }: BlockOptions): string {
  const about = isGate(hook) ? "Holds back what would put documents out of step" : "Tells lockstep that git moved";
  const lines = [`# ${about}. \`lockstep git-hooks uninstall\` takes this out again.`, ...users.map(userLine)];
  const commands = isGate(hook) ? gateLines(hook, form) : hintLines(hook, form);
  return renderBlock({ form, ...fields }, [...lines, ...commands]);
}

/** A whole hook of ours. */
export function renderOwnHook(block: string): string {
  return SHEBANG + block;
}

/** Whether nothing stands around our block but what we wrote. */
export function isOwnHook(before: string, after: string): boolean {
  return before === SHEBANG && after === "";
}

/** The repositories that a block is for. A line that we would not have written names none. */
export function usersOf(body: string): string[] {
  return [...body.matchAll(/^# for ("(?:[^"\\]|\\["\\bfnrt]|\\u[0-9a-f]{4})*")$/gm)].map(
    ([, path]) => JSON.parse(path as string) as string,
  );
}

/** Hooks are bytes: what is not ASCII is written as JSON can. */
function userLine(path: string): string {
  return `# for ${JSON.stringify(path).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}`;
}

/**
 * Neither reads what the user's hook reads, nor says anything, nor fails. A script of others may have set what it likes, so that ours
 * has a subshell of its own there; a file of ours saves that millisecond.
 */
function hintLines(hook: HintHook, form: Form): string[] {
  if (form === "block") {
    const commands = indented(["unset IFS", ...hintCommands(hook, { leave: "exit 0" })]);
    return ["lockstep_status=$?", "(", ...commands, ") </dev/null >/dev/null 2>&1 || :", '(exit "$lockstep_status")'];
  }
  const hint = ["lockstep_hint() {", ...indented(hintCommands(hook, { leave: "return" })), "}"];
  const call = ['lockstep_hint "$@" </dev/null >/dev/null 2>&1 || :'];
  return [...hint, ...call, ...(form === "chain" ? [CALLED_LAST] : []), "exit 0"];
}

const CALLED_LAST = `[ ! -x "$0${BEFORE_SUFFIX}" ] || exec "$0${BEFORE_SUFFIX}" "$@"`;

/** What was there decides first; only what it lets through is looked at. */
function gateLines(hook: GateHook, form: Form): string[] {
  const gate = ["(", ...indented(gateCommands(hook)), ") </dev/null"];
  if (form === "own") return gate;
  if (form === "chain") return [`[ ! -x "$0${BEFORE_SUFFIX}" ] || "$0${BEFORE_SUFFIX}" "$@" || exit`, ...gate];
  return ["lockstep_status=$?", '[ "$lockstep_status" -eq 0 ] || (exit "$lockstep_status") || exit', ...gate];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
