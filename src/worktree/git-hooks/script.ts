/** What lockstep puts into git hooks: plain sh, without a process of its own but `date` where the shell has no clock. */

/** Git hooks that tell the daemon that something moved. */
export const HINT_HOOKS = ["post-commit", "post-merge", "post-checkout", "post-rewrite"] as const;
export type HintHook = (typeof HINT_HOOKS)[number];

/** Git hooks that can hold back a commit or a push; put in only when asked for. */
export const GATE_HOOKS = ["pre-commit", "pre-push"] as const;
export type GateHook = (typeof GATE_HOOKS)[number];

export type HookName = HintHook | GateHook;
export const ALL_HOOKS: readonly HookName[] = [...HINT_HOOKS, ...GATE_HOOKS];

export function isGate(hook: HookName): hook is GateHook {
  return (GATE_HOOKS as readonly string[]).includes(hook);
}

/** Below the git directory that all working trees share. */
export const SPOOL_FOLDER = "lockstep/spool";
/** The spool of the main working tree: git lets no linked one have a name that starts with a dot. */
export const MAIN_SPOOL = ".main";

/** How a hook's arguments reach the line, as words of sh: `old new flag`. */
const WORDS: Record<HintHook, string> = {
  "post-commit": "- - -",
  // Not a revision: whether it was a squash, or which command rewrote.
  "post-merge": '- - "${1:--}"',
  "post-rewrite": '- - "${1:--}"',
  "post-checkout": '"${1:--}" "${2:--}" "${3:--}"',
};

/**
 * Commands that append one line to the spool, for a shell whose working folder is the top of the working tree, as git has it. They
 * run nothing that a repository names, block on nothing, and leave no line where nobody has made a spool. A line has fewer than 512
 * bytes, so that lines of two writers never mix.
 */
export function hintCommands(hook: HintHook, { leave, words = WORDS[hook] }: HintOptions): string[] {
  return [
    "lockstep_dir=${GIT_DIR:-.git}",
    `[ -e "$lockstep_dir" ] || lockstep_dir=$(unset GIT_DIR; git rev-parse --git-dir) || ${leave}`,
    '[ ! -f "$lockstep_dir" ] || read -r _ lockstep_dir <"$lockstep_dir"',
    `lockstep_common=$lockstep_dir lockstep_id=${MAIN_SPOOL}`,
    'if [ -f "$lockstep_dir/commondir" ]; then',
    '  read -r lockstep_common <"$lockstep_dir/commondir"',
    "  case $lockstep_common in /*) ;; *) lockstep_common=$lockstep_dir/$lockstep_common ;; esac",
    "  lockstep_id=${lockstep_dir##*/}",
    "fi",
    `[ -d "$lockstep_common/${SPOOL_FOLDER}" ] || ${leave}`,
    `lockstep_spool=$lockstep_common/${SPOOL_FOLDER}/$lockstep_id`,
    `[ ! -L "$lockstep_spool" ] || ${leave}`,
    `[ ! -e "$lockstep_spool" ] || [ -f "$lockstep_spool" ] || ${leave}`,
    `printf '%s %s %.64s %.64s %.16s\\n' "\${EPOCHSECONDS:-$(date +%s)}" ${hook} ${words} >>"$lockstep_spool"`,
  ];
}

export interface HintOptions {
  /** How to end early: `exit 0` in a subshell, `return` in a function. */
  leave: "exit 0" | "return";
  /** The last three fields of the line. */
  words?: string;
}

/** Against what a gate compares: only what is new since then holds anything back. */
const SINCE: Record<GateHook, { revisions: string; none: string }> = {
  "pre-commit": { revisions: "HEAD", none: "there is no commit yet" },
  "pre-push": { revisions: "'@{push}' '@{upstream}' origin/HEAD", none: "there is nothing yet that it could be compared with" },
};

/** Commands of a gate, for a subshell: it fails when something new is out of step, and for no other reason. */
export function gateCommands(hook: GateHook): string[] {
  const { revisions, none } = SINCE[hook];
  const pass = (why: string) => `echo 'lockstep: ${why}, so nothing was checked' >&2; exit 0;`;
  return [
    `command -v lockstep >/dev/null 2>&1 || { ${pass("no lockstep on the PATH")} }`,
    "since=",
    `for revision in ${revisions}; do`,
    '  [ -n "$since" ] || since=$(git rev-parse -q --verify "$revision^{commit}" 2>/dev/null) || since=',
    "done",
    `[ -n "$since" ] || { ${pass(none)} }`,
    'lockstep check --since "$since" >&2',
    "[ $? -ne 1 ]",
  ];
}
