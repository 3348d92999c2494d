/** Which side is right when a document and the code disagree, and when both were last known to agree. */

export const SYNC_TYPES = ["code_to_docs", "docs_to_code", "bidirectional"] as const;
/** `code_to_docs`: the code; `docs_to_code`: the document; `bidirectional`: whoever did not move. */
export type SyncType = (typeof SYNC_TYPES)[number];

/** What a claim speaks of, and what of it the claim can agree with. */
export interface Subject {
  /** The same as long as it is the same thing, whatever is said of it: `default:boilWater.target`. */
  id: string;
  /** What is compared, now: `100`; `absent` for what is gone. */
  state: string;
}

/** A claim and its subject as they were when they last matched. */
export interface AgreedPair {
  /** The claim in its document: heading path, kind, subject and which of several equal ones. */
  key: string;
  block_hash: string;
  /** First 16 hex digits of the SHA-256 of the subject's state. */
  subject_hash: string;
  /** Subject's state, cut to 200 characters, for people. */
  subject: string;
  /** When they matched; null: by the judgement at hand, whose time is the pass's. */
  agreed_at: string | null;
}
