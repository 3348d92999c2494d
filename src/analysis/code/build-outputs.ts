/** Where builds put their files, as manifests say it: what is missing there is not missing from the sources. */
import type { OutputFact } from "../model.js";
import { ENTRIES_MAX } from "./limits.js";

/** Options of compilers and bundlers that name where output goes. */
const OUTPUT_OPTIONS = new Set([
  "-o",
  "-d",
  "--out",
  "--outdir",
  "--outDir",
  "--out-dir",
  "--outfile",
  "--outFile",
  "--output",
  "--dist",
  ">",
  ">>",
]);
const OUTPUT_FIELDS = ["outDir", "declarationDir", "outFile", "outfile"];

/** What the scripts of a `package.json` write, and what it publishes: a published folder without tracked files is built. */
export function packageOutputs(scripts: Readonly<Record<string, string>>, files: unknown): OutputFact[] {
  const published = Array.isArray(files) ? files.filter((entry) => typeof entry === "string") : [];
  return facts([...published, ...Object.values(scripts).flatMap(scriptOutputs)]);
}

/** `tsc --outDir lib`, `esbuild --outfile=lib/x.js`, `node gen.js > lib/x.js` → the path after it. */
function scriptOutputs(command: string): string[] {
  const words = command.split(" ").filter((word) => word !== "");
  return words.flatMap((word, index) => {
    const equals = word.indexOf("=");
    if (equals > 0) return OUTPUT_OPTIONS.has(word.slice(0, equals)) ? [word.slice(equals + 1)] : [];
    return OUTPUT_OPTIONS.has(word) ? [words[index + 1] ?? ""] : [];
  });
}

/** What a `tsconfig.json` writes; nothing when it cannot be read. */
export function compilerOutputs(text: string): OutputFact[] {
  try {
    const { compilerOptions } = JSON.parse(plainJson(text)) as { compilerOptions?: Record<string, unknown> };
    return facts(OUTPUT_FIELDS.map((field) => compilerOptions?.[field]).filter((value) => typeof value === "string"));
  } catch {
    return [];
  }
}

export function isCompilerConfig(baseName: string): boolean {
  return (baseName.startsWith("tsconfig") || baseName === "jsconfig.json") && baseName.endsWith(".json");
}

function facts(paths: readonly string[]): OutputFact[] {
  const plain = paths.map(plainPath).filter((path) => path !== null);
  return [...new Set(plain)].slice(0, ENTRIES_MAX).map((path) => ({ kind: "output", path }));
}

/** Relative, without quotes, `./` and a trailing `/`; null for patterns, variables, other roots and the folder itself. */
function plainPath(written: string): string | null {
  const bare = written.replaceAll('"', "").replaceAll("'", "");
  const path = bare.startsWith("./") ? bare.slice(2) : bare;
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  const isPlain = trimmed !== "" && trimmed !== "." && !/[*?[\]{}$!<>|&;\\]/.test(trimmed) && !trimmed.startsWith("/");
  return isPlain && !trimmed.startsWith("-") && !trimmed.split("/").includes("..") ? trimmed : null;
}

/** JSON without the comments and trailing commas that compilers allow. */
function plainJson(text: string): string {
  let plain = "";
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const end = text[at] === '"' ? stringEnd(text, at) : at + 1;
    const comment = commentEnd(text, at);
    if (comment !== -1) at = comment;
    else {
      const closes = text[at] === "}" || text[at] === "]";
      plain = (closes ? withoutComma(plain) : plain) + text.slice(at, end);
      at = end;
    }
  }
  return plain;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function commentEnd(text: string, at: number): number {
  if (text.startsWith("//", at)) return lineEnd(text, at);
  if (!text.startsWith("/*", at)) return -1;
  const end = text.indexOf("*/", at + 2);
  return end === -1 ? text.length : end + 2;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function withoutComma(plain: string): string {
  const trimmed = plain.trimEnd();
  return trimmed.endsWith(",") ? trimmed.slice(0, -1) : plain;
}
