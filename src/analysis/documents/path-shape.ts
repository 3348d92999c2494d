import { REFERENCE_MAX } from "./limits.js";

/** Extensions by which a name without a folder is a file. */
const FILE_EXTENSIONS = new Set(
  "ts tsx mts cts js jsx mjs cjs json jsonc json5 yaml yml toml md mdx markdown txt html htm css scss sass less styl vue svelte astro sh bash zsh fish ps1 bat cmd py rb rs java kt swift php cc cpp hpp sql graphql gql proto xml svg png jpg jpeg gif webp avif ico pdf ini cfg gradle tf hcl ipynb csv tsv wasm snap zip tgz tar woff woff2 mp4 node njk ejs hbs pug prisma wxs".split(
    " ",
  ),
);
/** Extensions that are property names as well (`console.log`, `array.map`): a file only where a folder stands before. */
const DOUBTFUL_EXTENSIONS = new Set(
  "go c h cs map log lock env patch diff text conf properties example dist local test spec".split(" "),
);
/** Files without a folder whose doubtful extension is beyond doubt. */
const KNOWN_FILES = new Set(
  "yarn.lock bun.lock cargo.lock gemfile.lock poetry.lock composer.lock flake.lock deno.lock pipfile.lock go.mod go.sum robots.txt .env.example .env.sample".split(
    " ",
  ),
);
const MEDIA_TYPES = new Set("application text image audio video font multipart message model".split(" "));

/** The extension of the last segment without its dot, in lower case; empty without one. */
export function extensionIn(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  return dot <= 0 ? "" : base.slice(dot + 1).toLowerCase();
}

/** Whether `text` ends as files end: with an extension that files of projects have. */
export function hasFileExtension(text: string): boolean {
  const extension = extensionIn(text);
  if (FILE_EXTENSIONS.has(extension)) return true;
  return KNOWN_FILES.has(text.toLowerCase()) || (DOUBTFUL_EXTENSIONS.has(extension) && text.includes("/"));
}

/** Whether `text` is written like a path of a project: a `/` or a file extension, nothing that a path does not have. */
export function isPathLike(text: string): boolean {
  if (text.length < 2 || text.length > REFERENCE_MAX || !hasPathCharacters(text)) return false;
  if (text.startsWith("//") || text.startsWith("~") || text.includes("//") || text.includes(":")) return false;
  // `/users` is a route of a server far more often than a file of the project's root.
  if (text.startsWith("/") && !hasFileExtension(text)) return false;
  if (!text.includes("/")) return !text.startsWith(".") && hasFileExtension(text);
  return !isNoPath(text);
}

function hasPathCharacters(text: string): boolean {
  return (
    /^[\p{L}\p{N}_.@~+,#%=&!$*?{}<>[\]()^…/-]+$/u.test(text) &&
    /[\p{L}\p{N}*…]/u.test(text) &&
    !text.startsWith("-") &&
    !isCall(text)
  );
}

/** Parentheses belong to routes (`app/(group)/page.tsx`), but `a/b()` is code. */
function isCall(text: string): boolean {
  return text.endsWith(")") || text.includes("()") || text.startsWith("(");
}

/** Things with a slash that are no paths: packages, media types, alternatives, dates, tags, import aliases. */
function isNoPath(text: string): boolean {
  const segments = text.split("/").filter((segment) => segment !== "");
  const [first = "", second = ""] = segments;
  if (first.startsWith("@")) return segments.length < 3 && !hasFileExtension(text);
  if (segments.length === 2 && MEDIA_TYPES.has(first) && !hasFileExtension(text) && !text.endsWith("/")) return true;
  if (text.startsWith("<") || text.startsWith("</") || text.startsWith("@/") || text.startsWith("#")) return true;
  if (segments.every((segment) => /^[\d.,%]+$/.test(segment))) return true;
  // `owner/repository#12` is a thread, `kettle.dev/docs` a page.
  if (/#\d+$/.test(text) || /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|org|net|io|dev|app|sh|co)$/.test(first)) return true;
  return segments.length === 2 && first.length === 1 && second.length === 1;
}
