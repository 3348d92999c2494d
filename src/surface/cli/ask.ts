/** Asks a running daemon about a project; whoever asks does the work itself when the answer is no. */
import type { Report } from "../../analysis/model.js";
import { type ErrorCode, LockstepError } from "../../base/errors.js";
import { settingsId } from "../../config/variables.js";
import type { BoundText, CheckRequest, Explanation, Stamped } from "../../domains/method.js";
import type { Stamp } from "../../domains/stamp.js";
import type { Client } from "../socket/client.js";
import { PROTOCOL } from "../socket/protocol.js";
import type { Arguments } from "./arguments.js";
import { type Cli, note } from "./cli.js";
import { askStatus, findDaemon } from "./daemon.js";
import type { Progress } from "./progress.js";

type ReportPage = Pick<Report, "findings" | "suppressed" | "documents" | "skipped"> &
  Required<Pick<Report, "unknown_claims">> & { next: string | null };

/** The daemon's own deadline for a check and a little. */
const CHECK_MS = 130_000;
const HELLO_MS = 5_000;
/** How often a project may change between two pages of its report before the work is done here. */
const PAGE_TRIES = 3;

/** The daemon's report on a project; null when no daemon of this version runs or watches it. Throws DIR_* and CONFIG_*. */
export function askReport(
  cli: Cli,
  given: Arguments,
  request: CheckRequest,
  progress: Progress,
): Promise<Stamped<Report> | null> {
  return asking(cli, given, request.root, progress, (client) => wholeReport(client, request));
}

/** How the finding came about, from the daemon; null as above. Throws UNKNOWN_FINDING. */
export function askExplanation(
  cli: Cli,
  given: Arguments,
  root: string,
  id: string,
  progress: Progress,
): Promise<(Explanation & Stamp) | null> {
  return asking(cli, given, root, progress, (client) =>
    client.call<Explanation & Stamp>("documentation.explain", { root, id }, { timeoutMs: CHECK_MS }),
  );
}

/** What a document is bound to, from the daemon; null as above. Throws UNKNOWN_DOCUMENT and UNKNOWN_SECTION. */
export async function askBindings(
  cli: Cli,
  given: Arguments,
  request: { root: string; document: string; section: string | null },
  progress: Progress,
): Promise<BoundText[] | null> {
  const answer = await asking(cli, given, request.root, progress, (client) =>
    client.call<{ bindings: BoundText[] }>("documentation.bindings", request, { timeoutMs: CHECK_MS }),
  );
  return answer?.bindings ?? null;
}

async function asking<T>(
  cli: Cli,
  given: Arguments,
  root: string,
  progress: Progress,
  ask: (client: Client) => Promise<T>,
): Promise<T | null> {
  let client: Client | null = null;
  try {
    client = await findDaemon(cli);
    if (client === null || !(await judgesAlike(cli, given, client))) return null;
    await client.subscribe({ project: root, topics: ["project.progress"] }, ({ data }) => {
      if (isStep(data)) progress.update(data);
    });
    return await patiently(client, root, ask);
  } catch (error) {
    if (isFinal(error)) throw error;
    const { code, message } = error as LockstepError;
    if (!QUIETLY.has(code)) note(cli, given, `the daemon could not answer, the work is done here (${code}: ${message})`);
    return null;
  } finally {
    client?.close();
  }
}

/** What the daemon says of the folder itself, or of the id, is the answer; everything else we can do without it. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof LockstepError)) return true;
  // The folder was opened here before: a daemon that misses it has not yet seen that it is back.
  if (error.code === "DIR_MISSING") return false;
  return error.code.startsWith("DIR_") || error.code.startsWith("CONFIG_") || FINAL.has(error.code);
}

const FINAL: ReadonlySet<ErrorCode> = new Set(["UNKNOWN_FINDING", "UNKNOWN_DOCUMENT", "UNKNOWN_SECTION", "USAGE"]);

/** Reasons that are nothing to tell. */
const QUIETLY: ReadonlySet<ErrorCode> = new Set(["UNKNOWN_PROJECT", "TOO_LARGE", "CONFLICT"]);

/** Only the same engine with the same settings gives the same answer. */
async function judgesAlike(cli: Cli, given: Arguments, client: Client): Promise<boolean> {
  const hello = { protocol: PROTOCOL, client: "lockstep", version: cli.manifest.version };
  const answer = await client.call<{ version: string; settings: string }>("daemon.hello", hello, { timeoutMs: HELLO_MS });
  const { version, settings } = answer;
  if (version === cli.manifest.version && settings === settingsId(cli.env)) return true;
  if (version === cli.manifest.version) {
    note(cli, given, "the daemon was started with other LOCKSTEP_ variables; the work is done here, with yours");
    return false;
  }
  const advice = "`lockstep restart` makes them one";
  note(cli, given, `the daemon is lockstep ${version}, this is ${cli.manifest.version}; the work is done here. ${advice}`);
  return false;
}

/** A first index may take longer than one call: asks again while it goes on. */
async function patiently<T>(client: Client, root: string, ask: (client: Client) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask(client);
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== "TIMEOUT") throw error;
      const { projects } = await askStatus(client, HELLO_MS);
      if (projects.find((project) => project.root === root)?.state !== "indexing") throw error;
    }
  }
}

/** All pages of a report as one; begins anew when the project changed in between. */
export async function wholeReport(client: Client, request: CheckRequest): Promise<Stamped<Report>> {
  for (let attempt = 1; ; attempt++) {
    const { next, ...first } = await client.call<Stamped<Report> & { next: string | null }>(
      "documentation.check",
      { ...request },
      { timeoutMs: CHECK_MS },
    );
    try {
      return { ...first, answer: await furtherPages(client, request, first.answer, next) };
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== "CONFLICT" || attempt >= PAGE_TRIES) throw error;
    }
  }
}

async function furtherPages(client: Client, request: CheckRequest, report: Report, next: string | null): Promise<Report> {
  const whole = { ...report };
  for (let cursor = next; cursor !== null; ) {
    const page = await client.call<ReportPage>("documentation.check_page", { ...request, cursor }, { timeoutMs: CHECK_MS });
    whole.findings = [...whole.findings, ...page.findings];
    whole.suppressed = [...whole.suppressed, ...page.suppressed];
    whole.documents = [...whole.documents, ...page.documents];
    whole.skipped = [...whole.skipped, ...page.skipped];
    if (whole.unknown_claims) whole.unknown_claims = [...whole.unknown_claims, ...page.unknown_claims];
    cursor = page.next;
  }
  return whole;
}

export function isStep(data: Record<string, unknown>): data is { step: string; done: number; total: number } {
  return typeof data.step === "string" && typeof data.done === "number" && typeof data.total === "number";
}
