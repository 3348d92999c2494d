/** What would be found if documents held other texts: judged in memory, nothing is written. */
import type { JudgedFinding } from "../../analysis/findings.js";
import type { Reading } from "../kept-file.js";
import type { ProjectModel } from "../project.js";

/** Findings by what they say, apart from where they stand: an edited heading gives the findings below it other ids. */
export type Tally = ReadonlyMap<string, number>;

/** Counts the places of findings by rule, document and claim. */
export function tally(findings: readonly JudgedFinding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = tallyKey(finding);
    counts.set(key, (counts.get(key) ?? 0) + placesOf(finding));
  }
  return counts;
}

export function tallyKey({ rule, path, judgement }: JudgedFinding): string {
  return [rule, path, judgement.claim.normalized].join("\0");
}

/** In how many places a finding stands. */
export function placesOf({ occurrences }: JudgedFinding): number {
  return 1 + occurrences.length;
}

/** The findings if the files at these paths held these texts. The model says what it said before when this returns. */
export async function findingsIf(model: ProjectModel, texts: ReadonlyMap<string, string>): Promise<JudgedFinding[]> {
  const readings: Reading[] = [];
  for (const [path, text] of texts) {
    const reading = await model.analyze(path, text);
    if (reading) readings.push(reading);
  }
  const before = model.suppose(readings);
  try {
    await model.judge();
    return model.findings();
  } finally {
    model.suppose(before);
    await model.judge();
  }
}
