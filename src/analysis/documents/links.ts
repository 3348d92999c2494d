import type { LinkClaim, Mark, Span } from "../model.js";
import type { Block } from "./blocks.js";
import type { Collector } from "./collector.js";
import { isPlaceholderPath } from "./placeholders.js";

/** A link's destination as written. */
export interface Destination {
  raw: string;
  /** Where it stands in the file. */
  span: Span;
  form: LinkClaim["form"];
  used: boolean;
  marks: readonly Mark[];
  /** Readers see a picture or a sign, and no word. */
  wordless?: boolean;
}

const LINK_LENGTH_MAX = 2_048;

/** Adds the claims of one destination: the path, and the fragment or the lines it names. Returns the host of an absolute one. */
export function addLink(collector: Collector, block: Block, destination: Destination): string | null {
  const { raw } = destination;
  if (raw.length === 0 || raw.length > LINK_LENGTH_MAX) return null;
  const scheme = schemeOf(raw);
  if (scheme !== null || raw.startsWith("//")) {
    const host = hostOf(raw);
    if (host && (scheme === "http" || scheme === "https") && isHostPage(host, raw)) addParts(collector, block, destination, true);
    return host;
  }
  addParts(collector, block, destination, false);
  return null;
}

/** Whether the label of a link shows a picture or a sign alone. */
export function isWordless(label: string): boolean {
  const text = label.slice(0, LABEL_MAX).trim();
  return text.startsWith("![") ? text.endsWith(")") : !/[\p{L}\p{N}]/u.test(text);
}

/** Labels are looked at so far, in UTF-16 units. */
const LABEL_MAX = 256;

/** The scheme of a URL in lower case, or null. */
export function schemeOf(url: string): string | null {
  const colon = url.indexOf(":");
  if (colon < 1 || colon > 32) return null;
  const scheme = url.slice(0, colon).toLowerCase();
  return /^[a-z][a-z0-9+.-]*$/.test(scheme) ? scheme : null;
}

/** The host of an absolute URL in lower case, or null. */
export function hostOf(url: string): string | null {
  const from = url.indexOf("//");
  if (from === -1 || from > 32) return null;
  let end = from + 2;
  while (end < url.length && !"/?#:\\ ".includes(url[end] as string)) end++;
  const host = url.slice(from + 2, end).toLowerCase();
  return host.includes(".") && host.length <= 253 ? host.replace(/^www\./, "") : null;
}

const CODE_HOSTS = new Set(["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"]);
const FILE_PAGES = ["/blob/", "/tree/", "/raw/", "/src/"];

/** Whether a URL is a file or folder page of a code host: the judge knows whether it is this repository's. */
function isHostPage(host: string, url: string): boolean {
  if (host === "raw.githubusercontent.com") return true;
  return CODE_HOSTS.has(host) && FILE_PAGES.some((page) => url.includes(page));
}

function addParts(
  collector: Collector,
  block: Block,
  { raw, span, form, used, marks, wordless }: Destination,
  absolute: boolean,
): void {
  const hash = fragmentStart(raw);
  const query = raw.indexOf("?");
  const pathEnd = query !== -1 && query < hash ? query : hash;
  const written = raw.slice(0, pathEnd);
  const target = decode(unescaped(written));
  const all: Mark[] = [...marks];
  if (isPlaceholderTarget(target, absolute)) all.push("placeholder");
  const applied = absolute ? all : all.filter((mark) => mark !== "historical");
  const placed = absolute ? block : withoutHistory(block);
  if (written !== "") {
    const at = { start: span.start, end: span.start + pathEnd };
    collector.add(
      placed,
      { kind: "link", target, form, used },
      { span: at, expected: written, normalized: target, marks: applied },
    );
  }
  const fragment = raw.slice(hash + 1);
  if (fragment === "" || (absolute && isLines(fragment))) return;
  const at = { start: span.start + hash + 1, end: span.end };
  const lines = isMarkdown(target) && !raw.includes("plain=1") ? null : readLines(fragment);
  if (lines) {
    const normalized = `${target}#${fragment}`;
    collector.add(
      block,
      { kind: "citation", target, ...lines, symbol: null },
      { span: at, expected: fragment, normalized, marks: all },
    );
    return;
  }
  const anchor = decode(unescaped(fragment)).replace(/^user-content-/, "");
  if (anchor === "" || (anchor === "top" && target === "")) return;
  // A badge that links to its own page promises no section: tools write such links for want of a target.
  const signs: Mark[] = wordless === true && target === "" ? [...applied, "placeholder"] : applied;
  collector.add(
    placed,
    { kind: "anchor", target, anchor },
    { span: at, expected: fragment, normalized: `${target}#${anchor}`, marks: signs },
  );
}

/** Readers follow the relative links of old texts too: history is no excuse for them. */
function withoutHistory(block: Block): Block {
  return block.marks.includes("historical") ? { ...block, marks: block.marks.filter((mark) => mark !== "historical") } : block;
}

/** Offset of the `#` that begins the fragment, not of one in `&#40;`; the length when there is none. */
function fragmentStart(raw: string): number {
  for (let at = raw.indexOf("#"); at !== -1; at = raw.indexOf("#", at + 1)) {
    if (raw[at - 1] !== "&" && raw[at - 1] !== "\\") return at;
  }
  return raw.length;
}

/** Templates of any engine, and stand-ins; brackets and braces are names of routes in some projects, hence real. */
function isPlaceholderTarget(target: string, absolute: boolean): boolean {
  if (target.includes("{{") || target.includes("{%") || target.includes("<%") || target.includes("${")) return true;
  if (absolute) return /[<>{}]/.test(target.slice(0, 256));
  return isPlaceholderPath(target.replaceAll(/[[\]?]/g, ""));
}

function isMarkdown(target: string): boolean {
  const lower = target.toLowerCase();
  return target === "" || lower.endsWith(".md") || lower.endsWith(".mdx") || lower.endsWith(".markdown") || lower.endsWith("/");
}

function isLines(fragment: string): boolean {
  return readLines(fragment) !== null;
}

/** `L12`, `L12-L20`, `L12C3-L20C1`: the lines a fragment names. */
function readLines(fragment: string): { from_line: number; to_line: number } | null {
  if (fragment.length > 40) return null;
  const match = /^L(\d{1,7})(?:C\d{1,5})?(?:-L?(\d{1,7})(?:C\d{1,5})?)?$/.exec(fragment);
  if (!match) return null;
  const from = Number(match[1]);
  return { from_line: from, to_line: match[2] === undefined ? from : Number(match[2]) };
}

/** Percent signs decoded; as written when they encode nothing. */
function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#40;": "(",
  "&#41;": ")",
};

/** Backslash escapes and the entities that stand in URLs. */
function unescaped(text: string): string {
  let result = text.includes("\\") ? text.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1") : text;
  if (result.includes("&"))
    for (const [entity, character] of Object.entries(ENTITIES)) result = result.replaceAll(entity, character);
  return result;
}
