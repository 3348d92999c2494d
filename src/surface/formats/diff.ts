/** What a plan of fixes would change, as a unified diff. */
import type { ProposedDocument } from "../../domains/documentation/repair.js";
import type { Paint, Style } from "./colours.js";
import { escapeOf, escapeText } from "./escape.js";

const STYLES: Record<string, Style> = { "-": "error", "+": "good" };

export function renderDiff({ path, hunks }: ProposedDocument, paint: Paint): string {
  const shown = escapeText(path);
  const out = [paint("strong", `--- a/${shown}`), paint("strong", `+++ b/${shown}`)];
  for (const { old_start, old_lines, new_start, new_lines, lines } of hunks) {
    out.push(paint("note", `@@ -${old_start},${old_lines} +${new_start},${new_lines} @@`));
    for (const line of lines) out.push(...renderLine(line, paint));
  }
  return `${out.join("\n")}\n`;
}

/** A carriage return before the line break is shown as nothing, as git does; every other control character is escaped. */
function renderLine(line: string, paint: Paint): string[] {
  const whole = line.endsWith("\n");
  const text = line.replace(/\r?\n$/, "");
  const style = STYLES[line[0] ?? ""];
  const shown = harmless(text);
  const out = [style === undefined ? shown : paint(style, shown)];
  if (!whole) out.push("\\ No newline at end of file");
  return out;
}

function harmless(text: string): string {
  let shown = "";
  for (const character of text) shown += character === "\t" ? character : (escapeOf(character.codePointAt(0) ?? 0) ?? character);
  return shown;
}
