/** Methods by which people say that a text agrees with the code it is bound to. */
import { z } from "zod";
import type { Confirmation } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { isoTime } from "../../base/time.js";
import { type BoundText, method, writingMethod } from "../method.js";
import { getProjectAt, ledgerOf } from "./find-project.js";
import { lookAgain } from "./look-again.js";
import { root } from "./params.js";

const DEADLINE_MS = 120_000;

const place = {
  document: z.string().min(1).max(4_096).describe("Path of the document, relative to the project"),
  section: z
    .string()
    .min(1)
    .max(256)
    .nullable()
    .default(null)
    .describe("Anchor of a heading in it; null for all of the document"),
  root,
};

const fingerprints = z.object({
  sig: z.string(),
  contract: z.string(),
  body: z.string(),
  deps: z.string(),
  value: z.string().nullable(),
});

const boundText = z.object({
  document: z.string(),
  line: z.int(),
  binding: z.string().describe("As it is written"),
  ordinal: z.int().describe("How many equal bindings stand before it in the document"),
  words: z.string().describe("Hash of the words of the bound text"),
  target: z.string().describe("The file"),
  name: z.string().nullable().describe("The declaration; null when the file as such is bound"),
  tiers: z.array(z.enum(["path", "sig", "contract", "body", "deps", "value"])),
  reader: z.int().describe("Version of what made the fingerprints"),
  now: fingerprints.nullable().describe("null when no declaration is bound, or it is gone"),
});

const confirmation = z.object({
  path: z.string(),
  binding: z.string(),
  ordinal: z.int(),
  words: z.string().describe("Hash of the words of the bound text: it holds as long as they are the same"),
  reader: z.int(),
  fingerprints: fingerprints.describe("What the declaration looked like"),
  confirmed_by: z.string(),
  confirmed_at: z.string(),
});

/** The confirmations of all declarations among `bound`. Throws NO_BINDING when there is none. */
export function confirmationsOf(
  bound: readonly BoundText[],
  { document, section, at }: { document: string; section: string | null; at: string },
): Confirmation[] {
  const made = bound.flatMap(({ binding, ordinal, words, reader, now }) => {
    return now === null ? [] : [{ path: document, binding, ordinal, words, reader, fingerprints: now, confirmed_at: at }];
  });
  if (made.length > 0) return made;
  const where = section === null ? document : `${document}#${section}`;
  const why =
    bound.length === 0
      ? `Nothing in ${where} is bound to code. \`<!-- lockstep: path#name -->\` below a heading binds its section.`
      : `Nothing that ${where} is bound to can be confirmed: ${bound.map(({ binding }) => binding).join(", ")} is no declaration, or gone.`;
  throw new LockstepError("NO_BINDING", why);
}

export const bindings = method({
  name: "documentation.bindings",
  summary: "List what a document, or a section of it, is bound to, and what that looks like now",
  writes: false,
  deadline_ms: DEADLINE_MS,
  params: z.object(place),
  result: z.object({ bindings: z.array(boundText) }),
  cli: { positional: ["document", "root"] },
  run: async ({ projects }, request) => {
    const { answer, ...stamp } = await projects.bindings(request);
    return { bindings: answer, ...stamp };
  },
});

export const confirm = writingMethod({
  name: "documentation.confirm",
  summary: "Say that a text agrees with the code it is bound to, as that is now",
  writes: true,
  deadline_ms: DEADLINE_MS,
  params: z.object(place),
  result: z.object({ confirmed: z.array(confirmation) }),
  cli: { short: "confirm", positional: ["document", "root"] },
  prepare: async ({ projects, clock }, { root, document, section }) => {
    const { answer } = await projects.bindings({ root, document, section });
    return confirmationsOf(answer, { document, section, at: isoTime(clock()) });
  },
  tell: ({ ledger, actor, now }, { root, document, section }, made) => {
    const confirmed = made.map((one) => ({ ...one, confirmed_by: actor }));
    const project_id = ledger.documentation.knowProject({ root, now });
    for (const one of confirmed) ledger.documentation.confirm(project_id, one);
    const target = { project_id, entity_type: "document", entity_id: document };
    const changes = { section, bindings: made.map(({ binding }) => binding) };
    return { answer: { confirmed }, audit: { ...target, action: "create", changes } };
  },
  after: lookAgain,
});

export const retract = writingMethod({
  name: "documentation.retract",
  summary: "Take back what was confirmed of a document on this machine",
  writes: true,
  deadline_ms: DEADLINE_MS,
  params: z.object({ document: place.document, root }),
  result: z.object({ retracted: z.int().describe("How many bindings were confirmed") }),
  cli: { positional: ["document", "root"] },
  tell: ({ ledger }, { document, root }) => {
    const { id: project_id } = getProjectAt(ledger, root);
    const retracted = ledger.documentation.retract({ project_id, path: document });
    const target = { project_id, entity_type: "document", entity_id: document };
    return { answer: { retracted }, audit: { ...target, action: "delete", changed: retracted > 0, changes: {} } };
  },
  after: lookAgain,
});

export const confirmations = method({
  name: "documentation.confirmations",
  summary: "List what was confirmed of a project on this machine, what is out of date among it",
  writes: false,
  params: z.object({ root }),
  result: z.object({ confirmations: z.array(confirmation) }),
  run: (context, { root }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    return { confirmations: ledger.documentation.listConfirmations({ project_id }) };
  },
});

export const confirmingMethods = [bindings, confirm, retract, confirmations] as const;
