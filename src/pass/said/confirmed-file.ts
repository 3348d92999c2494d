/** Confirmations that a repository shares with everyone who clones it: `.lockstep/confirmed.yaml`. */
import { stringify } from "yaml";
import { z } from "zod";
import type { Confirmation } from "../../analysis/model.js";
import { compareText } from "../../base/order.js";
import type { Root } from "../../worktree/guard.js";
import { damagedFile, LOCKSTEP_FILES, readLockstepFile, writeLockstepFile } from "../../worktree/lockstep-folder.js";
import { parseEntries } from "./entries.js";

const WRITER = "lockstep confirm --shared";
const HEAD = `# Texts that somebody found to agree with the code they are bound to; \`${WRITER}\` writes them.\n`;

const hash = z.string().max(64);
const entry = z.strictObject({
  path: z.string().max(4_096),
  binding: z.string().max(4_096),
  ordinal: z.int().min(0),
  words: hash,
  confirmed_at: z.iso.datetime(),
  reader: z.int(),
  sig: z.string().max(4_096),
  contract: hash,
  body: hash,
  deps: hash,
  value: z.string().max(4_096).nullable(),
});

/** What the text of the file says, or why it cannot be read. */
export function parseConfirmations(text: string): { confirmations: Confirmation[] } | { problem: string } {
  const read = parseEntries(entry, text, WRITER);
  if ("problem" in read) return read;
  const confirmations = read.entries.map(({ sig, contract, body, deps, value, ...rest }) => {
    return { ...rest, fingerprints: { sig, contract, body, deps, value } };
  });
  return { confirmations };
}

/** Adds some, in place of earlier ones of the same bindings. Throws CONFIG_INVALID when the file is none that can be added to. */
export function shareConfirmations(root: Root, added: readonly Confirmation[]): void {
  const file = readLockstepFile(root, LOCKSTEP_FILES.confirmations);
  const known = file === null || "problem" in file ? (file ?? { confirmations: [] }) : parseConfirmations(file.text);
  if ("problem" in known) throw damagedFile(LOCKSTEP_FILES.confirmations, known.problem);
  const anew = new Set(added.map(keyOf));
  const all = [...known.confirmations.filter((one) => !anew.has(keyOf(one))), ...added];
  all.sort((a, b) => compareText(keyOf(a), keyOf(b)));
  const entries = all.map(({ path, binding, ordinal, words, confirmed_at, reader, fingerprints }) => {
    const { sig, contract, body, deps, value } = fingerprints;
    return { path, binding, ordinal, words, confirmed_at, reader, sig, contract, body, deps, value };
  });
  writeLockstepFile(root, LOCKSTEP_FILES.confirmations, HEAD + stringify(entries, { lineWidth: 0 }));
}

function keyOf({ path, binding, ordinal }: Confirmation): string {
  return `${path}\n${binding}\n${ordinal}`;
}
