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

/**
 * The text of module `i`, as dense as code is: of thirteen projects (date-fns, fastify, hono, mobx, pino, commander.js and others; 4 to
 * 1,562 files each), the upper quartile holds in 10 kB of code 5 JSDoc blocks, 2 `@param` tags, 18 declarations and members, and 560
 * identifiers; the median file has 4 kB.
 */
function moduleText(i: number): string {
  const neighbour = i % FILES_PER_PACKAGE === 0 ? "" : `import { compute${i - 1}x0 } from "./module-${i - 1}.js";\n`;
  return `${neighbour}import { readFile } from "node:fs/promises";

/** Settings of module ${i}. */
export interface Settings${i} {
  litres: number;
  nested: { quiet: boolean; depth: number };
}

export const LIMIT_${i} = ${i} * 60;

/**
 * Computes a part of module ${i}.
 * @param litres how much there is
 */
${functionText(i, 0)}
${functionText(i, 1)}
export class Machine${i} {
  private readonly parts = new Map<string, Settings${i}>();

  async load(path: string): Promise<number> {
    const text = await readFile(path, "utf8");
    for (const line of text.split("\\n")) {
      const [name = "", litres = "0", ...labels] = line.trim().split(",");
      if (name === "" || this.parts.has(name)) continue;
      const nested = { quiet: labels.includes("quiet"), depth: Math.min(labels.length, LIMIT_${i}) };
      this.parts.set(name, { litres: Number(litres), nested });
    }
    return this.parts.size${neighbour ? ` + compute${i - 1}x0(1, 2)` : ""};
  }
}
`;
}

function functionText(i: number, n: number): string {
  return `export function compute${i}x${n}(litres: number, target = ${n}): number {
  const rates = [1, 2, 3].map((rate) => rate * litres).filter((rate) => rate !== target);
  const seen = new Map<string, number>();
  let total = 0;
  for (const [at, rate] of rates.entries()) {
    const key = \`\${rate}:\${target}\`;
    if (seen.has(key)) continue;
    seen.set(key, at);
    if (rate > target) {
      total += rate - target;
    } else if (rate === 0) {
      total -= seen.size;
    } else {
      const parts = key.split(":").map((part) => part.trim());
      total += parts.reduce((sum, part) => sum + part.length, 0);
    }
  }
  // What is left over is shared among all that were seen, and nobody gets more than the limit allows.
  const shares = Object.fromEntries([...seen].map(([key, at]) => [key, { at, share: total / (at + 1) }]));
  const remaining: { key: string; share: number; isLast: boolean }[] = [];
  for (const [key, { at, share }] of Object.entries(shares)) {
    if (Number.isNaN(share)) throw new RangeError(\`the share of \${key} at place \${at} is not a number\`);
    const isLast = at === seen.size - 1 || share > LIMIT_${i};
    remaining.push({ key, share: Math.min(share, LIMIT_${i}), isLast });
    if (isLast && rates.length > seen.size) break;
  }
  // Rounded to two places, as a person would write it down.
  const rounded = remaining.map(({ share, isLast }) => (isLast ? share : Math.round(share * 100) / 100));
  const largest = rounded.reduce((most, share) => (share > most ? share : most), Number.NEGATIVE_INFINITY);
  if (largest === Number.NEGATIVE_INFINITY && target !== 0) return target;
  return total > LIMIT_${i} ? LIMIT_${i} : Math.round(total * 100) / 100 + Math.max(0, largest - total);
}
`;
}

function documentText(i: number, up: string): string {
  const sections = Array.from(
    { length: 6 },
    (_, n) => `## Part ${n}

Call \`compute${i}x${n % 2}(litres, target)\` from [the module](${up}${modulePath(i)}). It reads \`Settings${i}\`;
see \`${modulePath(i)}\` and run \`npm run build\` first. More in [the next part](#part-${(n + 1) % 6}).

\`\`\`ts
const machine = new Machine${i}("kettle");
await machine.load("parts.txt");
\`\`\`
`,
  );
  return `# Guide ${i}\n\nHow the parts of module ${i} work together.\n\n${sections.join("\n")}`;
}

/** Writes the file at `path` below `root`, with the folders above it. */
export function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
