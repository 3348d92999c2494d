/** Judges a commit out of git's objects: nothing is checked out, and what is now as it was then is not read again. */
import { idParts } from "../../analysis/findings.js";
import type { Confirmation } from "../../analysis/model.js";
import type { HistoryData } from "../../analysis/names/history-data.js";
import type { World } from "../../analysis/world/world.js";
import type { Git } from "../../worktree/git.js";
import { commitsSince } from "../../worktree/git-base.js";
import { LOCKSTEP_FILES } from "../../worktree/lockstep-folder.js";
import type { KeptFile } from "../kept-file.js";
import { openPast } from "../past.js";
import { ProjectModel, type ProjectOptions } from "../project.js";
import { parseConfirmations } from "../said/confirmed-file.js";
import { NOTHING_SAID } from "../said/said.js";
import type { OutlineReader, TextReaders } from "../tombstones.js";
import { readBaseFiles } from "./base-files.js";
import type { BaseFinding } from "./found.js";

export interface JudgeBaseOptions extends Pick<ProjectOptions, "root" | "config" | "analyzer" | "vocabulary" | "clock" | "now"> {
  git: Git;
  commit: string;
  /** The files as they are now. */
  files: ReadonlyMap<string, KeptFile>;
  /** The history up to HEAD. */
  history: HistoryData;
  historyMs: number;
  /** Where old versions are parsed. */
  readers: TextReaders;
  readOutline: OutlineReader;
  /** What was confirmed on this machine only. */
  confirmations: readonly Confirmation[];
  /** Text of a file as it is now; null when it is gone or cannot be read. */
  textNow(path: string): string | null;
  /** Whether lockstep leaves a path out. */
  excludes(path: string): boolean;
  /** Tells the model's world where it stands, as for the working tree. */
  settle(world: World): void;
}

/** What was reported at `commit`, by today's rules and configuration; acknowledgements and baseline do not count. */
export async function judgeBase(options: JudgeBaseOptions): Promise<BaseFinding[]> {
  const { commit, files: now, textNow, readers, readOutline } = options;
  const git = options.git.at(commit);
  try {
    const wanted = (path: string) => !options.excludes(path);
    const files = await readBaseFiles(git, commit, { now, textNow, wanted });
    const past = openPast({
      git,
      note: "",
      history: await historyAt(options),
      readers,
      readOutline,
    });
    const model = new ProjectModel({ ...options, past, source: files.source, shelf: null, onHeld: () => {} });
    past.attach(model.liveNames(), {
      files: () => model.files.values(),
      hasFile: files.has,
      hasFolder: (path) => model.world.tree.hasFolder(path),
      text: files.text,
    });
    options.settle(model.world);
    model.hear({ ...NOTHING_SAID, confirmations: [...(await sharedAt(git, commit)), ...options.confirmations] });
    model.adopt(files.same);
    await model.absorb(files.changed, []);
    await past.refresh(options.historyMs);
    model.historyMoved();
    await model.judge();
    return model.findings().map(({ path, rule, judgement }) => ({ path, parts: idParts(rule, judgement.claim) }));
  } finally {
    git.close();
  }
}

/** What the commit itself says is confirmed: what was confirmed later would make what it says now no news. */
async function sharedAt(git: Git, commit: string): Promise<Confirmation[]> {
  const text = await git.readBlob(`${commit}:${git.prefix}${LOCKSTEP_FILES.confirmations}`);
  const known = text === null ? null : parseConfirmations(text);
  return known !== null && "confirmations" in known ? known.confirmations : [];
}

/** What the history was when `commit` was HEAD; null when it must be read for itself. */
async function historyAt({ git, commit, history }: JudgeBaseOptions): Promise<HistoryData | null> {
  if (history.head === null || history.head !== git.head) return null;
  const later = await commitsSince(git, commit);
  if (later === null) return null;
  const status = { ...history.status, commits: Math.max(0, history.status.commits - later.size) };
  return { version: 1, head: commit, status, events: history.events.filter((event) => !later.has(event.commit)) };
}
