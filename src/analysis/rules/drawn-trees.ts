/** Which folder of the project a drawn file tree shows. */
import { folderOf, resolvePath } from "../../base/paths.js";
import type { TreeEntryClaim } from "../model.js";
import { speaksOfThisProject } from "./first-person.js";
import { hasCommonStem } from "./places.js";
import type { JudgeContext } from "./rule.js";

/** Entries that a tree must have, and the share of them that must resolve below one folder. */
const ENTRIES_MIN = 4;
const RESOLVED_MIN = 0.7;
/** Resolved entries that not every project has: without so many, a tree for users may show the reader's project. */
const TELLING_MIN = 3;

/** Folders and files that most projects have. */
const USUAL = new Set(
  "src lib dist build test tests docs doc public assets scripts node_modules examples components pages app utils types styles".split(
    " ",
  ),
);

export class DrawnTrees {
  constructor(private readonly context: JudgeContext) {}

  /** The folder that the tree of `claim` shows; null when that cannot be told. The answer is kept as long as the document is judged. */
  folderOf(claim: TreeEntryClaim): string | null {
    const { sections } = this.context;
    const ordinal = claim.container.fence?.ordinal ?? -1;
    const known = sections.trees.get(ordinal);
    if (known !== undefined) return known;
    const found = this.find(claim, sections.treeEntries(ordinal));
    sections.trees.set(ordinal, found);
    return found;
  }

  private find({ root }: TreeEntryClaim, entries: readonly TreeEntryClaim[]): string | null {
    const counted = entries.filter((entry) => !entry.marks.includes("placeholder"));
    if (counted.length < ENTRIES_MIN) return null;
    let best: { folder: string; resolved: TreeEntryClaim[] } | null = null;
    for (const folder of this.candidates(root)) {
      const resolved = counted.filter((entry) => this.resolves(folder, entry.target));
      if (best === null || resolved.length > best.resolved.length) best = { folder, resolved };
    }
    if (best === null || best.resolved.length / counted.length < RESOLVED_MIN) return null;
    const telling = best.resolved.filter((entry) => isTelling(entry.target)).length;
    return speaksOfThisProject(this.context) || telling >= TELLING_MIN ? best.folder : null;
  }

  private resolves(folder: string, target: string): boolean {
    return this.context.world.tree.has(folder === "" ? target : `${folder}/${target}`);
  }

  /** Folders that the tree's root may be. One that is named, and neither lives nor is the project's name, is the reader's. */
  private candidates(root: string): string[] {
    const { path, world } = this.context;
    const bases = [...new Set([folderOf(path), world.packages.home(path)?.folder ?? "", ""])];
    const label = root.replace(/\/+$/, "");
    if (label === "" || label === ".") return bases;
    const named = bases
      .map((base) => resolvePath(base, label))
      .filter((one): one is string => one !== null && one !== "" && world.tree.hasFolder(one));
    return [...new Set([...named, ...(this.isProjectName(label) ? bases : [])])];
  }

  private isProjectName(label: string): boolean {
    const { world } = this.context;
    world.keys.note("config");
    const names = world.packages.all().map(({ name }) => name?.slice(name.lastIndexOf("/") + 1));
    const hosted = world.hosted?.address.split("/").at(-1);
    const lower = label.toLowerCase();
    return names.some((name) => name?.toLowerCase() === lower) || hosted === lower || lower === "root" || lower === "repo";
  }
}

function isTelling(target: string): boolean {
  const base = target.slice(target.lastIndexOf("/") + 1).toLowerCase();
  return !USUAL.has(base) && !hasCommonStem(target);
}
