/** What a file is, told by its path alone. */
import type { FileKind } from "../analysis/model.js";
import { baseName, extensionOf } from "../base/paths.js";
import { isFixture } from "../base/test-path.js";

/** Extension → language; what is named here is code that facts are read from. */
const CODE: Record<string, string> = {
  ".ts": "typescript",
  ".mts": "typescript",
  ".cts": "typescript",
  ".tsx": "tsx",
  ".js": "javascript",
  ".mjs": "javascript",
  ".cjs": "javascript",
  ".jsx": "jsx",
};

const DOCUMENTS: Record<string, string> = { ".md": "markdown", ".markdown": "markdown", ".mdx": "mdx" };

/** Extension → language of files that are read for their words. */
const TEXT: Record<string, string> = {
  ".astro": "astro",
  ".bash": "shell",
  ".bat": "batch",
  ".bazel": "bazel",
  ".bzl": "bazel",
  ".c": "c",
  ".cc": "cpp",
  ".cfg": "ini",
  ".clj": "clojure",
  ".cljs": "clojure",
  ".cmake": "cmake",
  ".cmd": "batch",
  ".coffee": "coffeescript",
  ".conf": "ini",
  ".cpp": "cpp",
  ".cr": "crystal",
  ".cs": "csharp",
  ".css": "css",
  ".csv": "csv",
  ".cxx": "cpp",
  ".d": "d",
  ".dart": "dart",
  ".dockerfile": "dockerfile",
  ".ejs": "ejs",
  ".el": "elisp",
  ".elm": "elm",
  ".env": "dotenv",
  ".erl": "erlang",
  ".ex": "elixir",
  ".example": "text",
  ".exs": "elixir",
  ".fish": "shell",
  ".fs": "fsharp",
  ".gd": "gdscript",
  ".gleam": "gleam",
  ".glsl": "glsl",
  ".go": "go",
  ".gql": "graphql",
  ".gradle": "gradle",
  ".graphql": "graphql",
  ".groovy": "groovy",
  ".h": "c",
  ".hbs": "handlebars",
  ".hcl": "hcl",
  ".hh": "cpp",
  ".hpp": "cpp",
  ".hrl": "erlang",
  ".hs": "haskell",
  ".htm": "html",
  ".html": "html",
  ".in": "text",
  ".ini": "ini",
  ".ipynb": "json",
  ".java": "java",
  ".jl": "julia",
  ".json": "json",
  ".json5": "json",
  ".jsonc": "json",
  ".jsonl": "json",
  ".just": "just",
  ".kt": "kotlin",
  ".kts": "kotlin",
  ".less": "less",
  ".lisp": "lisp",
  ".liquid": "liquid",
  ".lua": "lua",
  ".m": "objectivec",
  ".mk": "make",
  ".ml": "ocaml",
  ".mli": "ocaml",
  ".mm": "objectivec",
  ".mustache": "mustache",
  ".nim": "nim",
  ".nix": "nix",
  ".php": "php",
  ".pl": "perl",
  ".pm": "perl",
  ".prisma": "prisma",
  ".properties": "ini",
  ".proto": "protobuf",
  ".ps1": "powershell",
  ".psm1": "powershell",
  ".pug": "pug",
  ".purs": "purescript",
  ".py": "python",
  ".pyi": "python",
  ".r": "r",
  ".rb": "ruby",
  ".rs": "rust",
  ".sass": "sass",
  ".scala": "scala",
  ".scss": "scss",
  ".service": "ini",
  ".sh": "shell",
  ".sol": "solidity",
  ".sql": "sql",
  ".styl": "stylus",
  ".svelte": "svelte",
  ".swift": "swift",
  ".tcl": "tcl",
  ".template": "text",
  ".tf": "hcl",
  ".tmpl": "text",
  ".toml": "toml",
  ".tpl": "text",
  ".txt": "text",
  ".vb": "vb",
  ".vim": "vim",
  ".vue": "vue",
  ".wat": "wasm",
  ".wgsl": "wgsl",
  ".xml": "xml",
  ".xsd": "xml",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".zig": "zig",
  ".zsh": "shell",
};

/** Names without a telling extension → language. */
const TEXT_NAMES: Record<string, string> = {
  brewfile: "ruby",
  caddyfile: "caddyfile",
  codeowners: "text",
  containerfile: "dockerfile",
  dockerfile: "dockerfile",
  earthfile: "earthfile",
  gemfile: "ruby",
  gnumakefile: "make",
  jenkinsfile: "groovy",
  justfile: "just",
  makefile: "make",
  procfile: "procfile",
  rakefile: "ruby",
  taskfile: "yaml",
  tiltfile: "python",
  vagrantfile: "ruby",
};

