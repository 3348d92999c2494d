/** Plans of fixes, and what came of them, for people. */
import type { RefusedRepair, Repaired, RepairPlan, UndoResult } from "../../domains/documentation/repair.js";
import type { Paint } from "./colours.js";
import { renderDiff } from "./diff.js";
import { escapeText } from "./escape.js";
import { count } from "./text.js";

export function renderPlan({ documents, refused }: RepairPlan, paint: Paint): string {
  const fixes = documents.reduce((total, document) => total + document.fixes.length, 0);
  const diffs = documents.map((document) => renderDiff(document, paint));
  const summary =
    fixes === 0 ? "nothing to fix" : `${count(fixes, "fix").replace(/fixs$/, "fixes")} in ${count(documents.length, "file")}`;
  return [...diffs, renderRefused(refused, paint), `${summary}\n`].filter((part) => part !== "").join("\n");
}

export function renderRefused(refused: readonly RefusedRepair[], paint: Paint): string {
  return refused
    .map(({ path, line, rule, reason }) => {
      const place = paint("strong", `${escapeText(path)}:${line}`);
      return `${paint("warning", "not fixed:")} ${place} ${rule} ${escapeText(reason)}\n`;
    })
    .join("");
}

export function renderRepaired({ fixes, pass }: Repaired, paint: Paint): string {
  const lines = fixes.map(({ fix_id, path, line, rule, text }) => {
    return `${paint("good", "fixed:")} ${paint("strong", `${escapeText(path)}:${line}`)} ${rule} ${escapeText(text)} ${paint("dim", `[${fix_id}]`)}\n`;
  });
  if (pass !== null)
    lines.push(`${paint("dim", `\`lockstep undo --last\` takes back the last one, \`--pass ${pass}\` all of them`)}\n`);
  return lines.join("");
}

export function renderUndone({ undone, refused }: UndoResult, paint: Paint): string {
  const done = undone.map(({ fix_id, path, line, rule }) => {
    return `${paint("good", "undone:")} ${paint("strong", `${escapeText(path)}:${line}`)} ${rule} ${paint("dim", `[${fix_id}]`)}\n`;
  });
  const left = refused.map(({ fix_id, path, reason }) => {
    return `${paint("warning", "not undone:")} ${paint("strong", escapeText(path))} ${escapeText(reason)} ${paint("dim", `[${fix_id}]`)}\n`;
  });
  return [...done, ...left].join("");
}
