import type { RuleNumbers } from "./rule.js";

/**
 * Weight, base confidence and severity of every rule: start values, to be calibrated on an evaluation set, never on one case.
 * The order is the order of judging: when two rules could fire on one span, the earlier one stands.
 */
export const NUMBERS = {
  "link/missing-file": { weight: 1.0, confidence: 0.98, severity: "error" },
  "link/case-mismatch": { weight: 0.6, confidence: 0.98, severity: "warning" },
  "link/missing-anchor": { weight: 0.5, confidence: 0.92, severity: "warning" },
  "path/removed": { weight: 0.7, confidence: 0.93, severity: "warning" },
  "path/missing": { weight: 0.5, confidence: 0.87, severity: "warning" },
  "tree/stale-entry": { weight: 0.5, confidence: 0.92, severity: "warning" },
  "script/unknown": { weight: 0.9, confidence: 0.96, severity: "error" },
  "target/unknown": { weight: 0.8, confidence: 0.94, severity: "error" },
  "command/missing-file": { weight: 0.8, confidence: 0.93, severity: "error" },
  "command/unknown-bin": { weight: 0.8, confidence: 0.92, severity: "error" },
  "cli/unknown-command": { weight: 0.8, confidence: 0.92, severity: "error" },
  "cli/unknown-option": { weight: 0.8, confidence: 0.93, severity: "error" },
  "env/unread-variable": { weight: 0.6, confidence: 0.88, severity: "warning" },
  "config/unknown-key": { weight: 0.7, confidence: 0.89, severity: "warning" },
  "import/missing-export": { weight: 1.0, confidence: 0.97, severity: "error" },
  "import/missing-module": { weight: 0.9, confidence: 0.95, severity: "error" },
  "symbol/renamed": { weight: 0.8, confidence: 0.96, severity: "warning" },
  "symbol/removed": { weight: 0.6, confidence: 0.9, severity: "warning" },
  "symbol/missing-member": { weight: 0.8, confidence: 0.93, severity: "error" },
  "signature/mismatch": { weight: 0.8, confidence: 0.9, severity: "warning" },
  "value/default-mismatch": { weight: 0.7, confidence: 0.92, severity: "warning" },
  "value/constant-mismatch": { weight: 0.6, confidence: 0.9, severity: "warning" },
  "value/engine-mismatch": { weight: 0.6, confidence: 0.9, severity: "warning" },
  "list/out-of-sync": { weight: 0.7, confidence: 0.97, severity: "warning" },
  "citation/line-out-of-range": { weight: 0.6, confidence: 0.99, severity: "warning" },
  "citation/moved": { weight: 0.5, confidence: 0.9, severity: "note" },
  "embed/stale-snippet": { weight: 0.8, confidence: 1.0, severity: "error" },
  "jsdoc/param-name": { weight: 0.6, confidence: 0.98, severity: "warning" },
  "jsdoc/param-order": { weight: 0.3, confidence: 0.97, severity: "note" },
  "jsdoc/default": { weight: 0.6, confidence: 0.93, severity: "warning" },
  "jsdoc/type": { weight: 0.5, confidence: 0.88, severity: "warning" },
  "jsdoc/returns": { weight: 0.4, confidence: 0.92, severity: "note" },
  "jsdoc/throws": { weight: 0.4, confidence: 0.9, severity: "note" },
  "jsdoc/link": { weight: 0.5, confidence: 0.93, severity: "warning" },
  "binding/broken": { weight: 0.9, confidence: 0.97, severity: "error" },
  "freshness/code-moved-on": { weight: 0.5, confidence: 0.92, severity: "note" },
  "mirror/behind": { weight: 0.3, confidence: 0.85, severity: "note" },
  "sync/conflict": { weight: 0.9, confidence: 0.97, severity: "error" },
  "command/package-manager": { weight: 0.2, confidence: 0.9, severity: "note" },
  "suppression/unused": { weight: 0, confidence: 1, severity: "note" },
  "ack/expired": { weight: 0, confidence: 1, severity: "note" },
} as const satisfies Record<string, RuleNumbers>;

export type RuleId = keyof typeof NUMBERS;

/** Rules that are off unless a configuration names them. */
export const OFF_BY_DEFAULT: ReadonlySet<string> = new Set<RuleId>([
  "command/package-manager",
  "suppression/unused",
  "ack/expired",
]);

/** Confidence of a rule when its only proof is a near-miss, or an export that vanished from an open set. */
export const CONFIDENCE = {
  nearMissSymbol: 0.8,
  openExport: 0.93,
} as const;

/** How sure it is that a text bound in a tier that moved on must be looked at. */
export const MOVED_ON = { body: 0.6, deps: 0.75, value: 0.92, sig: 0.8 } as const;

/** Below this confidence nothing is a finding. */
export const CONFIDENCE_MIN = 0.6;
/** Below this confidence severity drops one step. */
export const CONFIDENCE_FULL_SEVERITY = 0.85;

/** Gate G5: a name counts as ours from `ownMin` on, unless `foreignMax` is reached. */
export const OWNERSHIP = { ownMin: 0.75, foreignMax: 0.3 } as const;

/** Evidence that a dead name is ours (gate G5). */
export const OWN = {
  exportedFromEntry: 0.7,
  /** A dead member of an exported type. */
  exportedMember: 0.6,
  /** Qualified by a live type of ours. */
  liveOwner: 0.6,
  heldWhileAlive: 0.65,
  importedInSection: 0.6,
  otherOwnNames: 0.3,
  compound: 0.3,
  pathInSection: 0.4,
} as const;

/** Evidence that a name belongs to somebody else (gate G5). */
export const FOREIGN = {
  global: 0.8,
  globalMember: 0.25,
  boundOutside: 0.9,
  importedOutside: 0.8,
  language: 0.9,
  plainWord: 0.6,
  /** The document is about a package that is called after ours. */
  companion: 0.3,
  otherHost: 0.2,
  shape: 0.95,
} as const;
