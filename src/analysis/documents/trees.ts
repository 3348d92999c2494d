/** File trees drawn in fences: `├── src`, `│   └── heat.ts`, `+-- docs`. */

/** One line of a tree. `path` is relative to the tree's root, `name` what the line itself says. */
export interface TreeLine {
  path: string;
  name: string;
  isFolder: boolean;
  /** What follows the name on its line, without the sign that begins a comment. */
  remark: string;
  /** Place of the name in the text. */
  start: number;
  end: number;
}

export interface DrawnTree {
  /** What stands above the first branch: `src/`, `kettle`, `.`; empty when nothing does. */
  root: string;
  lines: TreeLine[];
}

/** Fewer lines make no tree. */
const LINES_MIN = 2;
/** Lines of one tree that are read. */
const LINES_MAX = 2_000;
/** Drawing signs before a name. */
const DRAWING = " \t│┃|├└┣┗╰─━-+`\u00a0";
const BRANCH = "├└┣┗╰";

/** Reads `content` as a tree; null when it is none. Linear. */
export function readTree(content: string): DrawnTree | null {
  if (!mayBeTree(content)) return null;
  const tree: DrawnTree = { root: "", lines: [] };
  const open: { column: number; path: string }[] = [];
  let at = 0;
  let isBroken = false;
  for (const line of content.split("\n")) {
    const start = at;
    at += line.length + 1;
    const indent = branchEnd(line);
    if (indent === null) {
      if (tree.lines.length === 0 && line.trim() !== "") tree.root = rootOf(line);
      continue;
    }
    while ((open.at(-1)?.column ?? -1) >= indent.column) open.pop();
    const named = nameIn(line, indent.end);
    // What stands below a line that cannot be read has no path.
    const parent = open.at(-1);
    if (parent?.path === "") isBroken = true;
    const path = named === null || isBroken ? "" : joined(parent?.path ?? null, named.name);
    isBroken = false;
    open.push({ column: indent.column, path });
    if (named === null || path === "" || tree.lines.length >= LINES_MAX) continue;
    const { name, isFolder, remark, from, to } = named;
    tree.lines.push({ path, name, isFolder, remark, start: start + from, end: start + to });
  }
  return tree.lines.length >= LINES_MIN ? tree : null;
}

function mayBeTree(content: string): boolean {
  let lines = 0;
  for (const line of content.split("\n")) if (branchEnd(line) !== null && ++lines >= LINES_MIN) return true;
  return false;
}

/** Where the branch of a line begins, and where what it holds does; null when the line has no branch. */
function branchEnd(line: string): { column: number; end: number } | null {
  let end = 0;
  let column = -1;
  while (end < line.length && DRAWING.includes(line[end] as string)) {
    const character = line[end] as string;
    const isBranch =
      BRANCH.includes(character) ||
      ((character === "+" || character === "|" || character === "`") && line.startsWith("--", end + 1));
    if (isBranch) column = end;
    end++;
  }
  return column === -1 || end === line.length ? null : { column, end };
}

function rootOf(line: string): string {
  const named = nameIn(line, line.length - line.trimStart().length);
  return named === null ? "?" : named.name;
}

const REMARK_SIGNS = [
  "#",
  "//",
  "<-",
  "<=",
  "->",
  "=>",
  "←",
  "→",
  "⇒",
  "--",
  "—",
  "–",
  "- ",
  "(",
  "[",
  ":",
  "*",
  "|",
  "✅",
  "⭐",
];

/** The name that begins at `from`; null for what is none: several names, a name with blanks, dots for "and more". */
function nameIn(
  line: string,
  from: number,
): { name: string; isFolder: boolean; remark: string; from: number; to: number } | null {
  let to = from;
  while (to < line.length && line[to] !== " " && line[to] !== "\t" && line[to] !== "\u00a0") to++;
  const word = line.slice(from, to);
  const after = line.slice(to, to + 400);
  const remark = after.trim();
  const apart = after.length - after.trimStart().length;
  const isRemark = remark === "" || apart >= 2 || REMARK_SIGNS.some((sign) => remark.startsWith(sign));
  const name = word.replace(/^\.\//, "").replace(/[/\\]+$/, "");
  if (!isRemark || name === "" || /[,;:'"`]$/.test(word) || name.length > 200) return null;
  const isFolder = word.endsWith("/") || word.endsWith("\\");
  return {
    name,
    isFolder,
    remark: remark.slice(0, 120),
    from: from + word.indexOf(name),
    to: from + word.indexOf(name) + name.length,
  };
}

function joined(parent: string | null, name: string): string {
  return parent === null ? name : `${parent}/${name}`;
}
