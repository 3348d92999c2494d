/** What the built `lockstepd` writes into its log, at its most talkative. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

let home: Home;
let daemon: Daemon;
beforeEach(async () => {
  home = scratchHome();
  mkdirSync(home.configDir);
  writeFileSync(join(home.configDir, "config.yaml"), "log: { level: debug }\n");
  daemon = await startDaemon(home);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const SECRET = "hunter2-in-a-file";

function logged(): string {
  const dir = join(dirname(home.ledger), "logs");
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), "utf8"))
    .join("");
}

it("holds nothing of what files hold, and no path of a project but within it", async () => {
  const { root, write } = scratchRepository({
    "README.md": `# ${SECRET}\n\n[a](${SECRET}.md) \`${SECRET}()\`\n\n\`\`\`ts\nimport { x } from "${SECRET}";\n\`\`\`\n`,
    "src/broken.ts": `export function ( "${SECRET}"\n`,
    "src/good.ts": `/** @param {string} x ${SECRET} */\nexport function f(y = "${SECRET}") {}\n`,
    "docs/nul.md": `${SECRET}\0\n`,
    "docs/long.md": `${SECRET.repeat(2_000)}\n`,
    "package.json": `{ "name": "${SECRET}", \n`,
    ".env": `TOKEN=${SECRET}\n`,
  });
  await daemon.client.call("projects.add", { dir: root });
  await daemon.client.call("documentation.check", { root });
  for (const job of ["reconcile", "chunks", "metrics"]) await daemon.client.call("clock.run", { job });
  write({ "lockstep.yaml": `ruels: ${SECRET}\n` });
  await expect.poll(logged, { timeout: 20_000 }).toContain("configuration refused");
  await expect(daemon.client.call("daemon.reload")).rejects.toThrow(`In ${root}: `);
  write({ "lockstep.yaml": "" });
  writeFileSync(join(home.configDir, "config.yaml"), `${SECRET}: [\n`);
  await expect.poll(() => logged().split("configuration refused").length, { timeout: 20_000 }).toBeGreaterThan(3);
  writeFileSync(join(home.configDir, "config.yaml"), "");
  renameSync(root, `${root}-away`);
  await expect.poll(logged, { timeout: 30_000 }).toContain("project paused");
  renameSync(`${root}-away`, root);
  const { logs } = await daemon.client.call("operations.logs", { level: "trace", limit: 200 });
  const all = logged() + JSON.stringify(logs);
  for (const line of all.split("\n")) {
    expect(line).not.toContain("hunter2");
    expect(line).not.toContain(root);
  }
  expect(all).toContain("pass steps");
  expect(all).toMatch(/"In <project \d+>: /);
  const shown = await lockstep(home.env, home.dir, "logs", "--project", root, "--level", "warn");
  expect(shown.stdout).toContain("project paused");
  expect(shown.stdout).not.toContain('"msg":"ready"');
});
