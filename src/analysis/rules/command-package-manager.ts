import { ancestorsOf } from "../../base/paths.js";
import type { ScriptClaim } from "../model.js";
import { marksGate } from "./gates.js";
import { drift, type JudgeContext, ok, rule, unknown } from "./rule.js";

const LOCKS: Record<ScriptClaim["runner"], readonly string[]> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  yarn: ["yarn.lock"],
  pnpm: ["pnpm-lock.yaml"],
  bun: ["bun.lock", "bun.lockb"],
};

/**
 * A document for those who work on the project runs its scripts with another package manager than the one whose lock file it keeps.
 * Off by default: most scripts run under any of them.
 */
export const commandPackageManager = rule({
  id: "command/package-manager",
  summary: "A command uses another package manager than the project's lock file is of",
  reads: ["script"],
  needs: ["contradiction: the one lock file of the project"],
  gates: ["documents for contributors and agents", "the section has the command for the other manager, too"],
  fix: null,
  judge(claim, context) {
    const documentClass = context.traits?.class;
    if (documentClass !== "agent" && documentClass !== "contributor") return unknown("user-side", "for users of the package");
    const lock = lockAbove(context);
    if (lock === null) return unknown("ambiguous", "the project keeps no lock file, or several");
    const closed = marksGate(claim, context);
    if (lock.runner === claim.runner) return ok(false);
    if (closed) return unknown(closed);
    if (isOffered(claim, lock.runner, context)) return unknown("ambiguous", "the section offers several package managers");
    return drift({
      message: `The project is kept with ${lock.runner}, not ${claim.runner}`,
      suggestion: { text: `Run \`${claim.script}\` with ${lock.runner}` },
      evidence: {
        kind: "contradiction",
        summary: `the lock file is \`${lock.path}\``,
        facts: [`file:${lock.path}`],
        before: claim.runner,
        after: lock.runner,
      },
      fix: null,
      cause: `lock:${lock.path}`,
    });
  },
});

/** The one lock file in the nearest folder above the document that has any; null with none or several. */
function lockAbove({ path, world }: JudgeContext): { runner: ScriptClaim["runner"]; path: string } | null {
  for (const folder of ancestorsOf(path)) {
    const found = (Object.keys(LOCKS) as ScriptClaim["runner"][]).flatMap((runner) =>
      LOCKS[runner]
        .map((name) => ({ runner, path: folder === "" ? name : `${folder}/${name}` }))
        .filter((lock) => world.tree.hasFile(lock.path)),
    );
    if (found.length > 0) return new Set(found.map(({ runner }) => runner)).size === 1 ? (found[0] ?? null) : null;
  }
  return null;
}

function isOffered(claim: ScriptClaim, runner: ScriptClaim["runner"], { sections }: JudgeContext): boolean {
  return sections.claimsAround(claim).some((one) => one.kind === "script" && one.runner === runner);
}
