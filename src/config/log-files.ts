/** The daemon's log files. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const NAME = /^lockstepd\.([0-9]{1,9})\.log$/;

/** Paths of the files in `dir`, oldest first; none where there is no such folder. */
export function logFiles(dir: string): string[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const numbered = names.flatMap((name) => {
    const number = NAME.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => join(dir, name));
}
