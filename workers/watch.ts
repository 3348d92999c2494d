/** The watcher thread. */
import { parentPort } from "node:worker_threads";
import { chokidarBackend } from "../src/doors/watcher/chokidar.js";
import { ignoreRules } from "../src/doors/watcher/ignore-rules.js";
import { serveWatching } from "../src/doors/watcher/serve.js";

if (parentPort) serveWatching({ port: parentPort, backend: chokidarBackend(), ignoresOf: ignoreRules });
