/** Has a ledger's file read as a whole beside the main thread: SQLite does it in one call, which takes seconds. */
import { Worker } from "node:worker_threads";
import type { Inspection } from "../storage/inspect.js";

const ENTRY = new URL("../../workers/inspect.js", import.meta.url);

/** What is wrong with the file at `path`. Throws when it cannot be opened. */
export function inspectBeside(path: string): Promise<Inspection> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(ENTRY, { workerData: path });
    thread.unref();
    // What our own thread posts is what its entry says.
    thread.once("message", (inspection: Inspection) => resolve(inspection));
    thread.once("error", reject);
    thread.once("exit", () => reject(new Error(`reading ${path} was cut short`)));
  });
}
