import { describe, expect, it } from "vitest";
import { type Changes, scratchProject } from "../../support/project.js";

const RULE = "command/package-manager";
const ON = { "lockstep.yaml": `rules:\n  ${RULE}: note\n` };
const MANIFEST = JSON.stringify({ name: "kettle", scripts: { build: "tsc", dev: "tsc -w" } });
const text = (...commands: string[]) => `# Work\n\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;

async function found(contributing: string, more: Changes = {}): Promise<string[]> {
  const files = { "package.json": MANIFEST, "pnpm-lock.yaml": "", "CONTRIBUTING.md": contributing, ...ON, ...more };
  return scratchProject(files, { git: false }).check();
}

describe("command/package-manager", () => {
  it("notes a command of another package manager, where it is turned on", async () => {
    const files = { "package.json": MANIFEST, "pnpm-lock.yaml": "", "CONTRIBUTING.md": text("npm run build"), ...ON };
    const { findings } = await scratchProject(files, { git: false }).report();
    expect(findings).toMatchObject([
      {
        rule: RULE,
        line: 4,
        severity: "note",
        fix: null,
        message: "The project is kept with pnpm, not npm",
        evidence: { kind: "contradiction", facts: ["file:pnpm-lock.yaml"] },
      },
    ]);
  });

  it("finds the lock file above the document", async () => {
    expect(await found("", { "packages/a/AGENTS.md": text("yarn run dev") })).toEqual([`packages/a/AGENTS.md:4 ${RULE}`]);
  });

  it.each([
    ["it is off", text("npm run build"), { "lockstep.yaml": null }],
    ["the manager is the project's", text("pnpm run build"), {}],
    ["both are offered", text("npm run build", "pnpm run build"), {}],
    ["there are two lock files", text("npm run build"), { "package-lock.json": "{}" }],
    ["there is none", text("npm run build"), { "pnpm-lock.yaml": null }],
    ["users read it", "", { "README.md": text("npm run build") }],
    ["it is history", `# Changelog\n\n${text("npm run build")}`.replace("# Work", "Then:"), {}],
  ])("does not fire when %s", async (_why, contributing, more) => {
    expect(await found(contributing, more)).toEqual([]);
  });
});
