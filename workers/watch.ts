/** The watcher thread. */
import { parentPort } from "node:worker_threads";
import { chokidarBackend } from "../src/doors/watcher/chokidar.js";
import { directoriesBackend } from "../src/doors/watcher/directories.js";
import { pollBackend } from "../src/doors/watcher/poll.js";
import { prepareWatch } from "../src/doors/watcher/prepare.js";
import { serveWatching } from "../src/doors/watcher/serve.js";

const backends = [chokidarBackend(), directoriesBackend(), pollBackend()];
if (parentPort) serveWatching({ port: parentPort, backends, prepare: (project) => prepareWatch(project) });
