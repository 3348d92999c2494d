import { LockstepError } from "../../base/errors.js";
import { stampHere } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import { renderJson } from "../formats/json.js";
import type { Arguments } from "./arguments.js";
import { type Cli, type GitHooks, note } from "./cli.js";
import { serviceIfAny } from "./launch.js";

/** Gates that `--gate` knows. */
export const GATES = ["pre-commit", "pre-push"] as const;

/** `lockstep git-hooks install|uninstall|status [DIR]`. Throws NO_REPOSITORY, CONFLICT when a hook was edited since. */
export async function gitHooks(cli: Cli, given: Arguments): Promise<number> {
  const [action = "", folder = "."] = given.positional;
  const act = ACTIONS[action];
  if (act === undefined) {
    const message = `\`git-hooks\` wants install, uninstall or status, not \`${action}\`. \`lockstep git-hooks --help\` says more.`;
    throw new LockstepError("USAGE", message);
  }
  const dir = await cli.assembly.openFolder(folder);
  const hooks = await act(cli, given, dir);
  if (hooks.changed.length > 0 && hooks.spool !== null && (await serviceIfAny(cli)) !== null) {
    note(cli, given, "the daemon runs as a service: `lockstep restart` lets it empty the spool");
  }
  cli.stdout.write(given.flag("json") ? renderJson({ answer: hooks, ...stampHere(Date.now) }) : render(hooks));
  return 0;
}

const ACTIONS: Record<string, (cli: Cli, given: Arguments, dir: string) => Promise<GitHooks>> = {
  status: async ({ assembly }, _, dir) => (await assembly.gitHooks()).status(dir),
  uninstall: async ({ assembly }, _, dir) => (await assembly.gitHooks()).uninstall(dir),
  install: async ({ assembly }, given, dir) => {
    const gates = GATES.filter((gate) => given.list("gate")?.includes(gate));
    return (await assembly.gitHooks()).install(dir, { write: given.flag("write"), gates });
  },
};

const KEEPERS: Record<GitHooks["keeper"], string> = {
  git: "",
  shared: ", shared by other repositories (core.hooksPath)",
  tree: ", in the working tree (core.hooksPath)",
  husky: ", kept by husky",
  lefthook: ", kept by lefthook",
  "pre-commit": ", kept by pre-commit",
};

function render({ keeper, hooks_dir, hooks, lines, next, changed, spool, spool_bytes }: GitHooks): string {
  const width = Math.max(...hooks.map(({ hook }) => hook.length));
  return [
    `git hooks in ${escapeText(hooks_dir)}${KEEPERS[keeper]}`,
    ...hooks.map(
      ({ hook, state, form }) => `  ${hook.padEnd(width)}  ${state}${form === "chain" ? ", calls the one that was there" : ""}`,
    ),
    spool === null ? "no spool: hooks say nothing" : `spool ${escapeText(spool)}, ${spool_bytes} bytes`,
    ...(next === null ? [] : [`run \`${next}\`, so that git runs them`]),
    ...changed.map((path) => `changed ${escapeText(path)}`),
    ...lines.flatMap(({ file, text, reason }) => [
      "",
      `add to ${escapeText(file)} (${reason}):`,
      "",
      ...text.trimEnd().split("\n").map(escapeText),
    ]),
    "",
  ].join("\n");
}
