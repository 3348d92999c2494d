/** Confirmations: texts that somebody found to agree with the code they are bound to. */
import type { Fingerprints } from "./outlines.js";

/** A text that is bound to code. */
export interface ConfirmedText {
  document: string;
  binding: string;
  ordinal: number;
  words: string;
}

export interface Confirmation {
  /** The document. */
  path: string;
  /** The binding as it is written, and how many equal ones stand before it in the document. */
  binding: string;
  ordinal: number;
  /** Hash of the words of the bound text: what was confirmed says nothing of other words. */
  words: string;
  /** What made the fingerprints: those of another reader cannot be compared. */
  reader: number;
  /** What the declaration looked like. */
  fingerprints: Fingerprints;
  confirmed_at: string;
}
