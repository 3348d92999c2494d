import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { scratchProject } from "../support/project.js";

const idOf = async (heading: string, more = "") =>
  (await scratchProject({ "README.md": `# Kettle\n\n## ${heading}\n\n${more}See [us](gone.md).\n` }, { git: false }).report())
    .findings[0]?.id;

describe("the id of a finding", () => {
  it("is of its rule, document, heading slugs and reference", async () => {
    const parts = ["link/missing-file", "README.md", "kettle", "how-to-boil-it", "gone.md"];
    expect(await idOf("How to `boil` it?")).toBe(hash("sha256", parts.join("\0")).slice(0, 16));
  });

  it("stays when lines move, or a heading is written otherwise with the same anchor", async () => {
    const id = await idOf("How to boil it");
    expect(await idOf("How to boil it", "One more line.\n\n")).toBe(id);
    expect(await idOf("**How** to boil it!")).toBe(id);
    expect(await idOf("How to boil them")).not.toBe(id);
  });
});
