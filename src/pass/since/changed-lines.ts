/** Which changed line made a claim untrue whose own text was not touched. */

import type { JudgedFinding } from "../../analysis/findings.js";
import { isAsciiNameCode } from "../../base/characters.js";
import { compareText } from "../../base/order.js";
import { baseName } from "../../base/paths.js";
import type { Base, RelatedLine } from "./found.js";

export interface ChangedFile {
  /** Path in the base; null for a file that was not there. */
  before: string | null;
  /** Path now; null for a file that is gone. */
  after: string | null;
}

export interface ChangedTexts {
  /** Files that are not as in the base, sorted by their path now, documents last. */
  files: readonly ChangedFile[];
  textBefore(path: string): Promise<string | null>;
  textAfter(path: string): string | null;
}

/** Changed files that are searched for one finding. */
const FILES_MAX = 500;

/** The line that changed and that the finding goes back to; null when the claim itself is new, or no such line is found. */
export async function changedLine(finding: JudgedFinding, base: Base, texts: ChangedTexts): Promise<RelatedLine | null> {
  const former = base.formerly.get(finding.path) ?? finding.path;
  if (!(await wasWritten(finding, former, texts))) return null;
  const { claim } = finding.judgement;
  const word = lastWord(claim.normalized);
  const namesFile = "target" in claim;
  if (word === "") return null;
  for (const { before, after } of texts.files.slice(0, FILES_MAX)) {
    if (before === null || after === finding.path) continue;
    // The file that is named itself went, or goes by another name.
    if (namesFile && before !== after && stem(baseName(before)) === stem(word)) return { path: after ?? before, line: 1 };
    const found = await lostLine(word, { before, after }, texts);
    if (found !== null) return found;
  }
  return null;
}

/** Whether the line of the claim stood in its document before. */
async function wasWritten({ path, line }: JudgedFinding, former: string, texts: ChangedTexts): Promise<boolean> {
  if (!texts.files.some(({ after }) => after === path)) return true;
  const [before, after] = [await texts.textBefore(former), texts.textAfter(path)];
  const written = after?.split("\n")[line - 1];
  return before !== null && written !== undefined && before.split("\n").includes(written);
}

/** `src/boil.ts` → `boil.ts`, `Kettle.boil` → `boil`, `docs/usage.md#how-to` → `how-to`. */
function lastWord(normalized: string): string {
  const name = normalized.slice(Math.max(normalized.lastIndexOf("/"), normalized.lastIndexOf("#")) + 1);
  if (normalized.includes("/")) return name;
  let end = name.length;
  while (end > 0 && !isWord(name.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && isWord(name.charCodeAt(start - 1))) start--;
  return name.slice(start, end);
}

function stem(name: string): string {
  const dot = name.indexOf(".", 1);
  return dot === -1 ? name : name.slice(0, dot);
}

/** The first line that held `word` and is gone; where it stood, as lines are counted now. */
async function lostLine(
  word: string,
  { before, after }: { before: string; after: string | null },
  texts: ChangedTexts,
): Promise<RelatedLine | null> {
  const old = await texts.textBefore(before);
  if (old === null || !old.includes(word)) return null;
  const lines = old.split("\n");
  const now = after === null ? null : texts.textAfter(after);
  if (after === null || now === null) {
    const at = lines.findIndex((line) => holdsWord(line, word));
    return at === -1 ? null : { path: before, line: at + 1 };
  }
  const places = new Map<string, number>();
  for (const [at, line] of now.split("\n").entries()) if (!places.has(line)) places.set(line, at + 1);
  // The last line above that is still there tells where the lost one stood.
  let above = 0;
  for (const line of lines) {
    const place = places.get(line);
    if (place !== undefined && line.trim() !== "") above = place;
    else if (place === undefined && holdsWord(line, word))
      return { path: after, line: Math.max(1, Math.min(above + 1, places.size)) };
  }
  return null;
}

function holdsWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at !== -1; at = line.indexOf(word, at + 1)) {
    const isStart = at === 0 || !isWord(line.charCodeAt(at - 1));
    const end = at + word.length;
    if (isStart && (end === line.length || !isWord(line.charCodeAt(end)))) return true;
  }
  return false;
}

/** Letters, digits, `_`, `$`, `-` and all beyond ASCII. */
function isWord(code: number): boolean {
  return isAsciiNameCode(code) || code === 45 || code > 127;
}

/** What changed between the files of a base and those of today. */
export function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string | null>,
  { formerly }: Pick<Base, "formerly">,
  isDocument: (path: string) => boolean,
): ChangedFile[] {
  const files: ChangedFile[] = [];
  const taken = new Set<string>();
  for (const [path, hash] of after) {
    const old = before.has(path) ? path : (formerly.get(path) ?? null);
    if (old !== null) taken.add(old);
    if (old !== path || before.get(path) !== hash) files.push({ before: old, after: path });
  }
  for (const path of before.keys()) if (!taken.has(path)) files.push({ before: path, after: null });
  const named = ({ before, after }: ChangedFile) => after ?? before ?? "";
  return files.sort((a, b) => Number(isDocument(named(a))) - Number(isDocument(named(b))) || compareText(named(a), named(b)));
}
