import { type DocumentReading, readDocument } from "../../../src/analysis/documents/read.js";
import type { Claim } from "../../../src/analysis/model.js";

/** Reads Markdown as the README of a project, or as the document at `path`. */
export function read(text: string, path = "README.md"): DocumentReading {
  return readDocument(path, text);
}

/** Claims in short: `kind reference`, with ` = normalized` where that differs and the marks in brackets. */
export function claims(text: string, path?: string): string[] {
  return read(text, path).claims.map(short);
}

/** The same without symbols, for texts whose subject is something else. */
export function claimsBut(kind: Claim["kind"], text: string, path?: string): string[] {
  return read(text, path)
    .claims.filter((claim) => claim.kind !== kind)
    .map(short);
}

/** The claims of one kind with all their fields. */
export function claimsOf<K extends Claim["kind"]>(kind: K, text: string, path?: string): Extract<Claim, { kind: K }>[] {
  return read(text, path).claims.filter((claim): claim is Extract<Claim, { kind: K }> => claim.kind === kind);
}

/** Marks of the claim on `reference`; undefined when there is none. */
export function marksOn(reference: string, text: string, path?: string): string[] | undefined {
  return read(text, path)
    .claims.find((claim) => claim.reference === reference)
    ?.marks.toSorted();
}

function short(claim: Claim): string {
  const marks = claim.marks.length > 0 ? ` [${claim.marks.join(" ")}]` : "";
  const normalized = claim.normalized === claim.reference ? "" : ` = ${claim.normalized}`;
  return `${claim.kind} ${claim.reference}${normalized}${marks}`;
}

/** A fence of `lang` around `lines`. */
export function fence(lang: string, ...lines: string[]): string {
  return `\`\`\`${lang}\n${lines.join("\n")}\n\`\`\`\n`;
}
