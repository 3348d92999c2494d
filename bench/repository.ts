/** A repository to measure on: made of modules that import each other and of documents that speak of them. Always the same. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILES_PER_PACKAGE = 100;
/** One document for this many code files, about what the measured repositories have. */
const FILES_PER_DOCUMENT = 20;

/** Writes `files` code files with their documents below `root` and commits them. Returns the paths of the code files. */
export function makeRepository(root: string, files: number): string[] {
  const paths: string[] = [];
  write(
    root,
    "package.json",
    `${JSON.stringify({ name: "bench", version: "1.0.0", scripts: { build: "tsc", test: "vitest" } }, null, 2)}\n`,
  );
  for (let i = 0; i < files; i++) {
    const path = modulePath(i);
    write(root, path, moduleText(i));
    paths.push(path);
    if (i % FILES_PER_DOCUMENT === 0) write(root, `docs/guide-${i}.md`, documentText(i, "../"));
  }
  write(root, "README.md", documentText(0, ""));
  const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "commit", "-q", "-m", "Start");
  return paths;
}

function modulePath(i: number): string {
  return `src/part-${Math.floor(i / FILES_PER_PACKAGE)}/module-${i}.ts`;
}

function moduleText(i: number): string {
  const functions = Array.from({ length: 8 }, (_, n) => functionText(i, n)).join("\n");
  const neighbour = i % FILES_PER_PACKAGE === 0 ? "" : `import { compute${i - 1}x0 } from "./module-${i - 1}.js";\n`;
  return `${neighbour}import { readFile } from "node:fs/promises";

/** Settings of module ${i}. */
export interface Settings${i} {
  /** How many litres to heat. */
  litres: number;
  target?: number;
  labels: readonly string[];
  nested: { quiet: boolean; depth: number };
}

export const LIMIT_${i} = ${i} * 60;

${functions}
export class Machine${i} {
  private readonly parts = new Map<string, Settings${i}>();

  constructor(readonly name: string) {}

  async load(path: string): Promise<number> {
    const text = await readFile(path, "utf8");
    for (const line of text.split("\\n")) this.parts.set(line.trim(), { litres: line.length, labels: [], nested: { quiet: true, depth: 0 } });
    return this.parts.size${neighbour ? ` + compute${i - 1}x0(1, 2)` : ""};
  }
}
`;
}

function functionText(i: number, n: number): string {
  return `/**
 * Computes part ${n} of module ${i}.
 * @param litres how much there is
 * @param target where it should go
 * @returns the sum of both
 */
export function compute${i}x${n}(litres: number, target = ${n}): number {
  const rates = [1, 2, 3].map((rate) => rate * litres);
  let total = 0;
  for (const rate of rates) {
    if (rate > target) total += rate - target;
    else total += \`\${rate}:\${target}\`.length;
  }
  return total > LIMIT_${i} ? LIMIT_${i} : total;
}
`;
}

function documentText(i: number, up: string): string {
  const sections = Array.from(
    { length: 6 },
    (_, n) => `## Part ${n}

Call \`compute${i}x${n}(litres, target)\` from [the module](${up}${modulePath(i)}). It reads \`Settings${i}\`;
see \`${modulePath(i)}\` and run \`npm run build\` first. More in [the next part](#part-${(n + 1) % 6}).

\`\`\`ts
const machine = new Machine${i}("kettle");
await machine.load("parts.txt");
\`\`\`
`,
  );
  return `# Guide ${i}\n\nHow the parts of module ${i} work together.\n\n${sections.join("\n")}`;
}

function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
