import { describe, expect, it } from "vitest";
import { told } from "../../support/drifts.js";
import { scratchProject } from "../../support/project.js";

const RULE = "config/unknown-key";
const KETTLE = `export interface KettleOptions {
  onHeatProgress?: () => void;
  target?: number;
  timeout?: number;
  kettleFile?: string;
  quiet?: boolean;
  retries?: number;
}
export function boil(options: KettleOptions, kettleName = "") {
  return [options.target, kettleName];
}
`;

async function found(readme: string, code = KETTLE) {
  const { findings } = await scratchProject({ "README.md": readme, "src/a.ts": code }).report();
  return told(findings.filter(({ rule }) => rule === RULE));
}

const sample = (key: string, heading = "onHeatProgress") =>
  `# Kettle\n\n## ${heading}\n\n\`\`\`js\nboil(water, {\n  ${key}: () => {},\n});\n\`\`\`\n`;

describe("a sample below the heading of an option", () => {
  it("that shows the name with a word left out is told of the option", async () => {
    expect(await found(sample("onProgress"))).toEqual(["README.md:7 onProgress → onHeatProgress"]);
  });

  it.each([
    ["shows the option as well", sample("onHeatProgress: null, onProgress")],
    ["begins with another word", sample("withProgress")],
    ["has one word alone", sample("progress")],
    ["stands below a heading that is no option", sample("onProgress", "onSteamProgress")],
  ])("is left alone when it %s", async (_, readme) => {
    expect(await found(readme)).toEqual([]);
  });
});

const list = (...keys: string[]) => `# Kettle\n\n## Options\n\n${keys.map((key) => `### \`${key}\`\n\nText.\n`).join("\n")}`;
const LISTED = ["onHeatProgress", "target", "timeout", "quiet", "retries"];

describe("a list of the options of one set", () => {
  it("that names one that is none, and leaves out one that is nearly called so, is told of that", async () => {
    expect(await found(list(...LISTED, "kettleName"))).toEqual(["README.md:25 kettleName → kettleFile"]);
  });

  it.each([
    ["names that one, too", list(...LISTED, "kettleFile", "kettleName")],
    ["is short", list("target", "quiet", "retries", "kettleName")],
    ["names what shares no word with it", list(...LISTED, "potName")],
  ])("is left alone when it %s", async (_, readme) => {
    expect(await found(readme)).toEqual([]);
  });

  it("is left alone when two that are left out could be meant", async () => {
    const code = KETTLE.replace("quiet?", "kettleLid?: string;\n  quiet?");
    expect(await found(list(...LISTED, "kettleName"), code)).toEqual([]);
  });
});
