/** The thread that reads all of a ledger or of a backup. */
import { parentPort, workerData } from "node:worker_threads";
import { inspectFile } from "../src/storage/inspect.js";

parentPort?.postMessage(inspectFile(String(workerData)));
