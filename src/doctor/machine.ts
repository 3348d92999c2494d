/** What the machine gives lockstep: Node, SQLite, watches, descriptors, git. */
import { readFileSync } from "node:fs";
import { messageOf } from "../base/errors.js";
import { bad, type Examination, good, unknown, warning } from "../base/examination.js";

/** What package.json asks for in `engines`. */
const NODE_MIN = [20, 20] as const;
/** chokidar watches every file and every folder of a project; Linux gives 8,192 where nobody raised it long ago. */
const WATCHES_MIN = 65_536;
const INSTANCES_MIN = 16;
/** Files, sockets and databases of a daemon, and those that watching polls. */
const DESCRIPTORS_MIN = 1_024;

/** `version` as `process.version` gives it. */
export function examineNode(version: string): Examination {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (isEnough) return good("node", version);
  return bad("node", `${version}, lockstep needs ${NODE_MIN.join(".")} or newer`, "install a newer Node, then `npm rebuild`");
}

/** Opens a database in memory: the native module may be built for another Node, or not at all. */
export async function examineSqlite(): Promise<Examination> {
  try {
    const { default: BetterSqlite3 } = await import("better-sqlite3");
    const db = new BetterSqlite3(":memory:");
    const version = String(db.prepare("SELECT sqlite_version()").pluck().get());
    db.exec("CREATE VIRTUAL TABLE t USING fts5(x)");
    db.close();
    return good("sqlite", `${version}, with full-text search`);
  } catch (error) {
    const remedy = "run `npm rebuild better-sqlite3`; npm may want its install script approved first (`npm install-scripts ls`)";
    return bad("sqlite", messageOf(error), remedy);
  }
}

/** Reads the limits below `folder`, which is `/proc/sys/fs/inotify` on Linux; null where there is none. */
export function examineWatches(folder: string | null): Examination {
  if (folder === null) return good("watches", "not limited on this system");
  const watches = numberIn(`${folder}/max_user_watches`);
  const instances = numberIn(`${folder}/max_user_instances`);
  if (watches === null || instances === null) return unknown("watches", `${folder} cannot be read`);
  const found = `${watches} watches and ${instances} instances for a user`;
  if (watches >= WATCHES_MIN && instances >= INSTANCES_MIN) return good("watches", found);
  const wanted = [
    ...(watches < WATCHES_MIN ? ["fs.inotify.max_user_watches=524288"] : []),
    ...(instances < INSTANCES_MIN ? ["fs.inotify.max_user_instances=512"] : []),
  ];
  return warning("watches", found, `\`sudo sysctl ${wanted.join(" ")}\`, and a line of it in /etc/sysctl.d to keep it`);
}

/** `limits` is the text of `/proc/self/limits`; null where there is none. */
export function examineDescriptors(limits: string | null): Examination {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits ?? "")?.[1]);
  if (Number.isNaN(soft)) return unknown("descriptors", "the limit of open files is not told here");
  const found = `${soft} open files`;
  return soft >= DESCRIPTORS_MIN
    ? good("descriptors", found)
    : warning("descriptors", found, `\`ulimit -n ${DESCRIPTORS_MIN * 4}\` before the daemon starts, or LimitNOFILE of its unit`);
}

/** `version` runs `git --version`. */
export async function examineGit(version: () => Promise<string>): Promise<Examination> {
  try {
    const text = (await version()).trim();
    return text.startsWith("git version") ? good("git", text.slice("git version ".length)) : unknown("git", text.slice(0, 200));
  } catch (error) {
    return warning("git", messageOf(error), "install git: without it nothing is known of what was here before");
  }
}

function numberIn(path: string): number | null {
  try {
    const number = Number(readFileSync(path, "utf8"));
    return Number.isFinite(number) ? number : null;
  } catch {
    return null;
  }
}
