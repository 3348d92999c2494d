/** `lockstep git-hooks`: puts hooks into a repository, takes them out, and tells what is there. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { LockstepError } from "../../base/errors.js";
import { applySteps } from "./apply.js";
import { type HookFile, type HookState, type HookUse, lookAtHook, planInstall, planUninstall, type Step } from "./hook-file.js";
import { hooksIn, huskyLines, lefthookLines, type ManagerLines, preCommitLines } from "./managers.js";
import { findHooksPlace, type HooksPlace, type Keeper } from "./place.js";
import { ALL_HOOKS, GATE_HOOKS, type GateHook, HINT_HOOKS, type HookName, SPOOL_FOLDER } from "./script.js";

export interface GitHooks {
  /** Top folder of the working tree. */
  root: string;
  keeper: Keeper;
  hooks_dir: string;
  /** Folder of the spools; null while there is none, and then hooks say nothing. */
  spool: string | null;
  /** Bytes that wait to be read. */
  spool_bytes: number;
  hooks: { hook: HookName; path: string; state: HookState; form: HookFile["form"] }[];
  /** Lines that somebody has to put in: into whose file, and why we did not. */
  lines: { file: string; text: string; reason: string }[];
  /** Command of the manager that has git run what its file says; null when git does. */
  next: string | null;
  /** Files that were written, renamed or removed. */
  changed: string[];
}

export interface InstallOptions {
  /** Write also into files that are under version control. */
  write: boolean;
  gates: readonly GateHook[];
}

/** What is there of ours. Throws NO_REPOSITORY. */
export async function gitHooksStatus(dir: string): Promise<GitHooks> {
  return statusOf(await findHooksPlace(dir));
}

/**
 * Puts in the hooks that give hints, and the gates that are asked for; gates that are there stay. All of it or, when one file is not
 * as it should be, nothing. Throws NO_REPOSITORY, CONFLICT.
 */
export async function installGitHooks(dir: string, { write, gates }: InstallOptions): Promise<GitHooks> {
  const place = await findHooksPlace(dir);
  const there = statusOf(place).hooks.flatMap(({ hook, state }) => (state === "absent" ? [] : [hook]));
  const wanted = [...HINT_HOOKS, ...GATE_HOOKS.filter((hook) => gates.includes(hook) || there.includes(hook))];
  const managed = linesOf(place, wanted);
  const refused = managed.find(({ state }) => state === "edited");
  if (refused)
    throw new LockstepError("CONFLICT", `${refused.file}: ${refused.obstacle}. Nothing was changed; put it in order by hand.`);
  const steps = managed.length > 0 ? managed.flatMap((one) => (write ? one.write : [])) : stepsInGit(place, wanted, write);
  // First the place that hooks write to: a hook without it says nothing.
  mkdirSync(place.spoolDir, { recursive: true, mode: 0o700 });
  applySteps(steps);
  const reason = "it is under version control; `--write` writes it";
  const told = managed.filter(({ state, write: own }) => state !== "installed" && !(write && own.length > 0));
  const lines = told.map(({ file, text, obstacle }) => ({ file, text: shown(text), reason: obstacle ?? reason }));
  return { ...statusOf(place), lines, changed: pathsOf(steps) };
}

/** Takes out all that is ours, bytes and names as they were. All of it or nothing. Throws NO_REPOSITORY, CONFLICT. */
export async function uninstallGitHooks(dir: string): Promise<GitHooks> {
  const place = await findHooksPlace(dir);
  const managed = linesOf(place, ALL_HOOKS);
  const edited = managed.find(({ state }) => state === "edited");
  if (edited)
    throw new LockstepError("CONFLICT", `${edited.file}: ${edited.obstacle}. Nothing was changed; take it out by hand.`);
  const inGit = usesOf(place, ALL_HOOKS).flatMap(planUninstall);
  const steps = [...managed.flatMap(({ remove }) => remove), ...inGit];
  applySteps(steps);
  removeSpool(place);
  return { ...statusOf(place), changed: pathsOf(steps) };
}

function stepsInGit(place: HooksPlace, wanted: readonly HookName[], write: boolean): Step[] {
  const steps = usesOf(place, wanted).flatMap(planInstall);
  if (place.keeper !== "tree" || write || steps.length === 0) return steps;
  throw new LockstepError(
    "CONFLICT",
    `${place.hooksDir}, where git looks for hooks, is in the working tree and may be under version control. \`--write\` writes there.`,
  );
}

function statusOf(place: HooksPlace): GitHooks {
  const { top, keeper, hooksDir, spoolDir } = place;
  const managed = linesOf(place, managedHooks(place));
  const hooks = usesOf(place, ALL_HOOKS).map((use) => stateOf(use, managed));
  const spool = existsSync(spoolDir) ? spoolDir : null;
  const about = { root: top, keeper, hooks_dir: hooksDir, spool, spool_bytes: bytesIn(spool), hooks };
  return { ...about, next: nextFor(place, hooks), lines: [], changed: [] };
}

/** Managers of these kinds put a hook of their own into git for each that their file speaks of, when they are told to. */
function nextFor({ keeper, hooksDir, managerFile }: HooksPlace, hooks: GitHooks["hooks"]): string | null {
  const idle = hooks.filter(
    ({ hook, path, state }) => state !== "absent" && path === managerFile && !existsSync(join(hooksDir, hook)),
  );
  if (idle.length === 0) return null;
  return keeper === "lefthook" ? "lefthook install" : `pre-commit install${idle.map(({ hook }) => ` -t ${hook}`).join("")}`;
}

/** A hook by itself, or as the manager's file has it. */
function stateOf(use: HookUse, managed: readonly ManagerLines[]): GitHooks["hooks"][number] {
  const { hook, path, state, form } = lookAtHook(use);
  const theirs = state === "absent" ? managed.find((one) => one.hooks.includes(hook)) : undefined;
  return theirs ? { hook, path: theirs.file, state: theirs.state, form: "block" } : { hook, path, state, form };
}

/** The hooks that the manager's files, as they are, are asked about. */
function managedHooks({ keeper, managerFile }: HooksPlace): readonly HookName[] {
  return keeper === "husky" || managerFile === null ? ALL_HOOKS : hooksIn(managerFile);
}

function usesOf({ hooksDir, keeper, commonDir }: HooksPlace, hooks: readonly HookName[]): HookUse[] {
  const isUsed = (user: string) => existsSync(join(user, SPOOL_FOLDER));
  const user = keeper === "shared" ? commonDir : null;
  return hooks.map((hook) => ({ hook, path: join(hooksDir, hook), user, isUsed }));
}

function linesOf({ keeper, managerFile }: HooksPlace, hooks: readonly HookName[]): ManagerLines[] {
  if (managerFile === null) return [];
  if (keeper === "husky") return hooks.map((hook) => huskyLines(managerFile, hook));
  return [keeper === "lefthook" ? lefthookLines(managerFile, hooks) : preCommitLines(managerFile, hooks)];
}

/** Nothing of ours stays in the git directory. */
function removeSpool({ spoolDir }: HooksPlace): void {
  rmSync(spoolDir, { recursive: true, force: true });
  const ours = dirname(spoolDir);
  if (existsSync(ours) && readdirSync(ours).length === 0) rmdirSync(ours);
}

function bytesIn(folder: string | null): number {
  if (folder === null) return 0;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function pathsOf(steps: readonly Step[]): string[] {
  return [...new Set(steps.map((step) => (step.kind === "rename" ? step.to : step.path)))];
}

function shown(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
