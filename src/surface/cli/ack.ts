import type { Acknowledgement } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { lastDay } from "../../base/last-day.js";
import { stampIn } from "../../domains/method.js";
import type { Stamp } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import { answerOf } from "./call.js";
import type { Cli } from "./cli.js";
import { explanationOf } from "./explain.js";

const REASON_LENGTH_MAX = 1_000;

/** `lockstep ack ID --reason TEXT [--until DATE] [--shared]`: accepts a finding, on this machine or for everyone who clones. */
export async function ack(cli: Cli, given: Arguments): Promise<number> {
  const [id = "", folder = "."] = given.positional;
  const reason = reasonOf(given);
  const until = dayOf(given.text("until"));
  const root = await cli.assembly.openFolder(folder);
  const made = given.flag("shared")
    ? await share(cli, given, { root, id, reason, until: lastDay(until, Date.now()) })
    : // The method table checks what comes out.
      ((await answerOf(cli, given, "documentation.acknowledge", { root, id, reason, until })) as Acknowledgement);
  cli.stdout.write(given.flag("json") ? `${JSON.stringify(made, null, 2)}\n` : sentence(made, given.flag("shared")));
  return 0;
}

function reasonOf(given: Arguments): string {
  const reason = given.text("reason")?.trim() ?? "";
  if (reason === "") throw new LockstepError("USAGE", "`lockstep ack` wants --reason TEXT: why the finding is accepted.");
  if (reason.length <= REASON_LENGTH_MAX) return reason;
  throw new LockstepError("USAGE", `A reason may have ${REASON_LENGTH_MAX} characters. Shorten it.`);
}

/** A date that there is, `2026-11-21`. */
function dayOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  throw new LockstepError("USAGE", `\`${escapeText(text.slice(0, 64))}\` is no date. Write it as 2027-01-31.`);
}

async function share(
  cli: Cli,
  given: Arguments,
  { root, id, reason, until }: { root: string; id: string; reason: string; until: string },
): Promise<Acknowledgement & Stamp> {
  const explained = await explanationOf(cli, given, root, id);
  const { finding, grounds } = explained;
  const { rule, path, reference } = finding;
  const made = { finding_id: finding.id, rule, path, reference, reason, until, ...grounds };
  await cli.assembly.shareAcknowledgement(root, made);
  return { ...made, ...stampIn(explained) };
}

function sentence({ finding_id, rule, path, until }: Acknowledgement, shared: boolean): string {
  const where = shared ? ", written to .lockstep/acks.yaml" : "";
  return `acknowledged ${rule} in ${escapeText(path)} until ${until}${where} [${finding_id}]\n`;
}
