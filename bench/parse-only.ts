/** A process that only reads and parses the files named in `argv[3]`, a JSON list, below `argv[2]`: the floor of a fresh check. */
import { readFileSync } from "node:fs";
import { parseAll, readTexts } from "./floors.js";

const [, , root = "", list = ""] = process.argv;
// Written by the bench itself.
const paths = JSON.parse(readFileSync(list, "utf8")) as string[];
if (parseAll(readTexts(root, paths)) === 0) process.exitCode = 1;
