/** The configuration that a repository begins with: every setting that it may say, as a comment. */
import { stringify } from "yaml";
import { listSettings, type Setting } from "./settings.js";

const WIDTH = 100;

const HEADER = [
  "# Settings of lockstep for everyone who clones this repository. Nothing has to be set: these are the defaults.",
  "# Take the `#` away before a setting, and before the group above it, to change it. What a machine decides is not here.",
];

/** The text of a new `lockstep.yaml`. It sets nothing. */
export function starterText(): string {
  const lines = [...HEADER];
  let group = "";
  for (const setting of listSettings().filter(({ trust }) => trust === "anyone" || trust === "off" || trust === "lower")) {
    const [first = "", second] = setting.key.split(".");
    if (second === undefined || first !== group) lines.push("");
    if (second !== undefined && first !== group) lines.push(`# ${first}:`);
    group = second === undefined ? "" : first;
    lines.push(...linesOf(setting, second === undefined ? "" : "  ", second ?? first));
  }
  return `${lines.join("\n")}\n`;
}

function linesOf({ why, unit, default: value }: Setting, indent: string, name: string): string[] {
  const text = stringify({ [name]: value }, { lineWidth: 0 }).trimEnd();
  return [
    ...wrapped(`${why} (${unit})`, WIDTH - indent.length - 4).map((line) => `# ${indent}# ${line}`),
    ...text.split("\n").map((line) => `# ${indent}${line}`),
  ];
}

/** Lines of at most `width` characters, broken at blanks. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
