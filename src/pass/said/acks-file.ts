/** Acknowledgements that a repository shares with everyone who clones it: `.lockstep/acks.yaml`. */
import { stringify } from "yaml";
import { z } from "zod";
import type { Acknowledgement } from "../../analysis/model.js";
import { compareText } from "../../base/order.js";
import type { Root } from "../../worktree/guard.js";
import { damagedFile, LOCKSTEP_FILES, readLockstepFile, writeLockstepFile } from "../../worktree/lockstep-folder.js";
import { parseEntries } from "./entries.js";

const WRITER = "lockstep ack --shared";
const HEAD = `# Findings that somebody looked at and accepted for a time; \`${WRITER}\` writes them.\n`;

const entry = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  rule: z.string().max(64),
  path: z.string().max(4_096),
  reference: z.string().max(20_000),
  reason: z.string().min(1).max(1_000),
  until: z.iso.date(),
  blocks: z.array(z.string().max(64)).max(1_000),
  evidence: z.string().max(64),
});

/** What the text of the file says, or why it cannot be read. */
export function parseAcknowledgements(text: string): { acknowledgements: Acknowledgement[] } | { problem: string } {
  const read = parseEntries(entry, text, WRITER);
  if ("problem" in read) return read;
  return { acknowledgements: read.entries.map(({ id, ...rest }) => ({ finding_id: id, ...rest })) };
}

/** Adds one, in place of an earlier one of the same finding. Throws CONFIG_INVALID when the file is none that can be added to. */
export function shareAcknowledgement(root: Root, added: Acknowledgement): void {
  const file = readLockstepFile(root, LOCKSTEP_FILES.acknowledgements);
  const known = file === null || "problem" in file ? (file ?? { acknowledgements: [] }) : parseAcknowledgements(file.text);
  if ("problem" in known) throw damagedFile(LOCKSTEP_FILES.acknowledgements, known.problem);
  const others = known.acknowledgements.filter(({ finding_id }) => finding_id !== added.finding_id);
  const all = [...others, added].sort((a, b) => compareText(a.finding_id, b.finding_id));
  const entries = all.map(({ finding_id, rule, path, reference, reason, until, blocks, evidence }) => {
    return { id: finding_id, rule, path, reference, reason, until, blocks, evidence };
  });
  writeLockstepFile(root, LOCKSTEP_FILES.acknowledgements, HEAD + stringify(entries, { lineWidth: 0 }));
}
