/** A process that only asks the system about every file of a list: the floor of a start. Words: root, JSON list of paths. */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [root = "", list = ""] = process.argv.slice(2);
for (const path of JSON.parse(readFileSync(list, "utf8")) as string[]) lstatSync(join(root, path), { bigint: true });
