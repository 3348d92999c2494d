/**
 * The words of analysis as types: facts (what the tree says), claims (what a text says), verdicts (what a rule says of a claim).
 * Everything here is plain data: it crosses threads and is stored in the ledger as it is.
 */
export type { Span } from "../base/positions.js";
export type * from "./model/acknowledgements.js";
export type * from "./model/baseline.js";
export type * from "./model/claims.js";
export type * from "./model/confirmations.js";
export type * from "./model/documents.js";
export type * from "./model/facts.js";
export type * from "./model/files.js";
export type * from "./model/outlines.js";
export type * from "./model/report.js";
export * from "./model/sync.js";
export * from "./model/verdicts.js";
