/** The sets of a project that a list in a document can be bound to: one entry a set. */
import { globMatches, parseGlob } from "../../base/glob.js";
import type { NamedSet } from "./named-set.js";
import { liveFile } from "./places.js";
import { commands, options, variables } from "./program-sets.js";
import type { JudgeContext } from "./rule.js";

/** Stars of a pattern of files. */
const STARS_MAX = 6;

/** Finds the set that an argument names; a text says why there is none. */
type FindSet = (argument: string, context: JudgeContext) => NamedSet | string;

export const SETS: Readonly<Record<string, FindSet>> = {
  scripts(_argument, { world, path }) {
    const home = world.packages.home(path);
    if (!home) return "no package.json above the document";
    const writtenAs = (script: string) => [
      `npm run ${script}`,
      `npm ${script}`,
      `pnpm ${script}`,
      `pnpm run ${script}`,
      `yarn ${script}`,
    ];
    return { members: Object.keys(home.scripts), open: home.open, writtenAs };
  },

  bins(_argument, { world }) {
    return { members: world.packages.bins(), open: null };
  },

  env: variables,
  options,
  commands,

  exports(argument, context) {
    const { modules } = context.world;
    const path = modules.resolveFile(liveFile(argument, context) ?? argument);
    if (path === null || !modules.isModule(path)) return `no module \`${argument}\``;
    const { names, open } = modules.exportsOf(path);
    return { members: [...names], open, writtenAs: (name) => [`${name}()`] };
  },

  members(argument, context) {
    const hash = argument.indexOf("#");
    const path = hash === -1 ? null : liveFile(argument.slice(0, hash), context);
    if (path === null) return `no file \`${argument}\``;
    const name = argument.slice(hash + 1);
    const type = context.history.read({ ask: "type-members", path, name });
    if (type === null) return `${path} declares no type \`${name}\``;
    return {
      members: type.names,
      open: type.open,
      writtenAs: (member) => [`${member}()`, `${name}.${member}`, `${name}#${member}`],
    };
  },

  files(argument, { world }) {
    if (argument.split("*").length - 1 > STARS_MAX) return "a pattern of too many stars";
    const glob = parseGlob(argument);
    world.keys.note("tree");
    const members = [...world.tree.paths()].filter((path) => globMatches(glob, path.split("/")));
    // Files may be named by the end of their path, and by their name without its extension.
    return { members, open: world.isOpen("") ? "not all is checked out" : null, writtenAs: endsOf };
  },
};

function endsOf(path: string): string[] {
  const segments = path.split("/");
  const ends = segments.map((_, at) => segments.slice(at).join("/"));
  const base = segments.at(-1) ?? "";
  const dot = base.indexOf(".", 1);
  return dot === -1 ? ends : [...ends, base.slice(0, dot), base.slice(0, base.lastIndexOf("."))];
}
