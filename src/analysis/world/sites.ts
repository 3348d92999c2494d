import { ancestorsOf, baseName, folderOf } from "../../base/paths.js";
import type { Key, KeyRecorder } from "./keys.js";
import type { Packages } from "./packages.js";

/** Files whose presence makes their folder the configuration of a site generator. */
// biome-ignore format: a list
const CONFIGURATIONS = new Set([
  "docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "mkdocs.yml", "mkdocs.yaml", "_config.yml", "book.toml",
  "antora.yml", "hugo.toml", "hugo.yaml", "gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs", "conf.py",
  "astro.config.mjs", "astro.config.ts", "astro.config.js", "theme.config.tsx", "theme.config.jsx", "theme.config.js", "_meta.json",
  "_meta.js", "_meta.ts", ".pages", "SUMMARY.md", "_sidebar.md", "rspress.config.ts", "nuxt.config.ts", "content.config.ts",
  "sidebars.js", "sidebars.ts", "sidebars.json", "docs.json", "mint.json",
]);
/** Folders that hold such a configuration for the folder above them. */
const CONFIGURATION_FOLDERS = new Set([".vitepress", ".vuepress", ".config"]);
/** In a configuration folder that other tools use too, only these count. */
const NAMED_CONFIGURATIONS = new Set([".config/docs.yaml", ".config/docs.json"]);
/** A folder whose own package.json depends on one of these is a site. */
// biome-ignore format: a list
const GENERATORS = [
  "@docusaurus/core", "vitepress", "vuepress", "nextra", "@astrojs/starlight", "astro", "gatsby", "hexo", "@11ty/eleventy", "undocs",
  "docus", "@nuxt/content", "fumadocs-core", "fumadocs-ui", "rspress", "@rspress/core", "dumi", "docsify", "docsify-cli", "honkit",
  "retypeapp", "mintlify",
];
/** With the configuration at the root of a repository, these folders are the site; the rest is read on the code host. */
// biome-ignore format: a list
const FOLDERS_OF_A_ROOT_SITE = [
  "docs", "doc", "blog", "website", "site", "content", "pages", "src/content", "src/pages", "i18n", "versioned_docs",
];

/** Which documents are pages of a site generator rather than of the code host: there, links are routes. */
export class Sites {
  /** Folder → number of files that configure a site there. */
  private readonly marks = new Map<string, number>();

  constructor(
    private readonly keys: KeyRecorder,
    private readonly packages: Packages,
  ) {}

  /** Takes a file that came (1) or went (-1) into account; returns the keys that became dirty. */
  count(path: string, step: 1 | -1): Key[] {
    const folder = configuredFolder(path);
    if (folder === null) return [];
    const count = (this.marks.get(folder) ?? 0) + step;
    if (count === 0) this.marks.delete(folder);
    else this.marks.set(folder, count);
    return ["sites"];
  }

  /** Whether the document at `path` is a page of a site. */
  holds(path: string): boolean {
    this.keys.note("sites");
    for (const folder of ancestorsOf(path)) {
      if (folder !== "" && this.isGenerated(folder)) return true;
      if (!this.marks.has(folder)) continue;
      return folder !== "" || FOLDERS_OF_A_ROOT_SITE.some((site) => path.startsWith(`${site}/`));
    }
    return false;
  }

  private isGenerated(folder: string): boolean {
    const own = this.packages.home(`${folder}/package.json`);
    return own?.folder === folder && own.dependencies.some((name) => GENERATORS.includes(name));
  }
}

/** The folder that the file at `path` makes a site; null when it configures none. */
function configuredFolder(path: string): string | null {
  const folder = folderOf(path);
  if (CONFIGURATIONS.has(baseName(path))) return folder;
  const inside = baseName(folder);
  if (!CONFIGURATION_FOLDERS.has(inside)) return null;
  if (inside === ".config" && !NAMED_CONFIGURATIONS.has(`${inside}/${baseName(path)}`)) return null;
  return folderOf(folder);
}
