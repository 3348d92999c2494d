/** Whether a JavaScript file was put together by a program: what its comments say belongs to somebody else's sources. */

/** Hand-written files are shorter: of twenty repositories looked at, the longest had 190,000 characters. */
const HAND_WRITTEN_MAX = 256 * 1024;
/** How much of the file a bundler's first lines take. */
const HEADER_MAX = 2_000;
/** What bundlers write first. */
const HEADERS = [
  "(function(f){if(typeof exports",
  '!function(e){if("object"==typeof exports',
  "typeof define === 'function' && define.amd",
  'typeof define === "function" && define.amd',
  "webpackBootstrap",
  "__webpack_require__",
  "/*! For license information please see",
  "_interopRequire",
  "__esModule",
];

export function isBundle(path: string, text: string): boolean {
  if (!/\.[mc]?jsx?$/.test(path.slice(-8))) return false;
  if (text.length > HAND_WRITTEN_MAX) return true;
  const header = text.slice(0, HEADER_MAX);
  return HEADERS.some((sign) => header.includes(sign));
}
