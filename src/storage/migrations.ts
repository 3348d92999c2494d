import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One step of the schema. `checksum` is the SHA-256 of the up script, line ends normalised. */
export interface Migration {
  number: number;
  name: string;
  up: string;
  down: string;
  checksum: string;
}

const NAME = /^(\d{4})_([a-z0-9_]{1,80})\.up\.sql$/;

/** The scripts in `folder` in order. Their numbers are 1, 2, 3 …, and each has its way back; anything else is a broken package. */
export function loadMigrations(folder: string = migrationsFolder()): Migration[] {
  const migrations = readdirSync(folder)
    .map((file) => NAME.exec(file))
    .filter((match) => match !== null)
    .map((match) => read(folder, Number(match[1]), match[2] as string))
    .sort((a, b) => a.number - b.number);
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) throw new Error(`migration ${index + 1} is missing in ${folder}`);
  });
  return migrations;
}

/** The schema version this code knows: the number of the newest script. */
export function knownVersion(): number {
  return loadMigrations().length;
}

function read(folder: string, number: number, name: string): Migration {
  const base = join(folder, `${String(number).padStart(4, "0")}_${name}`);
  const up = script(`${base}.up.sql`);
  return { number, name, up, down: script(`${base}.down.sql`), checksum: createHash("sha256").update(up).digest("hex") };
}

function script(file: string): string {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
}

/** `migrations/` beside the package.json above this file, in the sources and in `dist/` alike. */
function migrationsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return join(folder, "migrations");
    if (folder === dirname(folder)) throw new Error("the package's own folder was not found");
  }
}
