/** Folders that builds write to, by the names that are usual. */

const USUAL = ["dist", "build", "out", "lib"];

/** Nothing in them is written by hand, unless git knows it. */
export const OUTPUT_FOLDERS: ReadonlySet<string> = new Set([...USUAL, "coverage", "target", ".next", "node_modules"]);

/** What stands in them was compiled from a source of the same name elsewhere. */
export const COMPILED_FOLDERS: ReadonlySet<string> = new Set([...USUAL, "esm", "cjs", "es", "types", "typings", "bundle", "umd"]);
