/** Findings of one rule in a project that changes. */
import { expect } from "vitest";
import type { Finding } from "../../src/analysis/model.js";
import { type Changes, scratchProject } from "./project.js";

/** Findings of `rule` after `changes` are committed on top of `files`, which have none of it by themselves. */
export async function driftsAfter(rule: string, files: Changes, changes: Changes): Promise<Finding[]> {
  const project = scratchProject(files);
  const before = await project.report();
  expect(before.findings.filter((finding) => finding.rule === rule)).toEqual([]);
  const after = await project.commit(changes).report();
  return after.findings.filter((finding) => finding.rule === rule);
}

/** `path:line reference → replacement` of each finding. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, reference, suggestion }) => {
    return `${path}:${line} ${reference} → ${suggestion?.replacement ?? "nothing"}`;
  });
}
