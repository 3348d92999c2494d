/** Bounds of reading one document. Beyond them something is cut and a problem says what and how much. */

/** Claims a document may hold. */
export const CLAIMS_MAX = 20_000;
/** Links a document may hold; anchors count with their link. */
export const LINKS_MAX = 10_000;
/** UTF-16 units a line may have; longer ones are read as blank. */
export const LINE_MAX = 20_000;
/** Lines that are read of a document: each costs, however short it is, and no text that people write is of so many. */
export const LINES_MAX = 50_000;
/** Blocks, and inline elements, that may be nested in each other. */
export const NESTING_MAX = 100;
/** UTF-16 units a document may have: 1 MiB of ASCII. */
export const DOCUMENT_MAX = 1_048_576;
/** Each level of quotes or lists reads its lines again: lines × depth beyond this is cut to `QUOTES_DEEP` levels. */
export const QUOTE_WORK_MAX = 1_000_000;
export const QUOTES_DEEP = 8;
/** A reference longer than this names nothing; also the most a regular expression sees. */
export const REFERENCE_MAX = 256;
/** Occurrences kept of one claim. */
export const OCCURRENCES_MAX = 200;
/** Ignore directives of one file. */
export const DIRECTIVES_MAX = 1_000;
/** Distinct names a document is said to define or to use in prose. */
export const NAMES_MAX = 5_000;
