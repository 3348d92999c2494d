/** Bounds of what is kept of one code file; what is beyond them is cut, and the cut is said. */

/** Facts of one file; a declaration file of 1 MiB holds about 15,000. */
export const FACTS_MAX = 20_000;
/** Characters of a type or default kept as text; a longer one is not compared with anything. */
export const TEXT_MAX = 512;
/** Tags of one JSDoc block, and parameters of one signature; each claim of a block repeats them. */
export const TAGS_MAX = 100;
export const PARAMETERS_MAX = 100;
/** Links of one JSDoc block. */
export const LINKS_MAX = 200;
/** Overloads of one function that are compared with each other. */
export const OVERLOADS_MAX = 100;
/** Characters of a type in braces, or of a name with its default in brackets, in a JSDoc tag. */
export const TYPE_MAX = 4_096;
/** Characters of an identifier-like token. */
export const TOKEN_MAX = 64;
/** Characters at the start of a file in which its first comment may say `@flow`. */
export const HEADER_MAX = 4_096;
/** Characters of a parser's message. */
export const MESSAGE_MAX = 200;
/** Entries of one map of a `package.json`, and levels of its `exports`. */
export const ENTRIES_MAX = 5_000;
export const EXPORTS_DEPTH_MAX = 16;
