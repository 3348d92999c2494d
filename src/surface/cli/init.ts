/** `lockstep init [DIR]`: the files that a project begins with, what else may be set up, and a first look. */
import { LockstepError } from "../../base/errors.js";
import { stampHere } from "../../domains/stamp.js";
import { escapeText } from "../formats/escape.js";
import { renderJson } from "../formats/json.js";
import { count, grouped, shownScore } from "../formats/text.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { confirm, isInteractive } from "./confirm.js";
import { checkHere } from "./here.js";
import { startProgress } from "./progress.js";
import { installService } from "./service.js";

/** What came of something that was offered. */
interface Offered {
  state: "installed" | "there" | "declined" | "unavailable";
  /** Why it is unavailable, or what is still to be done. */
  reason: string | null;
}

/** Nothing that is there is changed. Throws DIR_*, CONFIG_INVALID. */
export async function init(cli: Cli, given: Arguments): Promise<number> {
  const dir = await cli.assembly.openFolder(given.positional[0] ?? ".");
  const { files, languages, documents } = await cli.assembly.begin(dir);
  const hooks = await offerHooks(cli, given, dir);
  const service = await offerService(cli, given);
  const progress = startProgress(cli, given);
  const { answer } = await checkHere(cli, { root: dir, since: null }, progress.update).finally(() => progress.stop());
  const findings = answer.findings.length;
  const next = [findings > 0 ? "lockstep check" : "lockstep check --all", "lockstep start", "lockstep doctor"];
  const result = { dir, files, languages, documents, hooks, service, findings, score: answer.score, next };
  if (given.flag("json")) cli.stdout.write(renderJson({ answer: result, ...stampHere(Date.now) }));
  else cli.stdout.write(render(result));
  return 0;
}

async function offerHooks(cli: Cli, given: Arguments, dir: string): Promise<Offered> {
  try {
    const work = await cli.assembly.gitHooks();
    const before = await work.status(dir);
    if (before.hooks.some(({ state }) => state === "installed")) return { state: "there", reason: null };
    if (!(await accepts(cli, given, "Have git tell the daemon of commits, merges and checkouts?")))
      return declined("git-hooks install");
    const { lines, next } = await work.install(dir, { write: false, gates: [] });
    if (lines.length > 0)
      return { state: "declined", reason: `hooks are kept elsewhere: \`lockstep git-hooks install\` says what to add` };
    return { state: "installed", reason: next === null ? null : `run \`${next}\`` };
  } catch (error) {
    return unavailable(error);
  }
}

async function offerService(cli: Cli, given: Arguments): Promise<Offered> {
  try {
    const work = await cli.assembly.service(null);
    if (work.isInstalled()) return { state: "there", reason: null };
    if ((await work.status()).active === null) return { state: "unavailable", reason: "no service manager answers" };
    if (!(await accepts(cli, given, "Have the service manager run the daemon from now on?"))) return declined("service install");
    await installService(cli, work, null);
    return { state: "installed", reason: null };
  } catch (error) {
    return unavailable(error);
  }
}

/** With `--yes` everything is; where nobody can be asked, nothing. */
async function accepts(cli: Cli, given: Arguments, question: string): Promise<boolean> {
  if (given.flag("yes")) return true;
  return !given.flag("json") && isInteractive(cli) && (await confirm(cli, question));
}

function declined(verb: string): Offered {
  return { state: "declined", reason: `\`lockstep ${verb}\` does it` };
}

/** What is offered keeps nobody from beginning. */
function unavailable(error: unknown): Offered {
  if (!(error instanceof LockstepError)) throw error;
  return { state: "unavailable", reason: error.message };
}

interface Begun {
  files: { path: string; written: boolean }[];
  languages: Record<string, number>;
  documents: number;
  hooks: Offered;
  service: Offered;
  findings: number;
  score: number | null;
  next: string[];
}

function render({ files, languages, documents, hooks, service, findings, score, next }: Begun): string {
  const code = Object.entries(languages).map(([language, n]) => `${grouped(n)} ${language}`);
  const offered = (what: string, { state, reason }: Offered) =>
    `${what}: ${state}${reason === null ? "" : ` (${escapeText(reason)})`}`;
  return [
    ...files.map(({ path, written }) => (written ? `wrote ${path}` : `${path} is there, left as it is`)),
    `${count(documents, "document")}; code: ${code.join(", ") || "none that is read"}`,
    offered("git hooks", hooks),
    offered("service", service),
    `first look: ${count(findings, "finding")}${score === null ? "" : `, score ${shownScore(score)}`}`,
    "",
    "next:",
    ...next.map((command) => `  ${command}`),
    "",
  ].join("\n");
}
