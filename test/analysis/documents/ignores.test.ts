import { describe, expect, it } from "vitest";
import { fence, read } from "./support.js";

/** References that are ignored, with their rules. */
function ignored(text: string, path?: string): string[] {
  return read(text, path).claims.flatMap((claim) =>
    claim.marks.includes("ignored") ? [`${claim.reference}: ${claim.ignored_rules?.join(" ")}`] : [],
  );
}

describe("lockstep-ignore", () => {
  it("behind text covers its line", () => {
    expect(ignored("`a.ts` <!-- lockstep-ignore path/removed -- old -->\n`b.ts`")).toEqual(["a.ts: path/removed"]);
  });
  it("alone covers the next block", () => {
    const text = "`a.ts`\n\n<!-- lockstep-ignore path/*, link/case-mismatch -- because -->\n\n`b.ts`\n`c.ts`\n\n`d.ts`\n";
    expect(ignored(text)).toEqual(["b.ts: path/* link/case-mismatch", "c.ts: path/* link/case-mismatch"]);
  });
  it("alone covers a whole list, table or fence", () => {
    expect(ignored("<!-- lockstep-ignore * -->\n- `a.ts`\n- `b.ts`\n\n`c.ts`")).toEqual(["a.ts: *", "b.ts: *"]);
    expect(ignored("<!-- lockstep-ignore * -->\n| x |\n|---|\n| `a.ts` |\n\n`c.ts`")).toEqual(["a.ts: *"]);
    expect(ignored(`<!-- lockstep-ignore * -->\n${fence("sh", "npm run a")}\`c.ts\``)).toEqual(["a: *"]);
  });
  it("within a list item covers what follows in it", () => {
    expect(ignored("- one\n\n  <!-- lockstep-ignore * -->\n\n  `a.ts`\n\n- `b.ts`")).toEqual(["a.ts: *"]);
  });
  it("-start covers up to -end, or the rest", () => {
    const text =
      "`a.ts`\n\n<!-- lockstep-ignore-start path/removed -->\n\n`b.ts`\n\n<!-- lockstep-ignore-end path/removed -->\n\n`c.ts`\n";
    expect(ignored(text)).toEqual(["b.ts: path/removed"]);
    expect(ignored("`a.ts`\n\n<!-- lockstep-ignore-start -->\n\n`b.ts`\n\n`c.ts`")).toEqual(["b.ts: *", "c.ts: *"]);
  });
  it("-file covers the document from its first 20 lines", () => {
    expect(ignored("`a.ts`\n\n<!-- lockstep-ignore-file path/removed -->\n\n`b.ts`")).toEqual([
      "a.ts: path/removed",
      "b.ts: path/removed",
    ]);
    expect(ignored(`${"\n".repeat(20)}<!-- lockstep-ignore-file path/removed -->\n\n\`b.ts\``)).toEqual([]);
  });
  it("counts only in real comments", () => {
    expect(ignored(`${fence("html", "<!-- lockstep-ignore-file * -->")}\n\`a.ts\``)).toEqual([]);
    expect(ignored("`<!-- lockstep-ignore-file * -->` `a.ts`")).toEqual([]);
    expect(ignored("<!-- lockstep-ignored * -->\n\n`a.ts`")).toEqual([]);
  });
  it("is read from the comments of MDX", () => {
    expect(ignored("{/* lockstep-ignore-start * -- why */}\n\n`a.ts`", "docs/x.mdx")).toEqual(["a.ts: *"]);
  });
});
