/** One hook file: what is in it of ours, and what must be written to put our block in or take it out. Writes nothing. */
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { LockstepError } from "../../base/errors.js";
import { type Block, findBlock, sumOf } from "./block.js";
import { BEFORE_SUFFIX, type Form, isOwnHook, renderHookBlock, renderOwnHook, usersOf } from "./hook-texts.js";
import type { HookName } from "./script.js";

/** `edited`: somebody changed our block, or what it calls. */
export type HookState = "installed" | "outdated" | "edited" | "absent";

export interface HookFile {
  hook: HookName;
  path: string;
  state: HookState;
  form: Form | null;
}

/** One step of a change; steps are done in order, and each is whole or not at all. */
export type Step =
  | { kind: "write"; path: string; text: string; mode: number }
  | { kind: "rename"; from: string; to: string }
  | { kind: "remove"; path: string };

export interface HookUse {
  hook: HookName;
  path: string;
  /** The repository that wants the hook, when the file serves several; else null. */
  user: string | null;
  /** Of the repositories that a shared hook is for, those that still want it. */
  isUsed(user: string): boolean;
}

/** A hook of more bytes is left alone. */
const HOOK_BYTES_MAX = 1024 * 1024;
/** Scripts that a block of plain sh may end. */
const SH = /^#![ \t]*(?:\S*\/)?(?:env[ \t]+(?:-\S+[ \t]+)*)?(?:\S*\/)?(?:sh|dash|bash|ash|ksh)(?:[ \t]+-\S+)*[ \t]*\n/;
/** What may keep a script from ever coming to its end. */
const LEAVES = /(?:^|[\s;&|(){}`!])(?:exec|exit|return)(?![\w-])|<</;
/** A last line that goes on. */
const GOES_ON = /(?:\\|&&|\|)[ \t]*\n*$/;

/** What `path` has of ours. Throws CONFLICT for a file that cannot be read as a hook. */
export function lookAtHook({ hook, path, user, isUsed }: HookUse): HookFile {
  const text = readHook(path);
  const block = text === null ? null : findBlock(text.bytes);
  if (block === null) return { hook, path, state: "absent", form: null };
  const form = block.fields.form as Form;
  const users = usersOf(block.body);
  const told = { hook, path, form };
  if (isEdited(path, block)) return { ...told, state: "edited" };
  if (user !== null && !users.includes(user)) return { ...told, state: "absent" };
  const { form: _, ...fields } = block.fields;
  const now = renderHookBlock(hook, form, { fields, users: users.filter((one) => one === user || isUsed(one)) });
  return { ...told, state: (findBlock(now) as typeof block).body === block.body ? "installed" : "outdated" };
}

/** Steps that put our block in; none when it is there. Throws CONFLICT when something of ours was edited. */
export function planInstall(use: HookUse): Step[] {
  const { hook, path, user } = use;
  const text = readHook(path);
  const block = text === null ? null : findBlock(text.bytes);
  if (text === null) {
    if (lstatSync(path + BEFORE_SUFFIX, { throwIfNoEntry: false }))
      throw conflict(path + BEFORE_SUFFIX, "is there, and no hook that calls it");
    return [whole(path, renderHookBlock(hook, "own", { fields: {}, users: named(user) }), 0o755)];
  }
  if (block) {
    if (isEdited(path, block)) throw conflict(path, "has a block of lockstep that was edited");
    const { form, ...fields } = block.fields;
    const users = [...usersOf(block.body).filter((one) => one !== user && use.isUsed(one)), ...named(user)].sort();
    const now = renderHookBlock(hook, form as Form, { fields, users });
    const after = block.before + now + block.after;
    return after === text.bytes ? [] : [{ kind: "write", path, text: after, mode: text.mode }];
  }
  if (canEnd(text)) {
    const newline = text.bytes.endsWith("\n") ? {} : { newline: "added" };
    const ended = text.bytes.endsWith("\n") ? text.bytes : `${text.bytes}\n`;
    const ours = renderHookBlock(hook, "block", { fields: newline, users: named(user) });
    return [{ kind: "write", path, text: ended + ours, mode: text.mode }];
  }
  const before = path + BEFORE_SUFFIX;
  if (lstatSync(before, { throwIfNoEntry: false })) throw conflict(before, "is in the way of the hook that would get this name");
  const ours = renderHookBlock(hook, "chain", { fields: { before: sumOf(text.bytes) }, users: named(user) });
  return [{ kind: "rename", from: path, to: before }, whole(path, ours, 0o755)];
}

/** Steps that take our block out; none when it is not there. Throws CONFLICT when something of ours was edited. */
export function planUninstall({ path, user, isUsed, hook }: HookUse): Step[] {
  const text = readHook(path);
  const block = text === null ? null : findBlock(text.bytes);
  if (text === null || block === null) return [];
  if (!block.intact) throw conflict(path, "has a block of lockstep that was edited");
  const { before, after } = block;
  const form = block.fields.form as Form;
  const others = usersOf(block.body).filter((one) => one !== user && isUsed(one));
  if (others.length > 0) {
    const { form: _, ...fields } = block.fields;
    const left = renderHookBlock(hook, form, { fields, users: others });
    const rest = before + left + after;
    return rest === text.bytes ? [] : [{ kind: "write", path, text: rest, mode: text.mode }];
  }
  if (form === "chain") {
    const fault = beforeFault(path, block.fields.before, block);
    if (fault !== null) throw conflict(path, fault);
    return [{ kind: "rename", from: path + BEFORE_SUFFIX, to: path }];
  }
  if (form === "own" && isOwnHook(before, after)) return [{ kind: "remove", path }];
  // Only where nobody has gone on writing after us was the line's end ours.
  const kept = block.fields.newline === "added" && after === "" ? before.slice(0, -1) : before;
  return [{ kind: "write", path, text: kept + after, mode: text.mode }];
}

/** Whether somebody changed our block, or what it calls. */
function isEdited(path: string, block: Block): boolean {
  return !block.intact || (block.fields.form === "chain" && beforeFault(path, block.fields.before, block) !== null);
}

/** Why the hook that ours calls cannot be put back; null when it can. */
function beforeFault(path: string, sum: string | undefined, around: { before: string; after: string }): string | null {
  const before = readHook(path + BEFORE_SUFFIX);
  if (before === null) return "calls a hook that is gone";
  if (sumOf(before.bytes) !== sum) return `calls ${path + BEFORE_SUFFIX}, which was edited since`;
  return isOwnHook(around.before, around.after) ? null : "was edited around the block of lockstep";
}

interface HookText {
  /** What it holds; of a symbolic link, where it leads. */
  bytes: string;
  mode: number;
  isLink: boolean;
}

/** null when there is none. */
function readHook(path: string): HookText | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const mode = stats.mode & 0o7777;
  if (stats.isSymbolicLink()) return { bytes: readlinkSync(path, "latin1"), mode, isLink: true };
  if (!stats.isFile()) throw conflict(path, "is no file");
  if (stats.size > HOOK_BYTES_MAX) throw conflict(path, "is too large for a hook");
  return { bytes: readFileSync(path, "latin1"), mode, isLink: false };
}

/** Whether commands at its end are run, and only when git runs the hook. */
function canEnd({ bytes, mode, isLink }: HookText): boolean {
  if (isLink || (mode & 0o100) === 0 || !SH.test(bytes) || /[\0\r]/.test(bytes)) return false;
  return !mayLeave(bytes) && !GOES_ON.test(bytes);
}

/** Whether the script `text` may never come to its end. */
export function mayLeave(text: string): boolean {
  return LEAVES.test(text.replace(/^[ \t]*#.*$/gm, ""));
}

function whole(path: string, block: string, mode: number): Step {
  return { kind: "write", path, text: renderOwnHook(block), mode };
}

function named(user: string | null): string[] {
  return user === null ? [] : [user];
}

function conflict(path: string, what: string): LockstepError {
  return new LockstepError("CONFLICT", `${path} ${what}. It is left as it is, with all other hooks; put it in order by hand.`);
}
