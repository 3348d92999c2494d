/** What the command line gets from beyond the surface, each part loaded when it is called for. */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { besideLedger, type LedgerPaths, userPaths } from "./config/paths.js";
import type { Config } from "./config/schema.js";
import type { Ledger } from "./domains/ledger.js";
import type { Agreements } from "./pass/document-sync.js";
import type { Told } from "./pass/said/said.js";
import type { Assembly } from "./surface/cli/cli.js";
import type { Manifest } from "./surface/cli/manifest.js";

/** How long a turn to write documents is waited for. */
const TURN_MS = 30_000;

export function assemble({ rules }: Pick<Manifest, "rules">, env: NodeJS.ProcessEnv): Assembly {
  const paths = () => userPaths(env, process.platform, process.getuid?.() ?? 0);

  async function places(): Promise<LedgerPaths & { heapMib: number; config: Config }> {
    const { configFile, ledger } = paths();
    const [{ loadConfig }, { readMachineConfig }, { heapMib }] = await Promise.all([
      import("./config/load.js"),
      import("./config/texts.js"),
      import("./config/memory.js"),
    ]);
    const texts = { machine: readMachineConfig(configFile), repository: null, local: null };
    const config = await loadConfig({ texts, env, rules });
    const heap = heapMib({ rss: config.limits.rss, machine: totalmem() });
    return { ...besideLedger(config.ledger ?? ledger), heapMib: heap, config };
  }

  async function readLedger() {
    const { openReader } = await import("./domains/ledger.js");
    return openReader((await places()).ledger);
  }

  /** What the ledger has of the folder; a ledger that cannot be read has nothing to say to a check that needs none. */
  async function told<T>(root: string, none: T, read: (ledger: Ledger, project_id: number) => T): Promise<T> {
    if (!existsSync((await places()).ledger)) return none;
    const ledger = await readLedger().catch(() => null);
    if (ledger === null) return none;
    try {
      const project = ledger.documentation.findProjectByRoot({ root });
      return project ? read(ledger, project.id) : none;
    } finally {
      ledger.close();
    }
  }

  const agreements = (root: string) =>
    told<Agreements>(root, new Map(), ({ documentation }, project_id) => documentation.loadAgreed({ project_id }));
  /** What people said of the folder on this machine, when they did. */
  const saidHere = (root: string) =>
    told<{ told?: Told }>(root, {}, ({ documentation }, project_id) => ({
      told: {
        acknowledgements: documentation.listAcknowledgements({ project_id }),
        confirmations: documentation.listConfirmations({ project_id }),
      },
    }));

  return {
    places,
    daemonScript: fileURLToPath(new URL("./daemon.js", import.meta.url)),
    async openFolder(dir) {
      const { openRoot } = await import("./worktree/root.js");
      return openRoot(dir).path;
    },
    async checkOnce(dir, { onProgress, since }) {
      const [{ checkOnce }, said] = await Promise.all([import("./pass/check.js"), saidHere(dir)]);
      return await checkOnce(dir, { cacheDir: paths().cacheDir, since: since ?? null, env, onProgress, agreements, ...said });
    },
    async boundTexts(dir, { onProgress, ...request }) {
      const [{ boundTextsOnce }, said] = await Promise.all([import("./pass/check.js"), saidHere(dir)]);
      return await boundTextsOnce(dir, request, { cacheDir: paths().cacheDir, env, onProgress, ...said });
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
    openLedger: readLedger,
    async keeper() {
      const { ownKeeper } = await import("./own-keeper.js");
      return ownKeeper((await places()).ledger);
    },
    async projectOf(path, cwd) {
      return (await import("./worktree/project-folder.js")).projectOf(path, cwd);
    },
    async planRepair(dir, options) {
      const [{ planRepair }, said] = await Promise.all([import("./pass/repair/repair.js"), saidHere(dir)]);
      return await planRepair(dir, { ...options, cacheDir: paths().cacheDir, env, agreements, ...said });
    },
    async undoRepair(dir, book, which) {
      return await (await import("./pass/repair/repair.js")).undoRepair(dir, book, which);
    },
    async gitHooks() {
      const { gitHooksStatus, installGitHooks, uninstallGitHooks } = await import("./worktree/git-hooks/git-hooks.js");
      return { status: gitHooksStatus, install: installGitHooks, uninstall: uninstallGitHooks };
    },
    async service(user) {
      const { serviceFor } = await import("./service-facts.js");
      return await serviceFor({ env, paths: paths(), config: places }, user);
    },
    async begin(dir) {
      const [{ openRoot }, { survey }, { writeStarterFiles }, { starterText }] = await Promise.all([
        import("./worktree/root.js"),
        import("./worktree/survey.js"),
        import("./worktree/starter-files.js"),
        import("./config/starter.js"),
      ]);
      const root = openRoot(dir);
      return { files: writeStarterFiles(root, starterText()), ...(await survey(root, (await places()).config.watch.ignore)) };
    },
    async examine(dir, answers) {
      const [{ examineAll }, { serviceFor }] = await Promise.all([import("./doctor-facts.js"), import("./service-facts.js")]);
      const service = async () => (await serviceFor({ env, paths: paths(), config: places }, null)).status();
      return await examineAll({ env, paths: paths(), places, service, dir, answers });
    },
    async bundle(dir, { checks, status }) {
      const [{ bundleOf }, { bundlePath, writeBundle }] = await Promise.all([
        import("./bundle-facts.js"),
        import("./doctor/bundle.js"),
      ]);
      const bundle = await bundleOf({ env, paths: paths(), places, dir, checks, status });
      const path = bundlePath(process.cwd(), Date.now());
      return { path, parts: bundle.parts, write: () => writeBundle(path, bundle) };
    },
    async forgetStarts() {
      const [{ ledger }, { forgetStarts }] = await Promise.all([places(), import("./daemon/starts.js")]);
      forgetStarts(ledger);
    },
    async unreachableDaemon() {
      const [{ ledger }, { lockHolder }] = await Promise.all([places(), import("./storage/lock.js")]);
      const holder = lockHolder(ledger);
      return holder === null || holder.socket === null ? null : holder;
    },
    async takeTurn() {
      const [{ ledger }, { takeTurn }] = await Promise.all([places(), import("./storage/turn.js")]);
      return await takeTurn(`${ledger}.turn`, TURN_MS);
    },
    async withLedger(work) {
      const { withOwnLedger } = await import("./own-ledger.js");
      return await withOwnLedger((await places()).ledger, work);
    },
    async shareAcknowledgement(dir, made) {
      const [{ openRoot }, { shareAcknowledgement }] = await Promise.all([
        import("./worktree/root.js"),
        import("./pass/said/acks-file.js"),
      ]);
      shareAcknowledgement(openRoot(dir), made);
    },
    async shareConfirmations(dir, made) {
      const [{ openRoot }, { shareConfirmations }] = await Promise.all([
        import("./worktree/root.js"),
        import("./pass/said/confirmed-file.js"),
      ]);
      shareConfirmations(openRoot(dir), made);
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
