/** Colour where a person looks, and nowhere else. */
import { styleText } from "node:util";

export type Style = "error" | "warning" | "note" | "good" | "dim" | "strong" | "caret";
export type Paint = (style: Style, text: string) => string;

const FORMATS = {
  error: "red",
  warning: "yellow",
  note: "cyan",
  good: "green",
  dim: "dim",
  strong: "bold",
  caret: "magenta",
} as const;

/**
 * `when`, which is `always`, `never` or `auto`, decides first; then FORCE_COLOR when set (`0` and `false`: no), then NO_COLOR, then
 * TERM=dumb, then whether the stream is a terminal.
 */
export function hasColours(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv, when = "auto"): boolean {
  if (when !== "auto") return when === "always";
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return TERM !== "dumb" && stream.isTTY === true;
}

export const plain: Paint = (_style, text) => text;

export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv, when?: string): Paint {
  if (!hasColours(stream, env, when)) return plain;
  // Whether to is decided above; styleText would look at standard output and at the process.
  return (style, text) => styleText(FORMATS[style], text, { validateStream: false });
}
