/** What a session stands on: the root, the configuration that holds for it, and the repository around it. */
import { existsSync, opendirSync } from "node:fs";
import { join } from "node:path";
import type { Skipped } from "../analysis/model.js";
import { isOutOfDescriptors } from "../base/error-codes.js";
import { LockstepError } from "../base/errors.js";
import { type Clock, isoTime } from "../base/time.js";
import { DEFAULTS } from "../config/defaults.js";
import type { Config } from "../config/schema.js";
import { readMachineConfig } from "../config/texts.js";
import type { Project } from "../domains/documentation/projects.js";
import type { Ledger } from "../domains/ledger.js";
import type { WatchedProject } from "../doors/watcher/protocol.js";
import type { Analyzer } from "../pass/pool.js";
import { loadProjectConfig } from "../pass/project-config.js";
import type { SessionOptions } from "../pass/session.js";
import { loadVocabulary } from "../pass/vocabulary.js";
import { openWorkingTree } from "../pass/working-tree.js";
import { readRepositoryConfig } from "../worktree/config-files.js";
import type { Git } from "../worktree/git.js";
import { gitFileList } from "../worktree/git-files.js";
import { SPOOL_FOLDER } from "../worktree/git-hooks/script.js";
import { openRoot, type Root, readSmallFile } from "../worktree/guard.js";
import { createIgnore, IGNORE_BYTES_MAX } from "../worktree/ignore.js";
import { type KeptGit, keptGit } from "../worktree/kept-git.js";
import { type KeptListing, keptListing } from "../worktree/kept-listing.js";
import { findRepository } from "../worktree/repository.js";
import { sweep } from "../worktree/sweep.js";

export interface GroundsOptions {
  ledger: Ledger;
  analyzer: Analyzer;
  /** Path of the machine's configuration. */
  machineConfig: string;
  /** Where findings of commits are kept; without it they are worked out each time. */
  sinceCacheDir?: string;
  env: NodeJS.ProcessEnv;
  now: Clock;
  /** Monotonic milliseconds. */
  monotonic(): number;
}

export interface Grounds {
  /** What a session asks about its project. */
  of(
    project: Project,
  ): Pick<SessionOptions, "openTree" | "circumstances" | "obstacle" | "isUnchanged" | "gitAtWork" | "indexLock">;
  /** What is to be watched. With a configuration that is refused, what the last good one said. */
  watchPlan(project: Project): Promise<WatchedProject>;
  /** Throws CONFIG_* when the configuration of a folder is refused. */
  check(root: Root): Promise<void>;
  /** Whether another configuration is there than the one in force. Throws DIR_*, CONFIG_*. */
  isReconfigured(project: Project): Promise<boolean>;
  /** Whether the project's configuration has switched a timed job off. */
  isOff(project: Project, job: "sweep" | "chunks" | "reconcile"): boolean;
  /** Forgets what is known of a project that is no more: another one may have its id. */
  forget(project: Project): void;
  /** The git directory that holds the history of a folder; null when there is none. */
  commonDir(root: string): string | null;
}

/** Longest reading of git's history in one pass; one that was cut off is begun anew when HEAD moves. */
const HISTORY_MS = 60_000;
/** Another folder in the root's place is taken over when it is still there after this time, and may be the project. */
const STRANGER_MS = 10_000;
/** Files of the git directory that change when HEAD moves. */
const GIT_SIGNALS = ["HEAD", "logs/HEAD"];

interface Ground {
  /** The last configuration that was not refused, and the texts it was made of. */
  config: Config | null;
  texts: string;
  /** What of the repository's files was passed over. */
  notes: Skipped[];
  git: KeptGit;
  /** The list of files that the last look without a model left, and what it was made for. */
  kept: { config: Config; git: Git; listing: KeptListing } | null;
  stranger: { device: number; inode: number; since: number } | null;
}

