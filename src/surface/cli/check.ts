import { appendFileSync } from "node:fs";
import type { Report, Severity } from "../../analysis/model.js";
import type { CheckRequest, Stamped } from "../../domains/method.js";
import { exitStatus } from "../formats/exit-status.js";
import { renderJson } from "../formats/json.js";
import { count, renderText } from "../formats/text.js";
import type { Arguments } from "./arguments.js";
import { askReport } from "./ask.js";
import { type Cli, note } from "./cli.js";
import { checkHere } from "./here.js";
import { paintOf } from "./paint.js";
import { startProgress } from "./progress.js";

/** `lockstep check [DIR]`: the report, from the daemon when it watches DIR, else worked out here. */
export async function check(cli: Cli, given: Arguments): Promise<number> {
  const started = performance.now();
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  if (given.flag("write-baseline")) await writeBaseline(cli, given, dir);
  const request: CheckRequest = { root: dir, since: given.text("since") ?? null, all: given.flag("all") };
  const asked = given.flag("prune-baseline") ? await pruned(cli, given, request) : await reportOn(cli, given, request);
  // The manifest lists what it may be.
  const status = exitStatus(asked.answer, (given.text("fail-on") as Severity | undefined) ?? null);
  // Set first: whoever reads the answer may hang up in the middle of it.
  process.exitCode = status;
  cli.stdout.write(await render(cli, given, dir, asked, performance.now() - started));
  return status;
}

async function reportOn(cli: Cli, given: Arguments, request: CheckRequest): Promise<Stamped<Report>> {
  const progress = startProgress(cli, given);
  try {
    const asked = given.flag("no-daemon") ? null : await askReport(cli, given, request, progress);
    return asked ?? (await checkHere(cli, request, progress.update));
  } finally {
    progress.stop();
  }
}

/** Everything that is found now becomes the baseline. */
async function writeBaseline(cli: Cli, given: Arguments, root: string): Promise<void> {
  const { findings } = (await reportOn(cli, given, { root, baseline: false })).answer;
  await cli.assembly.writeBaseline(root, findings);
  note(cli, given, `${count(findings.length, "finding")} written to .lockstep/baseline.json`);
}

/** The report after the baseline has lost what is fixed. */
async function pruned(cli: Cli, given: Arguments, request: CheckRequest): Promise<Stamped<Report>> {
  const asked = await reportOn(cli, given, request);
  const { baseline } = asked.answer;
  if (baseline === null) return asked;
  await cli.assembly.pruneBaseline(request.root, baseline.fixed);
  note(cli, given, `${count(baseline.fixed.length, "entry", "entries")} dropped from .lockstep/baseline.json`);
  return { ...asked, answer: { ...asked.answer, baseline: { ...baseline, fixed: [] } } };
}

async function render(cli: Cli, given: Arguments, dir: string, asked: Stamped<Report>, tookMs: number): Promise<string> {
  const report = asked.answer;
  const format = given.text("format") ?? (given.flag("json") ? "json" : "text");
  if (format === "json") return renderJson(asked);
  if (format === "sarif") return (await import("../formats/sarif.js")).renderSarif(report);
  if (format === "github") return await renderForGithub(cli, report, tookMs);
  const lines = report.findings.length > 0 ? await cli.assembly.sourceLines(dir) : () => null;
  if (format === "junit") return (await import("../formats/junit.js")).renderJunit(report, { lines, tookMs });
  return renderText(report, { lines, paint: paintOf(cli, given), tookMs });
}

/** Annotations; the table goes to the file that the runner names, when it names one. */
async function renderForGithub({ env }: Cli, report: Report, tookMs: number): Promise<string> {
  const { renderGithub, renderStepSummary } = await import("../formats/github.js");
  const file = env.GITHUB_STEP_SUMMARY;
  if (file !== undefined && file !== "") appendFileSync(file, renderStepSummary(report, tookMs));
  return renderGithub(report, tookMs);
}
