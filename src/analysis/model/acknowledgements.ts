/** Acknowledgements: findings that somebody looked at and accepted for a time. */

/** What an acknowledgement holds on to: it ends when the claim's blocks or the evidence are others. */
export interface Grounds {
  /** Hashes of the blocks that the finding's claims stand in. */
  blocks: string[];
  /** First 16 hex digits of the SHA-256 of what proves the finding. */
  evidence: string;
}

export interface Acknowledgement extends Grounds {
  finding_id: string;
  rule: string;
  path: string;
  reference: string;
  reason: string;
  /** Last day on which it holds, `2026-11-21`. */
  until: string;
}
