/** `lockstep start --foreground [DIR]`: the report, then each change of it, until Ctrl-C. */
import type { Finding, Report } from "../../analysis/model.js";
import { LockstepError } from "../../base/errors.js";
import { type Stamped, stampIn } from "../../domains/method.js";
import { renderFinding, renderHeading, renderText } from "../formats/text.js";
import type { EventMessage } from "../socket/protocol.js";
import type { Arguments } from "./arguments.js";
import { isStep, wholeReport } from "./ask.js";
import { type Cli, note } from "./cli.js";
import { addProject, ensureDaemon, type Running, stopDaemon } from "./ensure.js";
import { interrupted } from "./interrupted.js";
import { paintOf } from "./paint.js";
import { startProgress } from "./progress.js";

/** After a change, how long it is quiet before what is shown is compared with the whole report. */
const RECONCILE_MS = 3_000;

export async function foreground(cli: Cli, given: Arguments): Promise<number> {
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  const end = interrupted(cli);
  const running = await ensureDaemon(cli, given);
  const { client, child, status } = running;
  try {
    const { root } = await addProject(cli, given, client, dir).catch(async (error: unknown) => {
      if (child !== null) await leave(cli, given, running);
      throw error;
    });
    if (child === null) note(cli, given, `a daemon runs already (pid ${status.pid}); following it`);
    const outcome = await Promise.race([
      follow(cli, given, running, root),
      end.then(() => "interrupted" as const),
      client.closed,
    ]);
    if (outcome !== "interrupted") {
      throw new LockstepError(
        "DAEMON_UNREACHABLE",
        "The daemon ended. `lockstep logs` tells why, `lockstep start` starts it again.",
      );
    }
    await leave(cli, given, running);
    return 0;
  } finally {
    client.close();
  }
}

/** Ends what was started here; a daemon that ran before runs on. */
async function leave(cli: Cli, given: Arguments, running: Running): Promise<void> {
  if (running.child === null) return note(cli, given, "no longer following; the daemon runs on");
  await stopDaemon(running);
  note(cli, given, "stopped");
}

/** Prints the report and then every change; ends only by an error. */
async function follow(cli: Cli, given: Arguments, { client }: Running, root: string): Promise<never> {
  const started = performance.now();
  const progress = startProgress(cli, given);
  const waiting: EventMessage[] = [];
  let onEvent = (event: EventMessage): void => {
    if (isStep(event.data)) progress.update(event.data);
    else waiting.push(event);
  };
  await client.subscribe({ project: root }, (event) => onEvent(event));
  let asked: Stamped<Report>;
  try {
    asked = await wholeReport(client, { root });
  } finally {
    progress.stop();
  }
  const report = asked.answer;
  const lines = await cli.assembly.sourceLines(root);
  const paint = paintOf(cli, given);
  cli.stdout.write(
    given.flag("json")
      ? `${JSON.stringify({ ...report, ...stampIn(asked) })}\n`
      : renderText(report, { lines, paint, tookMs: performance.now() - started }),
  );
  note(cli, given, `watching ${root}; Ctrl-C stops`);

  const known = new Map(report.findings.map((finding) => [finding.id, finding]));
  const print = (sign: "+" | "-", finding: Finding) => {
    if (given.flag("json")) cli.stdout.write(`${JSON.stringify({ change: sign === "+" ? "found" : "resolved", finding })}\n`);
    else if (sign === "+") cli.stdout.write(`${paint("error", "+")} ${renderFinding(finding, lines(finding.path), paint)}`);
    else cli.stdout.write(`${paint("good", "-")} ${renderHeading(finding, paint)}\n`);
  };
  const changes = findingChanges(known, print);

  return await new Promise<never>((_, reject) => {
    let timer: NodeJS.Timeout | null = null;
    /** What an event did not tell (a lost one, a finding that went before it settled), the report does. */
    const reconcile = () => {
      timer = null;
      wholeReport(client, { root }).then((now) => changes.compare(now.answer.findings), reject);
    };
    onEvent = ({ topic, data }) => {
      if (topic === "project.progress") return;
      if (topic === "drift.found") changes.found(findingsIn(data));
      if (topic === "drift.resolved") changes.resolved(findingsIn(data));
      if (timer) clearTimeout(timer);
      timer = setTimeout(reconcile, RECONCILE_MS);
    };
    for (const event of waiting) onEvent(event);
  });
}

/** Keeps `known` as what the user has been shown, and prints each difference once. */
export function findingChanges(known: Map<string, Finding>, print: (sign: "+" | "-", finding: Finding) => void) {
  function found(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (!known.has(finding.id)) print("+", finding);
      known.set(finding.id, finding);
    }
  }
  function resolved(findings: readonly Finding[]): void {
    for (const finding of findings) if (known.delete(finding.id)) print("-", finding);
  }
  return {
    found,
    resolved,
    /** Brings it to what a whole report says. */
    compare(findings: readonly Finding[]): void {
      const now = new Set(findings.map((finding) => finding.id));
      resolved([...known.values()].filter((finding) => !now.has(finding.id)));
      found(findings);
    },
  };
}

/** Events of `drift.found` and `drift.resolved` carry findings. */
function findingsIn(data: Record<string, unknown>): readonly Finding[] {
  return Array.isArray(data.findings) ? (data.findings as Finding[]) : [];
}
