import type { ReloadResult } from "../../domains/method.js";
import { escapeText } from "../formats/escape.js";
import { count } from "../formats/text.js";
import type { Arguments } from "./arguments.js";
import type { Cli } from "./cli.js";
import { connectDaemon } from "./daemon.js";

const RELOAD_MS = 35_000;

/** `lockstep reload`: throws DAEMON_UNREACHABLE when none runs, CONFIG_* when a file is refused and nothing was done. */
export async function reload(cli: Cli, given: Arguments): Promise<number> {
  const client = await connectDaemon(cli);
  try {
    const result = await client.call<ReloadResult>("daemon.reload", {}, { timeoutMs: RELOAD_MS });
    cli.stdout.write(given.flag("json") ? `${JSON.stringify(result, null, 2)}\n` : render(result));
    return 0;
  } finally {
    client.close();
  }
}

function render({ projects, restart }: ReloadResult): string {
  const lines = [`configuration read anew, ${projects.length === 0 ? "no project" : count(projects.length, "project")} changed`];
  for (const root of projects) lines.push(`  ${escapeText(root)}`);
  if (restart.length > 0) {
    lines.push(`from the next start on: ${restart.join(", ")} (\`lockstep restart\`)`);
  }
  return `${lines.join("\n")}\n`;
}
