/** A package of many small parts, each with a page that speaks of it. */
import type { Changes, ScratchRepository } from "./repository-at.js";

/** Parts `from` to `to`, each with a page that speaks of it. */
export function pagesAndParts(from: number, to: number): Changes {
  const changes: Changes = {};
  for (let index = from; index < to; index++) {
    changes[`src/part${index}.ts`] = part(index);
    changes[`docs/page${index}.md`] = page(index);
  }
  return changes;
}

export function part(index: number): string {
  return `/** Part ${index}.\n * @param name a name\n */\nexport function part${index}(name: string) {\n  return name;\n}\n`;
}

export function page(index: number): string {
  return `# Page ${index}\n\nSee [it](../src/part${index}.ts) and \`part${index}(name)\`.\n`;
}

/** A change of many kinds that no other `n` makes: a new page with drift, another edited, a part renamed. */
export function change(repository: ScratchRepository, n: number): void {
  repository.write({
    [`docs/new${n % 5}.md`]: `# New ${n}\n\nSee [a](../src/nowhere${n}.ts) and \`part${n % 12}(name)\`.\n`,
    "docs/page3.md": `${page(3)}\nMore of [it](../src/part${n % 14}.ts), ${n}.\n`,
    "src/moved.ts": `export function moved${n}(litres: number) {\n  return litres * ${n};\n}\n`,
  });
}
