import { describe, expect, it } from "vitest";
import { driftsAfter, told } from "../../support/drifts.js";
import { scratchProject } from "../../support/project.js";

const RULE = "env/unread-variable";
const reads = (name: string) =>
  `export const heat = Number(process.env.${name} ?? 90);\nexport const lid = process.env.KETTLE_LID;\n`;

describe("env/unread-variable", () => {
  it("fires on a renamed variable in every form", async () => {
    const text = "Set `KETTLE_TMP`, or `process.env.KETTLE_TMP`.\n\n```sh\nKETTLE_TMP=90 npx kettle\nexport KETTLE_TMP=80\n```\n";
    const found = await driftsAfter(
      RULE,
      { "README.md": text, "src/a.ts": reads("KETTLE_TMP") },
      { "src/a.ts": reads("KETTLE_HEAT") },
    );
    expect(told(found)).toEqual(["README.md:1 KETTLE_TMP → KETTLE_HEAT"]);
    expect(found[0]?.occurrences.map(({ line }) => line)).toEqual([1, 4, 5]);
    expect(found[0]).toMatchObject({ severity: "warning", fix: "safe", confidence: 0.88 });
  });

  it.each([
    ["quotes", (name: string) => `export const a = process.env["${name}"];\n`],
    ["destructuring", (name: string) => `const { ${name} } = process.env;\n`],
    ["an alias", (name: string) => `const { env } = process;\nexport const a = env.${name};\n`],
    ["a default of a parameter", (name: string) => `export function boil(env = process.env) {\n  return env.${name};\n}\n`],
    ["a bundler", (name: string) => `export const a = import.meta.env.${name};\n`],
    ["Deno", (name: string) => `export const a = Deno.env.get("${name}");\n`],
    ["an import", (name: string) => `import { env } from "node:process";\nexport const a = env.${name};\n`],
  ])("reads variables by %s", async (_how, code) => {
    const files = { "README.md": "Set `KETTLE_TMP`.\n", "src/a.ts": code("KETTLE_TMP") };
    expect(await driftsAfter(RULE, files, { "src/a.ts": code("KETTLE_HEAT") })).toHaveLength(1);
  });

  it("fires on the one variable with the same prefix that is nearly the named one", async () => {
    const project = scratchProject({ "README.md": "`KETTLE_TEMPERATUR=90` sets it.\n", "src/a.ts": reads("KETTLE_TEMPERATURE") });
    expect(await project.check()).toEqual([`README.md:1 ${RULE}`]);
  });

  it.each([
    ["another part of the project reads it", { Dockerfile: "ENV KETTLE_TMP=90\n" }],
    [
      "code reads variables by names built at run time",
      { "src/b.ts": "export const read = (name: string) => process.env[name];\n" },
    ],
    ["a schema gets the environment as a whole", { "src/b.ts": "export const settings = schema.parse(process.env);\n" }],
    ["a workflow sets it", { ".github/workflows/ci.yml": "env:\n  KETTLE_TMP: 90\n" }],
  ])("does not fire while %s", async (_what, more) => {
    const files = { "README.md": "Set `KETTLE_TMP`.\n", "src/a.ts": reads("KETTLE_TMP"), ...more };
    expect(await driftsAfter(RULE, files, { "src/a.ts": reads("KETTLE_HEAT") })).toEqual([]);
  });

  it("does not mind an environment that is handed to a child process", async () => {
    const more = { "src/b.ts": "export const run = () => spawn('x', { env: { ...process.env, A: '1' } });\n" };
    const files = { "README.md": "Set `KETTLE_TMP`.\n", "src/a.ts": reads("KETTLE_TMP"), ...more };
    expect(await driftsAfter(RULE, files, { "src/a.ts": reads("KETTLE_HEAT") })).toHaveLength(1);
  });

  it.each(["NODE_ENV", "GITHUB_TOKEN"])("does not fire on %s, which others read", async (name) => {
    const files = { "README.md": `Set \`${name}=x\`.\n`, "src/a.ts": reads(name) };
    expect(await driftsAfter(RULE, files, { "src/a.ts": reads("KETTLE_HEAT") })).toEqual([]);
  });

  it("does not fire on a variable that only a dependency reads", async () => {
    expect(await scratchProject({ "README.md": "Set `LIBRARY_HEAT=1`.\n", "src/a.ts": reads("KETTLE_HEAT") }).check()).toEqual(
      [],
    );
  });
});
