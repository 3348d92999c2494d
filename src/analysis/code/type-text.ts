/** Types as text that layout, comments, quotes and separators do not change. */
import { ts } from "ts-morph";

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: false });

/** `node` as the compiler would write it, on one line. The tree must have no parent pointers: literals are then written in one way. */
export function typeText(node: ts.Node, source: ts.SourceFile): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, node, source)
    .split(/\s/)
    .filter((part) => part !== "")
    .join(" ");
}
