/**
 * Writes what is made from the definitions: the command line's manifest beside the built code, and with `--docs` docs/reference.md.
 * With `--check` it only compares docs/reference.md with what it would write, and fails when they differ.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { REMARKS, RULES } from "../src/analysis/rules/index.js";
import { NUMBERS, OFF_BY_DEFAULT, type RuleId } from "../src/analysis/rules/weights.js";
import { packageRoot, programVersion } from "../src/base/package.js";
import { EXPOSED } from "../src/daemon/metrics/exposed.js";
import { methods } from "../src/methods.js";
import { VERBS } from "../src/surface/cli/verbs.js";
import { CONNECTION_METHODS } from "../src/surface/socket/connection-methods.js";
import { buildManifest } from "./manifest.js";
import { renderReference } from "./reference.js";

const REFERENCE = join(packageRoot, "docs", "reference.md");

// A test of the rules holds their ids and the rows of weights together.
const rules = [...RULES, ...REMARKS].map(({ id, summary, needs }) => {
  const { severity, ...numbers } = NUMBERS[id as RuleId];
  return {
    id,
    summary,
    needs,
    ...numbers,
    severity: OFF_BY_DEFAULT.has(id) ? `${severity}; off unless a configuration sets it` : severity,
  };
});
const manifest = buildManifest({ version: programVersion(), methods, verbs: VERBS, rules: rules.map(({ id }) => id) });
const reference = renderReference({ manifest, methods, connectionMethods: CONNECTION_METHODS, rules, metrics: EXPOSED });

if (process.argv.includes("--check")) check();
else {
  writeFileSync(join(packageRoot, "dist", "cli-manifest.json"), `${JSON.stringify(manifest)}\n`);
  if (process.argv.includes("--docs")) {
    mkdirSync(dirname(REFERENCE), { recursive: true });
    writeFileSync(REFERENCE, reference);
  }
}

function check(): void {
  if (readFileSync(REFERENCE, "utf8") === reference) return;
  process.stderr.write("docs/reference.md is not what the definitions say. `npm run docs` writes it anew.\n");
  process.exitCode = 1;
}
