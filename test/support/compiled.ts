import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ts } from "ts-morph";

/** What the ledger needs. */
const FOLDERS = ["base", "storage", "inbox", "domains", "analysis"];

/** The ledger's sources as JavaScript, for tests that need a process of their own; `dist/` may be older than the sources. */
export function compileLedger(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-compiled-"));
  for (const name of FOLDERS) {
    for (const file of readdirSync(join("src", name), { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".ts")) compile(join("src", name, file), join(folder, "src", name, file.replace(/\.ts$/, ".js")));
    }
  }
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }\n`);
  for (const name of ["node_modules", "migrations"]) symlinkSync(resolve(name), join(folder, name));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function compile(from: string, to: string): void {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, ts.transpileModule(readFileSync(from, "utf8"), { compilerOptions }).outputText);
}