export function grounds({ ledger, analyzer, machineConfig, sinceCacheDir, env, now, monotonic }: GroundsOptions): Grounds {
  const known = new Map<number, Ground>();

  function groundOf({ id, root }: Project): Ground {
    const ground = known.get(id) ?? { config: null, texts: "", notes: [], git: keptGit(root), kept: null, stranger: null };
    known.set(id, ground);
    return ground;
  }

  function textsOf(root: Root): string {
    return JSON.stringify([readMachineConfig(machineConfig), readRepositoryConfig(root)]);
  }

  async function configOf(project: Project): Promise<Config> {
    const ground = groundOf(project);
    const root = openRoot(project.root);
    const texts = textsOf(root);
    if (ground.config && ground.texts === texts) return ground.config;
    const { config, notes } = await loadProjectConfig(root, machineConfig, env);
    Object.assign(ground, { config, notes });
    ground.texts = texts;
    return config;
  }

  /** A folder that was made anew is another folder at first: it may be a mount that is about to go again. */
  function obstacle(project: Project): LockstepError | null {
    const ground = groundOf(project);
    try {
      const root = openRoot(project.root);
      if (root.path !== project.root) return missing(project, "a link stands in its place");
      if (root.device === project.device && root.inode === project.inode) {
        ground.stranger = null;
        return null;
      }
      return takeOver(project, ground, root);
    } catch (error) {
      if (!(error instanceof LockstepError) || isOutOfDescriptors(error)) throw error;
      return missing(project, "it is not there, or cannot be read");
    }
  }

  function takeOver(project: Project, ground: Ground, found: Root): LockstepError | null {
    const { device, inode } = found;
    const { stranger } = ground;
    if (stranger?.device !== device || stranger.inode !== inode) ground.stranger = { device, inode, since: monotonic() };
    else if (monotonic() - stranger.since >= STRANGER_MS) {
      const lack = lackOf(project, found);
      if (lack !== null) return missing(project, lack);
      const { id, root, name } = project;
      const git_common_dir = findRepository(root)?.commonDir ?? null;
      Object.assign(project, { device, inode, git_common_dir });
      ledger.write(() => ledger.documentation.identifyProject({ project_id: id, root, name, device, inode, git_common_dir }));
      ground.stranger = null;
      return null;
    }
    return missing(project, "another folder stands in its place, and is taken over if it stays");
  }

  return {
    of: (project) => ({
      obstacle: () => obstacle(project),
      indexLock: () => groundOf(project).git.known()?.indexLock() ?? null,
      gitAtWork: () => groundOf(project).git.known()?.operationInProgress() ?? false,
      async circumstances() {
        const config = await configOf(project);
        const { device, inode } = openRoot(project.root);
        // What is accepted until a day is judged anew when that day is over.
        const day = config.ignore.some(({ until }) => until !== undefined) ? isoTime(now()).slice(0, 10) : "";
        const { git, texts } = groundOf(project);
        return JSON.stringify([texts, device, inode, repositoryOf(await git.current()), excludeOf(project.root), day]);
      },
      async isUnchanged(_, { files, head }) {
        const ground = groundOf(project);
        const { config } = ground;
        if (!config) return false;
        const git = await ground.git.current();
        const root = openRoot(project.root);
        const ignore = createIgnore(root, { patterns: config.watch.ignore });
        const gitList = git && gitFileList(project.root);
        if (git && (ground.kept?.config !== config || ground.kept.git !== git)) {
          ground.kept = { config, git, listing: keptListing(root, git) };
        }
        const kept = (git && ground.kept?.listing) ?? null;
        const seen = await sweep(root, files, { ignore, gitList, kept, filesMax: config.limits.files });
        await git?.refresh();
        return !seen.root_missing && seen.changed.length + seen.removed.length === 0 && (git?.head ?? null) === head;
      },
      async openTree(_, recorded, onHeld) {
        const config = await configOf(project);
        const root = openRoot(project.root);
        const { agreed, ...kept } = recorded();
        return openWorkingTree({
          root,
          config,
          analyzer,
          vocabulary: loadVocabulary(config),
          told: () => ({
            acknowledgements: ledger.documentation.listAcknowledgements({ project_id: project.id }),
            confirmations: ledger.documentation.listConfirmations({ project_id: project.id }),
          }),
          clock: now,
          monotonic,
          recorded: { ...kept, configHash: project.config_hash },
          agreed,
          notes: groundOf(project).notes,
          historyCacheDir: null,
          sinceCacheDir: sinceCacheDir ?? null,
          historyMs: HISTORY_MS,
          onHeld,
        });
      },
    }),
    async watchPlan(project) {
      const ground = groundOf(project);
      const config = await configOf(project).catch(() => ground.config);
      const { gitDir, commonDir } = (await ground.git.current()) ?? {};
      const places = gitDir ? GIT_SIGNALS.map((name) => join(gitDir, name)) : [];
      if (commonDir) places.push(join(commonDir, SPOOL_FOLDER));
      const signals = places.filter((path) => existsSync(path));
      return { root: project.root, ...(config ?? DEFAULTS).watch, signals };
    },
    async check(root) {
      await loadProjectConfig(root, machineConfig, env);
    },
    async isReconfigured(project) {
      const { config, texts } = groundOf(project);
      const root = openRoot(project.root);
      await loadProjectConfig(root, machineConfig, env);
      return config === null || texts !== textsOf(root);
    },
    isOff: (project, job) => groundOf(project).config?.clock[job] === "off",
    forget({ id }) {
      known.delete(id);
    },
    commonDir: (root) => findRepository(root)?.commonDir ?? null,
  };
}

/** What verdicts rest on of a repository's settings and refs; HEAD and its history a pass looks at by itself. */
function repositoryOf(git: Git | null): unknown {
  if (git === null) return null;
  const { gitDir, commonDir, prefix, originUrl, defaultBranch, partial, sparse } = git;
  return [gitDir, commonDir, prefix, originUrl, defaultBranch, partial, sparse];
}

/** What the repository leaves out without a file in the tree saying so; it decides which missing paths may be made by a build. */
function excludeOf(root: string): string | null {
  const repository = findRepository(root);
  return repository && readSmallFile(repository.commonDir, "info/exclude", IGNORE_BYTES_MAX);
}

/** What a folder lacks to be the project: to take it over would be to forget what is only away. null when it may be it. */
function lackOf({ git_common_dir }: Project, found: Root): string | null {
  if (isEmpty(found.path)) return "an empty folder stands in its place, as where a disk is not mounted";
  if (git_common_dir === null || findRepository(found.path) !== null) return null;
  return "a folder without its git repository stands in its place; `lockstep projects remove` gives the project up";
}

function isEmpty(path: string): boolean {
  const folder = opendirSync(path);
  try {
    return folder.readSync() === null;
  } finally {
    folder.closeSync();
  }
}

function missing({ root }: Project, why: string): LockstepError {
  const message = `The project at ${root} is paused: root missing (${why}). It goes on when the folder is back.`;
  return new LockstepError("DIR_MISSING", message, { data: { reason: `root missing (${why})` } });
}
