import { describe, expect, it } from "vitest";
import { scratchProject } from "../../support/project.js";

const MANIFEST = '{"name":"kettle","scripts":{"build":"x"}}';
const check = (text: string) => scratchProject({ "package.json": MANIFEST, "CONTRIBUTING.md": text, "src/a.ts": "" }).check();
const guide = (url: string) =>
  `# Work\n\n## Guides\n\n### Update it\n\n#### Clone\n\n\`\`\`sh\ngit clone ${url}\n\`\`\`\n\n#### Copy\n\n\`\`\`sh\nnpm run wasm\ncp src/b.ts lib/\n\`\`\`\n`;
const FOUND = ["CONTRIBUTING.md:16 script/unknown", "CONTRIBUTING.md:17 command/missing-file"];

describe("commands after `git clone`", () => {
  it.each(["git@github.com:others/teapot.git", "https://github.com/others/teapot"])(
    "of %s run in another repository",
    async (url) => {
      expect(await check(guide(url))).toEqual([]);
      expect(await check(`${guide(url)}\n## Then\n\n\`\`\`sh\nnpm run wasm\n\`\`\`\n`)).toEqual([
        "CONTRIBUTING.md:23 script/unknown",
      ]);
    },
  );

  it.each([
    "git@github.com:others/kettle.git",
    "https://github.com/<you>/x",
    "https://github.com/your-name/x",
    "https://github.com/a/kettle-monorepo",
  ])("of %s run in this one", async (url) => {
    expect(await check(guide(url))).toEqual(FOUND);
  });
});
