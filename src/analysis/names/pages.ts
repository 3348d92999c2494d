/** Files as pages of a site: which route a generator may serve them at. */
import { baseName, extensionOf } from "../../base/paths.js";

const DOCUMENTS = new Set([".md", ".mdx", ".markdown"]);
const PAGES = new Set([...DOCUMENTS, ".html", ".tsx", ".jsx", ".vue", ".astro", ".svelte"]);
/** Pages that are served at the route of their folder. */
const OF_FOLDER = new Set(["index", "readme"]);

/** Whether a file of that path is a page that somebody wrote as a document. */
export function isDocumentPage(path: string): boolean {
  return DOCUMENTS.has(extensionOf(path));
}

/**
 * The segments of the path without the numbers that order pages, without extension, in lower case; a page for its folder has the folder's.
 * null for a file that is no page.
 */
export function pageSegments(path: string): string[] | null {
  const extension = extensionOf(path);
  if (!PAGES.has(extension)) return null;
  const segments = path.slice(0, -extension.length).toLowerCase().split("/").map(withoutNumber);
  if (OF_FOLDER.has(segments.at(-1) ?? "")) segments.pop();
  return segments.length === 0 ? null : segments;
}

/** The last of the page's segments; null for a file that is no page. */
export function pageName(path: string): string | null {
  return PAGES.has(extensionOf(path)) && baseName(path) !== "" ? (pageSegments(path)?.at(-1) ?? null) : null;
}

/** The segments of a route as pages have them: `/Guide/1.start/` → guide, start. */
export function routeSegments(route: string): string[] {
  const segments = route
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "");
  const last = segments.at(-1);
  if (last?.endsWith(".html")) segments[segments.length - 1] = last.slice(0, -".html".length);
  return segments.map(withoutNumber);
}

/** Whether the page's segments end with those of the route. */
export function isServedAt(page: readonly string[], route: readonly string[]): boolean {
  return page.length >= route.length && route.every((segment, at) => page[page.length - route.length + at] === segment);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `01.guide`, `2-usage`, `3_x` → `guide`, `usage`, `x`. */
function withoutNumber(segment: string): string {
  let at = 0;
  while (at < segment.length && isDigit(segment.charCodeAt(at))) at++;
  const isOrder = at > 0 && at + 1 < segment.length && ".-_".includes(segment[at] as string);
  return isOrder ? segment.slice(at + 1) : segment;
}
