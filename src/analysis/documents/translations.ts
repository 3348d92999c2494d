/** Documents in another language, told by their paths, and the document that each is a translation of. */
import { baseName, folderOf } from "../../base/paths.js";

const LANGUAGES = new Set(
  "zh ja ko fr de es pt ru it tr vi pl uk ar fa id nl cs hu th hi bn he sv da fi nb ro el bg ca sk hr sr sl lt lv et ms ta te ur az ka kk uz km ne cn jp kr tw br".split(
    " ",
  ),
);
const TRANSLATION_PARENTS = new Set(
  "docs doc i18n translations translation locales locale content website readme readmes lang langs languages src".split(" "),
);
/** The language of most sources, where each language has a folder. */
const SOURCE_FOLDERS = ["en", "en-US", "en-us"];

/** `README.zh-CN.md`, `README_ja.md`, `docs/ja/x.md`. */
export function isTranslation(path: string): boolean {
  return tagOfName(baseName(path)) !== null || tagFolder(path.split("/").slice(0, -1)) !== -1;
}

/** Paths at which the source of a translation may stand, the likeliest first; none for a document that is no translation. */
export function sourcesOf(path: string): string[] {
  const base = baseName(path);
  const folder = folderOf(path);
  const inFolder = (name: string) => (folder === "" ? name : `${folder}/${name}`);
  const tag = tagOfName(base);
  if (tag !== null) return [inFolder(base.replace(tag, ""))];
  const folders = path.split("/");
  const at = tagFolder(folders.slice(0, -1));
  if (at === -1) return [];
  const without = (names: readonly string[]) => [...folders.slice(0, at), ...names, ...folders.slice(at + 1)].join("/");
  return [without([]), ...SOURCE_FOLDERS.map((name) => without([name]))];
}

/** The part of a file's name that tells the language, with the sign before it: `.zh-CN` of `README.zh-CN.md`; null without one. */
function tagOfName(base: string): string | null {
  const part = base
    .split(/[._]/)
    .slice(1, -1)
    .find((one) => isLanguageTag(one));
  if (part !== undefined) return base.includes(`.${part}.`) ? `.${part}` : `_${part}`;
  const dashed = /^[A-Z]+(-[A-Za-z]{2}(?:-[A-Za-z]{2,4})?)\./.exec(base)?.[1];
  const underscored = /^[A-Za-z]+(_[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)\./.exec(base)?.[1];
  return [dashed, underscored].find((one) => one !== undefined && isLanguageTag(one.slice(1))) ?? null;
}

/** Which of the folders is called after a language; -1 when none is. */
function tagFolder(folders: readonly string[]): number {
  return folders.findIndex((folder, at) => {
    const under = folders[at - 1];
    return isLanguageTag(folder) && (folder.length > 2 || (under !== undefined && TRANSLATION_PARENTS.has(under.toLowerCase())));
  });
}

function isLanguageTag(text: string): boolean {
  const match = /^([a-z]{2})(?:[-_]([a-z]{2}|[a-z]{4}|\d{3}))?$/i.exec(text.slice(0, 12));
  return match !== null && LANGUAGES.has((match[1] as string).toLowerCase());
}
