import type { ClaimKind } from "../model.js";
import { ackExpired } from "./ack-expired.js";
import { bindingBroken } from "./binding-broken.js";
import { citationLineOutOfRange } from "./citation-line-out-of-range.js";
import { citationMoved } from "./citation-moved.js";
import { cliUnknownCommand } from "./cli-unknown-command.js";
import { cliUnknownOption } from "./cli-unknown-option.js";
import { commandMissingFile } from "./command-missing-file.js";
import { commandPackageManager } from "./command-package-manager.js";
import { commandUnknownBin } from "./command-unknown-bin.js";
import { configUnknownKey } from "./config-unknown-key.js";
import { embedStaleSnippet } from "./embed-stale-snippet.js";
import { envUnreadVariable } from "./env-unread-variable.js";
import { freshnessCodeMovedOn } from "./freshness-code-moved-on.js";
import { importMissingExport } from "./import-missing-export.js";
import { importMissingModule } from "./import-missing-module.js";
import { jsdocDefault } from "./jsdoc-default.js";
import { jsdocLink } from "./jsdoc-link.js";
import { jsdocParamName } from "./jsdoc-param-name.js";
import { jsdocParamOrder } from "./jsdoc-param-order.js";
import { jsdocReturns } from "./jsdoc-returns.js";
import { jsdocThrows } from "./jsdoc-throws.js";
import { jsdocType } from "./jsdoc-type.js";
import { linkCaseMismatch } from "./link-case-mismatch.js";
import { linkMissingAnchor } from "./link-missing-anchor.js";
import { linkMissingFile } from "./link-missing-file.js";
import { listOutOfSync } from "./list-out-of-sync.js";
import { mirrorBehind } from "./mirror-behind.js";
import { pathMissing } from "./path-missing.js";
import { pathRemoved } from "./path-removed.js";
import type { Rule } from "./rule.js";
import { scriptUnknown } from "./script-unknown.js";
import { signatureMismatch } from "./signature-mismatch.js";
import { suppressionUnused } from "./suppression-unused.js";
import { symbolMissingMember } from "./symbol-missing-member.js";
import { symbolRemoved } from "./symbol-removed.js";
import { symbolRenamed } from "./symbol-renamed.js";
import { syncConflict } from "./sync-conflict.js";
import { targetUnknown } from "./target-unknown.js";
import { treeStaleEntry } from "./tree-stale-entry.js";
import { valueConstantMismatch } from "./value-constant-mismatch.js";
import { valueDefaultMismatch } from "./value-default-mismatch.js";
import { valueEngineMismatch } from "./value-engine-mismatch.js";
import type { RuleId } from "./weights.js";

/** Every rule, in the order of judging: when two could fire on one span, the earlier one stands. */
export const RULES = [
  linkMissingFile,
  linkCaseMismatch,
  linkMissingAnchor,
  pathRemoved,
  pathMissing,
  treeStaleEntry,
  scriptUnknown,
  targetUnknown,
  commandMissingFile,
  commandUnknownBin,
  cliUnknownCommand,
  cliUnknownOption,
  envUnreadVariable,
  configUnknownKey,
  importMissingExport,
  importMissingModule,
  symbolRenamed,
  symbolRemoved,
  symbolMissingMember,
  signatureMismatch,
  valueDefaultMismatch,
  valueConstantMismatch,
  valueEngineMismatch,
  listOutOfSync,
  citationLineOutOfRange,
  citationMoved,
  embedStaleSnippet,
  jsdocParamName,
  jsdocParamOrder,
  jsdocDefault,
  jsdocType,
  jsdocReturns,
  jsdocThrows,
  jsdocLink,
  bindingBroken,
  freshnessCodeMovedOn,
  mirrorBehind,
  syncConflict,
  commandPackageManager,
] as const;

/** Notes about what people said of findings; off unless a configuration turns them on. */
export const REMARKS = [suppressionUnused, ackExpired] as const;

/** Ids that a configuration may name. */
export const RULE_IDS: readonly string[] = [...RULES, ...REMARKS].map(({ id }) => id);

/** The rules that read claims of `kind`, in order. */
export function rulesFor(kind: ClaimKind): readonly (Rule & { id: RuleId })[] {
  return BY_KIND.get(kind) ?? [];
}

const BY_KIND = new Map<ClaimKind, (Rule & { id: RuleId })[]>();
for (const rule of RULES as unknown as (Rule & { id: RuleId })[]) {
  for (const kind of rule.reads) BY_KIND.set(kind, [...(BY_KIND.get(kind) ?? []), rule]);
}
