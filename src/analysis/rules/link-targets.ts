/** How code hosts and site generators read the link of a document. */
import { folderOf, resolvePath } from "../../base/paths.js";
import type { AnchorClaim, LinkClaim } from "../model.js";
import type { World } from "../world/world.js";
import type { JudgeContext } from "./rule.js";

export type LinkTarget =
  | { kind: "path"; path: string }
  /** A page of the code host, or a route of a site: nothing in the tree can prove it. */
  | { kind: "route"; why: string }
  | { kind: "foreign"; why: string };

/** Files whose presence makes their folder the configuration of a site generator. */
// biome-ignore format: a list
const SITE_CONFIGURATIONS = [
  "docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "mkdocs.yml", "mkdocs.yaml", "_config.yml", "book.toml",
  "antora.yml", "hugo.toml", "hugo.yaml", "gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs", "conf.py",
  "astro.config.mjs", "astro.config.ts", "astro.config.js", "theme.config.tsx", "theme.config.jsx", "theme.config.js", "_meta.json",
  "_meta.js", "_meta.ts", ".pages", "SUMMARY.md", "_sidebar.md", "rspress.config.ts", "nuxt.config.ts", "content.config.ts", "sidebars.js",
  "sidebars.ts", "sidebars.json", "docs.json", "mint.json", ".config/docs.yaml", ".config/docs.json",
];
/** A folder whose own package.json depends on one of these is a site. */
// biome-ignore format: a list
const SITE_GENERATORS = [
  "@docusaurus/core", "vitepress", "vuepress", "nextra", "@astrojs/starlight", "astro", "gatsby", "hexo", "@11ty/eleventy", "undocs",
  "docus", "@nuxt/content", "fumadocs-core", "fumadocs-ui", "rspress", "@rspress/core", "dumi", "docsify", "docsify-cli", "honkit", "retypeapp", "mintlify",
];
/** With the configuration at the root of a repository, these folders are the site; the rest is read on the code host. */
const SITE_FOLDERS = [
  "docs",
  "doc",
  "blog",
  "website",
  "site",
  "content",
  "pages",
  "src/content",
  "src/pages",
  "i18n",
  "versioned_docs",
];

/** Where `claim` leads. */
export function linkTarget(claim: LinkClaim | AnchorClaim, context: JudgeContext): LinkTarget {
  const { world, path } = context;
  const { target } = claim;
  if (target === "") return { kind: "path", path };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target.slice(0, 64)) || target.startsWith("//")) return ownPage(target, world);
  if (inSite(path, world) && (target.startsWith("/") || !/\.mdx?$/i.test(target.slice(-256)))) {
    return { kind: "route", why: "a route of the site" };
  }
  const resolved = resolvePath(folderOf(path), target);
  if (resolved === null) return { kind: "route", why: "leaves the project" };
  return { kind: "path", path: resolved };
}

/** Absolute URLs of this repository's own pages on its default branch are relative links. */
function ownPage(target: string, { hosted, keys }: World): LinkTarget {
  keys.note("config");
  const address = target.slice(target.indexOf("//") + 2);
  if (!hosted || hosted.defaultBranch === null) return { kind: "foreign", why: "another host" };
  const lower = address.toLowerCase();
  if (!lower.startsWith(`${hosted.address}/`)) return { kind: "foreign", why: "another host" };
  const rest = address.slice(hosted.address.length + 1).replace(/^-\//, "");
  const [page, branch, ...segments] = rest.split("/");
  if (page !== "blob" && page !== "tree" && page !== "raw") return { kind: "route", why: "a page of the code host" };
  if (branch !== hosted.defaultBranch) return { kind: "foreign", why: "frozen at another revision" };
  const path = resolvePath("", segments.join("/"));
  return path === null ? { kind: "route", why: "leaves the project" } : { kind: "path", path };
}

/** Whether a document is a page of a site generator rather than one of the code host. */
export function inSite(path: string, { tree, packages }: World): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const generated = folder !== "" && isGeneratorPackage(folder, packages);
    if (generated || configuresSite(folder, tree))
      return folder !== "" || SITE_FOLDERS.some((site) => path.startsWith(`${site}/`));
    if (folder === "") return false;
  }
}

function isGeneratorPackage(folder: string, packages: World["packages"]): boolean {
  const own = packages.home(`${folder}/package.json`);
  return own?.folder === folder && own.dependencies.some((name) => SITE_GENERATORS.includes(name));
}

function configuresSite(folder: string, tree: World["tree"]): boolean {
  const prefix = folder === "" ? "" : `${folder}/`;
  if (tree.hasFolder(`${prefix}.vitepress`) || tree.hasFolder(`${prefix}.vuepress`)) return true;
  return SITE_CONFIGURATIONS.some((file) => tree.hasFile(prefix + file));
}