/** Made by a program from other files of the project: their words prove nothing. */
const MADE_NAMES = new Set([
  "bun.lock",
  "cargo.lock",
  "composer.lock",
  "deno.lock",
  "flake.lock",
  "gemfile.lock",
  "go.sum",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "packages.lock.json",
  "pipfile.lock",
  "pnpm-lock.yaml",
  "poetry.lock",
  "pubspec.lock",
  "uv.lock",
  "yarn.lock",
]);
const MADE_ENDINGS = [".map", ".snap", ".lock", ".lockb", ".min.js", ".min.mjs", ".min.cjs", ".min.css", ".tsbuildinfo"];

/** Prose that no reader is for: a name that stands there is no sign that the name is still in use. */
const PROSE_STEMS = new Set([
  "authors",
  "changelog",
  "changes",
  "contributors",
  "copying",
  "history",
  "licence",
  "license",
  "news",
  "notice",
  "readme",
  "releases",
]);

/** Tells what the file at `path` is to the analysis. In folders of test fixtures nothing is a document, a manifest or code. */
export function kindOf(path: string): FileKind {
  const base = baseName(path).toLowerCase();
  if (isVendored(path) || isMade(path, base)) return "other";
  const extension = extensionOf(path);
  const plain = isFixture(path) ? "text" : null;
  if (Object.hasOwn(CODE, extension)) return plain ?? "code";
  if (Object.hasOwn(DOCUMENTS, extension)) return plain ?? "document";
  if (base === "package.json") return plain ?? "manifest";
  return isText(base, extension) ? "text" : "other";
}

function isMade(path: string, base: string): boolean {
  return MADE_NAMES.has(base) || MADE_ENDINGS.some((ending) => base.endsWith(ending)) || hasFolder(path, SNAPSHOT_FOLDERS);
}

function isText(base: string, extension: string): boolean {
  // `.env` and its variants hold secrets; only what is written to be shown is read.
  if (base === ".env" || base.startsWith(".env.")) return ENV_SAMPLES.has(base.slice(5));
  if (extension === ".txt" && PROSE_STEMS.has(base.slice(0, -4))) return false;
  if (Object.hasOwn(TEXT, extension) || Object.hasOwn(TEXT_NAMES, base)) return true;
  // `Dockerfile.dev`, `Makefile.am`
  const stem = base.slice(0, Math.max(0, base.indexOf(".")));
  if (Object.hasOwn(TEXT_NAMES, stem)) return true;
  // `.npmrc`, `.eslintrc`, `.gitattributes`, `.editorconfig`
  return base.startsWith(".") && extension === "" && (base.endsWith("rc") || DOT_FILES.has(base));
}

const ENV_SAMPLES = new Set(["example", "sample", "template", "defaults", "dist"]);
const DOT_FILES = new Set([
  ".browserslistrc",
  ".cursorrules",
  ".dockerignore",
  ".editorconfig",
  ".eslintignore",
  ".gitattributes",
  ".gitignore",
  ".gitmodules",
  ".lockstepignore",
  ".node-version",
  ".npmignore",
  ".nvmrc",
  ".prettierignore",
  ".tool-versions",
]);

/** Language of the file at `path` in lower case; null when its name does not tell. */
export function languageOf(path: string): string | null {
  const base = baseName(path).toLowerCase();
  const extension = extensionOf(path);
  for (const table of [CODE, DOCUMENTS, TEXT]) if (Object.hasOwn(table, extension)) return table[extension] ?? null;
  const stem = base.slice(0, base.indexOf(".") === -1 ? base.length : base.indexOf("."));
  return Object.hasOwn(TEXT_NAMES, stem) ? (TEXT_NAMES[stem] ?? null) : null;
}

const SNAPSHOT_FOLDERS = new Set(["__snapshots__", "__image_snapshots__"]);
const VENDOR_FOLDERS = new Set(["vendor", "third_party", "node_modules"]);

/** Whether the file at `path` was copied in from another project; such files are known by name only. */
export function isVendored(path: string): boolean {
  return hasFolder(path, VENDOR_FOLDERS);
}

/** Whether a folder above the file has one of these names. */
function hasFolder(path: string, names: ReadonlySet<string>): boolean {
  for (let start = 0, slash = path.indexOf("/"); slash !== -1; start = slash + 1, slash = path.indexOf("/", start)) {
    if (names.has(path.slice(start, slash))) return true;
  }
  return false;
}
