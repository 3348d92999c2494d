/** What the command line gets from beyond the surface, each part loaded when it is called for. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Acknowledgement } from "./analysis/model.js";
import { besideLedger, type LedgerPaths, userPaths } from "./config/paths.js";
import type { Assembly } from "./surface/cli/cli.js";
import type { Manifest } from "./surface/cli/manifest.js";

export function assemble({ rules }: Pick<Manifest, "rules">, env: NodeJS.ProcessEnv): Assembly {
  const paths = () => userPaths(env, process.platform, process.getuid?.() ?? 0);

  async function places(): Promise<LedgerPaths> {
    const { configFile, ledger } = paths();
    const [{ loadConfig }, { readMachineConfig }] = await Promise.all([import("./config/load.js"), import("./config/texts.js")]);
    const texts = { machine: readMachineConfig(configFile), repository: null, local: null };
    const config = await loadConfig({ texts, env, rules });
    return besideLedger(config.ledger ?? ledger);
  }

  /** What the ledger has of the folder; a ledger that cannot be read has nothing to say to a check that needs none. */
  async function acknowledgementsOf(root: string): Promise<Acknowledgement[]> {
    const { ledger: path } = await places();
    if (!existsSync(path)) return [];
    const [{ openLedger }, { openStores }] = await Promise.all([import("./storage/open.js"), import("./domains/ledger.js")]);
    try {
      const ledger = openStores(openLedger(path, { readonly: true }));
      try {
        const project = ledger.documentation.findProjectByRoot({ root });
        return project ? ledger.documentation.listAcknowledgements({ project_id: project.id }) : [];
      } finally {
        ledger.close();
      }
    } catch {
      return [];
    }
  }

  return {
    places,
    daemonScript: fileURLToPath(new URL("./daemon.js", import.meta.url)),
    async openFolder(dir) {
      const { openRoot } = await import("./worktree/root.js");
      return openRoot(dir).path;
    },
    async checkOnce(dir, { onProgress, since }) {
      const [{ checkOnce }, told] = await Promise.all([import("./pass/check.js"), acknowledgementsOf(dir)]);
      return await checkOnce(dir, { cacheDir: paths().cacheDir, told, since: since ?? null, env, onProgress });
    },
    async sourceLines(dir) {
      const [{ openRoot, readSource }, { DEFAULTS }] = await Promise.all([
        import("./worktree/guard.js"),
        import("./config/defaults.js"),
      ]);
      const root = openRoot(dir);
      return (path) => {
        const source = readSource(root, path, { fileBytes: DEFAULTS.limits.file_bytes, contents: true });
        return "text" in source ? linesOf(source.text) : null;
      };
    },
    async openLedger() {
      const [{ openLedger }, { openStores }] = await Promise.all([import("./storage/open.js"), import("./domains/ledger.js")]);
      const { ledger } = await places();
      return openStores(openLedger(ledger, { readonly: true }));
    },
    async openLedgerToWrite() {
      const [{ acquireLock }, { prepareLedger }, { randomBytes }, { programVersion }] = await Promise.all([
        import("./storage/lock.js"),
        import("./domains/ledger.js"),
        import("node:crypto"),
        import("./base/package.js"),
      ]);
      const { ledger } = await places();
      const version = programVersion();
      const instance = randomBytes(8).toString("hex");
      const lock = acquireLock(ledger, { pid: process.pid, instance, version, socket: null });
      try {
        const { ledger: opened } = await prepareLedger(ledger, { version, clock: Date.now });
        const close = opened.close;
        return Object.assign(opened, {
          close() {
            close();
            lock.release();
          },
        });
      } catch (error) {
        lock.release();
        throw error;
      }
    },
    async shareAcknowledgement(dir, made) {
      const [{ openRoot }, { shareAcknowledgement }] = await Promise.all([
        import("./worktree/root.js"),
        import("./pass/said/acks-file.js"),
      ]);
      shareAcknowledgement(openRoot(dir), made);
    },
    async writeBaseline(dir, entries) {
      const [{ openRoot }, { writeBaseline }] = await Promise.all([
        import("./worktree/root.js"),
        import("./pass/said/baseline-file.js"),
      ]);
      writeBaseline(openRoot(dir), entries);
    },
    async pruneBaseline(dir, fixed) {
      const [{ openRoot }, { pruneBaseline }] = await Promise.all([
        import("./worktree/root.js"),
        import("./pass/said/baseline-file.js"),
      ]);
      pruneBaseline(openRoot(dir), fixed);
    },
    async methods() {
      return (await import("./methods.js")).methods;
    },
  };
}

/** Lines as `LineIndex` counts them, without their breaks and the byte order mark. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  if (lines[0]?.startsWith("\ufeff")) lines[0] = lines[0].slice(1);
  return lines;
}
