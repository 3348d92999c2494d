import type { EngineClaim } from "../model.js";
import { marksGate } from "./gates.js";
import { drift, type JudgeContext, ok, rule, unknown } from "./rule.js";

/** A document asks for another version of Node.js than the package does. */
export const valueEngineMismatch = rule({
  id: "value/engine-mismatch",
  summary: "A document asks for another version of Node.js than the package does",
  reads: ["engine"],
  needs: ["contradiction: `engines` of the package"],
  gates: ["both must be lower bounds", "sections and documents on requirements"],
  fix: "suggest",
  judge(claim, context) {
    if (!speaksOfRequirements(claim, context)) return unknown("ambiguous", "may speak of a part of the project");
    const range = engineOf(context);
    if (range === null) return unknown("never-here", "the package names no engine");
    const required = lowerBound(range.text);
    if (required === null) return unknown("ambiguous", `\`${range.text}\` is no lower bound`);
    const marked = marksGate(claim, context);
    if (agree(claim.version, required)) return ok(marked === null);
    if (marked) return unknown(marked);
    const replacement = required
      .split(".")
      .slice(0, Math.max(1, claim.version.split(".").length))
      .join(".");
    return drift({
      message: `The package requires Node.js ${required}, not ${claim.version}`,
      suggestion: { text: `Write ${replacement}`, replacement },
      evidence: {
        kind: "contradiction",
        summary: `engines in ${range.manifest} is \`${range.text}\``,
        facts: [`engines:${range.manifest}`],
        before: claim.version,
        after: required,
      },
      fix: "suggest",
      cause: `engine:${range.manifest}#node`,
      probation: true,
    });
  },
});

/** "When you do not need to install it": what stands below are cases, and no demands. */
function isConditional(heading: string): boolean {
  const words = heading.toLowerCase().split(/[^a-z']+/, 12);
  return words[0] === "when" || words[0] === "if" || words.some((word) => word === "not" || word.endsWith("n't"));
}

const TOPICS = ["install", "require", "prerequisite", "support", "compat", "engine"];

function speaksOfRequirements(claim: EngineClaim, { path }: JudgeContext): boolean {
  if (isConditional(claim.container.headings.at(-1) ?? "")) return false;
  const said = [...claim.container.headings, path.slice(path.lastIndexOf("/") + 1)].map((text) => text.toLowerCase());
  return said.some((text) => TOPICS.some((topic) => text.includes(topic)));
}

/** What the home package asks for; for a private one, what the package at the root does. */
function engineOf({ world, path }: JudgeContext): { text: string; manifest: string } | null {
  const home = world.packages.home(path);
  const speaking = home?.private ? world.packages.root() : home;
  const text = speaking?.engines.node;
  return speaking && text !== undefined ? { text, manifest: speaking.manifest } : null;
}

/** The version of a range that is `>=` one version and nothing else; null for every other range. */
function lowerBound(range: string): string | null {
  const text = range.trim();
  if (text.length > 64 || !text.startsWith(">=")) return null;
  const version = text.slice(2).trim().replace(/^v/, "");
  return /^\d{1,4}(\.(\d{1,4}|x)){0,2}$/.test(version) ? (version.split(".x")[0] ?? null) : null;
}

/** Whether both are the same as far as both are written out. */
function agree(one: string, other: string): boolean {
  const a = one.split(".");
  const b = other.split(".");
  return a.slice(0, b.length).every((part, index) => Number(part) === Number(b[index]));
}
