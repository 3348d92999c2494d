import { folderOf, resolvePath } from "../../base/paths.js";
import type { TargetClaim } from "../model.js";
import { nearMiss } from "../names/similarity.js";
import type { TargetFile } from "../world/targets.js";
import { marksGate, userSideGate } from "./gates.js";
import { drift, type JudgeContext, type Outcome, ok, rule, unknown } from "./rule.js";
import { listSome } from "./text.js";

/** A command runs a target that no Makefile, justfile or Taskfile it can speak of has. */
export const targetUnknown = rule({
  id: "target/unknown",
  summary: "A command runs a make, just or task target that does not exist",
  reads: ["target"],
  needs: ["closed set: targets of the file"],
  gates: ["G4"],
  fix: "suggest",
  judge(claim, context) {
    const { world } = context;
    const all = world.targets.all(claim.tool);
    const files = filesOf(claim, all, context);
    if (files.length === 0) return unknown(all.length === 0 ? "foreign" : "ambiguous", `no file of ${claim.tool} there`);
    const closed = marksGate(claim, context) ?? userSideGate(claim, context);
    if (files.some((file) => file.names.includes(claim.name))) return ok(closed === null);
    if (closed) return unknown(closed);
    const open = files.find((file) => file.open !== null);
    if (open) return unknown("open-set", `${open.path}: ${open.open}`);
    const elsewhere = all.find((file) => file.names.includes(claim.name));
    if (elsewhere) return unknown("alive-elsewhere", `a target of ${elsewhere.path}`);
    // make takes files that are there for targets.
    if (files.some((file) => world.tree.has(resolvePath(file.folder, claim.name) ?? "")))
      return unknown("ambiguous", "a file of that name");
    return missing(claim, files);
  },
});

/** The files that the command may read: in the selected folder, else by the document, in its package and at the root. */
function filesOf({ folder }: TargetClaim, all: readonly TargetFile[], { path, world }: JudgeContext): TargetFile[] {
  const bases = [folderOf(path), world.packages.home(path)?.folder ?? "", ""];
  const folders = folder === null ? bases : folder.by === "dir" ? bases.map((base) => resolvePath(base, folder.dir)) : [];
  return all.filter((file) => folders.includes(file.folder));
}

function missing(claim: TargetClaim, files: readonly TargetFile[]): Outcome {
  const names = [...new Set(files.flatMap((file) => file.names))].sort();
  const near = nearMiss(claim.name, names)?.name;
  const [own] = files as [TargetFile];
  return drift({
    message: `${own.path} has no target \`${claim.name}\``,
    suggestion: near === undefined ? null : { text: `Run \`${claim.tool} ${near}\``, replacement: near },
    evidence: {
      kind: "closed-set",
      summary: `the targets of ${own.path} are ${listSome(names)}`,
      facts: files.map((file) => `targets:${file.path}`),
    },
    fix: near === undefined ? null : "suggest",
    cause: `target:${own.path}#${claim.name}`,
  });
}
