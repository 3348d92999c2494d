/** Documents that speak of this repository in the first person: what they name is asserted to be here. */
import { baseName } from "../../base/paths.js";
import type { Claim } from "../model.js";
import type { JudgeContext } from "./rule.js";

/** Whether the document is written for those who work on this project: agents and contributors. */
export function speaksOfThisProject({ path, traits, world }: JudgeContext): boolean {
  if (traits?.class === "contributor") return true;
  if (traits?.class !== "agent") return false;
  // A skill that is published speaks to the users of the package.
  return baseName(path).toLowerCase() !== "skill.md" || !isPublished(path, world.packages.home(path));
}

function isPublished(path: string, home: { folder: string; files: string[] | null; private: boolean } | undefined): boolean {
  if (home === undefined || home.private || home.files === null) return false;
  const inside = home.folder === "" ? path : path.slice(home.folder.length + 1);
  return home.files.some((pattern) => {
    const base = pattern.replace(/^\.?\//, "").replace(/\/?\*{0,2}$/, "");
    return base !== "" && (inside === base || inside.startsWith(`${base}/`));
  });
}

/** Whether the section tells its reader to make something. */
export function tellsToMake(claim: Claim, { traits }: JudgeContext): boolean {
  return traits?.sections[claim.container.section]?.creates ?? false;
}
