/** The kettle of the documentation: a small package, and the change that its Markdown did not follow. */

const boil = `/** Settings of a kettle. */
export interface KettleOptions {
  volume: number;
  quiet?: boolean;
}

export const DEFAULT_VOLUME = 1.7;

/**
 * Heats water.
 * @param litres how much water
 * @param target temperature to reach
 */
export async function boilWater(litres: number, target = 100): Promise<void> {
  let temperature = 20;
  while (temperature < target) temperature += 80 / litres;
}
`;

const manifest = (serve: string) =>
  `${JSON.stringify({ name: "kettle", version: "1.0.0", scripts: { build: "tsc", test: "vitest run", [serve]: "node server.js" } }, null, 2)}\n`;

const readme = `# Kettle

Run \`npm run build\`, then \`npm run serve\`. The code lives in [src/boil.ts](src/boil.ts) and [docs](docs/usage.md).

\`\`\`ts
import { boilWater } from './src/index.js';

await boilWater(1, 90);
\`\`\`

\`boilWater(litres, target)\` heats to \`target\`, 100 by default. Volume comes from \`KettleOptions\`.
`;

/** The kettle while everything its documents say is true. */
export const KETTLE: Record<string, string> = {
  "package.json": manifest("serve"),
  "README.md": readme,
  "docs/usage.md": "# Usage\n\nCall `boilWater` with the litres.\n",
  "src/boil.ts": boil,
  "src/index.ts": "export { boilWater } from './boil.js';\n",
};

/** What the change writes; `src/boil.ts` goes. The Markdown is untouched. */
export const KETTLE_RENAMED: Record<string, string | null> = {
  "package.json": manifest("start"),
  "src/boil.ts": null,
  "src/heat.ts": boil.replace("boilWater", "heatWater").replace("@param target", "@param goal"),
  "src/index.ts": "export { heatWater } from './heat.js';\n",
};
