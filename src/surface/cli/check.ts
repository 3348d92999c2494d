import type { Report } from "../../analysis/model.js";
import { paintFor } from "../formats/colours.js";
import { exitStatus } from "../formats/exit-status.js";
import { renderJson } from "../formats/json.js";
import { renderText } from "../formats/text.js";
import type { Arguments } from "./arguments.js";
import { askReport } from "./ask.js";
import type { Cli } from "./cli.js";
import { startProgress } from "./progress.js";

/** `lockstep check [DIR]`: the report, from the daemon when it watches DIR, else worked out here. */
export async function check(cli: Cli, given: Arguments): Promise<number> {
  const started = performance.now();
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  const report = await reportOn(cli, given, dir);
  const status = exitStatus(report);
  // Set first: whoever reads the answer may hang up in the middle of it.
  process.exitCode = status;
  cli.stdout.write(await render(cli, given, dir, report, performance.now() - started));
  return status;
}

async function reportOn(cli: Cli, given: Arguments, dir: string): Promise<Report> {
  const progress = startProgress(cli, given);
  try {
    const asked = given.flag("no-daemon") ? null : await askReport(cli, given, dir, progress);
    return asked ?? (await cli.assembly.checkOnce(dir, { onProgress: progress.update })).report;
  } finally {
    progress.stop();
  }
}

async function render(cli: Cli, given: Arguments, dir: string, report: Report, tookMs: number): Promise<string> {
  const format = given.text("format") ?? (given.flag("json") ? "json" : "text");
  if (format === "json") return renderJson(report);
  const lines = report.findings.length > 0 ? await cli.assembly.sourceLines(dir) : () => null;
  return renderText(report, { lines, paint: paintFor(cli.stdout, cli.env), tookMs });
}
