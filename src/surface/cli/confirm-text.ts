import type { Confirmation } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { isoTime } from "../../base/time.js";
import { confirmationsOf } from "../../domains/documentation/confirming.js";
import type { BoundText } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import type { Arguments } from "./arguments.js";
import { askBindings } from "./ask.js";
import { answerOf } from "./call.js";
import type { Cli } from "./cli.js";
import { startProgress } from "./progress.js";

interface Place {
  root: string;
  document: string;
  section: string | null;
}

/** `lockstep confirm DOC[#SECTION] [--shared]`: the text agrees with the code it is bound to, on this machine or for everyone who clones. */
export async function confirmText(cli: Cli, given: Arguments): Promise<number> {
  const place = await placeOf(cli, given.positional[0] ?? "");
  const confirmed = given.flag("shared")
    ? await share(cli, given, place)
    : // The method table checks what comes out.
      ((await answerOf(cli, given, "documentation.confirm", { ...place })) as { confirmed: Confirmation[] }).confirmed;
  cli.stdout.write(
    given.flag("json") ? `${JSON.stringify({ confirmed }, null, 2)}\n` : sentences(confirmed, given.flag("shared")),
  );
  return 0;
}

/** The project, the document in it and the section. Throws UNKNOWN_DOCUMENT. */
async function placeOf(cli: Cli, named: string): Promise<Place> {
  const hash = named.indexOf("#");
  const path = hash === -1 ? named : named.slice(0, hash);
  const section = hash === -1 || hash === named.length - 1 ? null : named.slice(hash + 1);
  try {
    const { dir, under } = await cli.assembly.projectOf(path, cli.cwd);
    if (under !== "") return { root: dir, document: under, section };
  } catch (error) {
    if (!(error instanceof LockstepError) || error.code !== "DIR_MISSING") throw error;
    // The nearest document is named by what knows them all.
    const { dir } = await cli.assembly.projectOf(".", cli.cwd);
    return { root: dir, document: path, section };
  }
  throw new LockstepError("USAGE", "`lockstep confirm` wants a document, such as README.md#usage. This is a folder.");
}

async function share(cli: Cli, given: Arguments, place: Place): Promise<Confirmation[]> {
  const made = confirmationsOf(await boundTexts(cli, given, place), { ...place, at: isoTime(Date.now()) });
  await cli.assembly.shareConfirmations(place.root, made);
  return made;
}

/** From the daemon when it watches the folder, else worked out here. */
async function boundTexts(cli: Cli, given: Arguments, { root, ...request }: Place): Promise<BoundText[]> {
  const progress = startProgress(cli, given);
  try {
    const asked = given.flag("no-daemon") ? null : await askBindings(cli, given, { root, ...request }, progress);
    return asked ?? (await cli.assembly.boundTexts(root, { ...request, onProgress: progress.update }));
  } finally {
    progress.stop();
  }
}

function sentences(confirmed: readonly Confirmation[], shared: boolean): string {
  const where = shared ? ", written to .lockstep/confirmed.yaml" : "";
  return confirmed.map(({ path, binding }) => `confirmed ${escapeText(path)} against ${escapeText(binding)}${where}\n`).join("");
}
