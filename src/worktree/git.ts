/** The git repository around a project, asked through plumbing only. Nothing here throws: what git cannot tell is null. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readBlame, readVersions } from "./git-blame.js";
import { type BlobReader, createBlobReader } from "./git-blobs.js";
import { type CommitPair, createDiffReader, type DiffReader } from "./git-diffs.js";
import { type GitOutcome, runGit, streamGit } from "./git-process.js";
import { readTouches, type Touches } from "./git-touches.js";
import { isObjectId, readHeadFiles } from "./head.js";
import type { RawEntry } from "./raw-diff.js";

export interface TreeFile {
  mode: string;
  blob: string;
}

export interface Git {
  readonly root: string;
  /** Commit that is checked out; null before the first one. */
  readonly head: string | null;
  /** The git directory of this working tree, and the one that all of its working trees share. */
  readonly gitDir: string;
  readonly commonDir: string;
  /** Path of the project below the top of the working tree, with `/` at its end; empty at the top. */
  readonly prefix: string;
  /** The clone holds only the newest commits. */
  readonly shallow: boolean;
  /** The clone holds not every blob (`--filter`). */
  readonly partial: boolean;
  /** Not every tracked file is in the working tree, on purpose. */
  readonly sparse: boolean;
  /** Address of `origin` without user name and password. */
  readonly originUrl: string | null;
  readonly defaultBranch: string | null;
  /** Whether another commit than `head` was checked out when something was read off the working tree since the last `refresh`. */
  readonly wasElsewhere: boolean;
  /** Reads `head` and `shallow` again. */
  refresh(): Promise<void>;
  /** Path → blob id of every file of HEAD below the project. */
  headTree(): Promise<Map<string, string>>;
  /** Text of `commit:path` or of a blob id; null when it is missing, over 1 MiB, or not UTF-8. */
  readBlob(spec: string): Promise<string | null>;
  /** What each commit changed against the given parent, renames found; commits that cannot be read are left out. */
  changesOf(pairs: readonly CommitPair[]): Promise<Map<string, RawEntry[]>>;
  /** The commit that last changed each line of the file at `path` as it is on disk, white space aside; null for lines not committed. */
  blame(path: string): Promise<(string | null)[]>;
  /** Commits up to HEAD that changed one of `paths`, newest first, `most` at most. */
  versionsOf(paths: readonly string[], most: number): Promise<DatedCommit[]>;
  /** The newest `most` commits of the first-parent line, and which files they touched. */
  touches(most: number): Promise<Touches>;
  /** The same repository as it was with `commit` checked out and nothing else in the working tree. */
  at(commit: string): Git;
  /** Path → mode and blob id of every file of a commit below the project; links are files of the mode `120000`. */
  filesOf(commit: string): Promise<Map<string, TreeFile>>;
  /** Whether `a` is `b` or an ancestor of it. */
  isAncestor(a: string, b: string): Promise<boolean>;
  /** Whether a merge, rebase, pick, revert or bisection waits, or git holds its index. Looks at a few files, asks no git. */
  operationInProgress(): boolean;
  /** The lock that git holds its index with, and whether nothing else is under way; null when there is none. */
  indexLock(): { path: string; alone: boolean } | null;
  /** Runs plumbing in the project's folder. `onData` gets the output piece by piece and may end the run with false. */
  stream(args: readonly string[], timeoutMs: number, onData: (chunk: Buffer) => boolean): Promise<GitOutcome>;
  /** Ends the children that stay open. */
  close(): void;
}

export interface DatedCommit {
  id: string;
  /** When it was committed, UTC. */
  date: string;
}

const INDEX_LOCK = "index.lock";
const OPERATION_MARKS = ["rebase-merge", "rebase-apply", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG"] as const;

/** Opens the repository around `root`; null when there is none that can be read. `onNote` is told why, in one sentence for people. */
export async function openGit(root: string, onNote: (note: string) => void = () => {}): Promise<Git | null> {
  const asked = ["rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--git-common-dir", "--show-prefix"];
  const [found, settings, defaultBranch, head] = await Promise.all([
    runGit(root, asked),
    readSettings(root),
    findDefaultBranch(root),
    readHead(root),
  ]);
  if (found.end !== "done") {
    const note = await explain(root, found);
    if (note !== null) onNote(note);
    return null;
  }
  const [inside, gitDir, commonDir, prefix, ...rest] = found.stdout.toString("utf8").split("\n");
  if (inside !== "true" || gitDir === undefined || commonDir === undefined || prefix === undefined || rest.length > 1) {
    onNote(inside === "true" ? "The path of the repository holds a line break" : "The folder is no working tree of git");
    return null;
  }
  const place = { root, gitDir, commonDir: resolve(root, commonDir), prefix };
  if (prefix !== "" && (await isIgnoredFolder(root))) {
    onNote("The folder is ignored by the git repository around it, so it is read without history");
    return null;
  }
  return createGit({ ...place, ...settings, defaultBranch }, head);
}

/** Why git would not open a repository; null when there simply is none. */
async function explain(root: string, { end, stderr }: GitOutcome): Promise<string | null> {
  if (end === "missing") return "git is not installed, so nothing is verified by history";
  if (end === "timeout") return "git did not answer within 30 seconds";
  if (stderr.includes("dubious ownership") || stderr.includes("unsafe repository")) {
    return (
      "git refuses the repository because another user owns it; to allow it: git config --global --add safe.directory " +
      JSON.stringify(root)
    );
  }
  if (stderr.includes("not a git repository")) {
    return existsSync(join(root, ".git")) ? "The folder .git is no repository that git can read" : null;
  }
  const version = await runGit(root, ["version"]);
  const message = (stderr.split("\n")[0] ?? "").replace(/^fatal: /, "").slice(0, 200);
  return `${version.stdout.toString("utf8").trim() || "git"} cannot read the repository: ${message}`;
}

/** A folder that HEAD does not hold and the repository around it ignores: unpacked there, not part of it. */
async function isIgnoredFolder(root: string): Promise<boolean> {
  const ignored = await runGit(root, ["check-ignore", "-q", "."]);
  if (ignored.status !== 0) return false;
  const tracked = await runGit(root, ["ls-files", "-z", "--cached", "--", "."]);
  return tracked.end === "done" && tracked.stdout.length === 0;
}

async function readSettings(root: string): Promise<{ originUrl: string | null; partial: boolean; sparse: boolean }> {
  const pattern = "^(remote\\..*\\.(url|promisor)|extensions\\.partialclone|core\\.sparsecheckout)$";
  const found = await runGit(root, ["config", "-z", "--get-regexp", pattern]);
  const settings = { originUrl: null as string | null, partial: false, sparse: false };
  for (const entry of found.stdout.toString("utf8").split("\0")) {
    const [key = "", value = "true"] = entry.split("\n");
    if (key === "remote.origin.url") settings.originUrl ??= withoutSecrets(value);
    else if (key === "core.sparsecheckout") settings.sparse = value === "true";
    else if (key === "extensions.partialclone" || (key.endsWith(".promisor") && value === "true")) settings.partial = true;
  }
  return settings;
}

/** `https://user:token@host/x` → `https://host/x`; the user of an ssh address stays. */
function withoutSecrets(address: string): string {
  const scheme = address.indexOf("://");
  if (scheme === -1 || !address.startsWith("http")) return address;
  const start = scheme + 3;
  const slash = address.indexOf("/", start);
  const at = address.lastIndexOf("@", slash === -1 ? address.length : slash);
  return at < start ? address : address.slice(0, start) + address.slice(at + 1);
}

/** What `origin` calls its default branch; else the one of main and master that there is. */
async function findDefaultBranch(root: string): Promise<string | null> {
  const refs = [
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
  ];
  const found = await runGit(root, ["for-each-ref", "--format=%(refname) %(symref)", ...refs]);
  const lines = found.stdout.toString("utf8").split("\n");
  const remoteHead = lines.find((line) => line.startsWith("refs/remotes/origin/HEAD "))?.split(" ")[1];
  if (remoteHead?.startsWith("refs/remotes/origin/")) return remoteHead.slice("refs/remotes/origin/".length);
  for (const place of ["refs/remotes/origin/", "refs/heads/"]) {
    const names = ["main", "master"].filter((name) => lines.some((line) => line.startsWith(`${place}${name} `)));
    if (names.length === 1) return names[0] as string;
  }
  return null;
}

async function readHead(root: string): Promise<string | null> {
  const found = await runGit(root, ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]);
  const id = found.stdout.toString("latin1").trim();
  return found.end === "done" && isObjectId(id) ? id : null;
}

type Place = Pick<Git, "root" | "gitDir" | "commonDir" | "prefix" | "originUrl" | "defaultBranch" | "partial" | "sparse">;

function createGit(place: Place, firstHead: string | null): Git {
  const { root, gitDir, commonDir } = place;
  const isShallow = () => existsSync(join(commonDir, "shallow"));
  let head = firstHead;
  let shallow = isShallow();
  let elsewhere = false;
  let blobs: BlobReader | null = null;
  let diffs: DiffReader | null = null;
  return {
    ...place,
    get head() {
      return head;
    },
    get shallow() {
      return shallow;
    },
    get wasElsewhere() {
      return elsewhere;
    },
    async refresh() {
      elsewhere = false;
      // git has vouched for the commit before; another one it must look at.
      if (head === null || readHeadFiles(place) !== head) head = await readHead(root);
      shallow = isShallow();
    },
    headTree: async () => {
      const files = head === null ? new Map<string, TreeFile>() : await readTree(root, head);
      return new Map([...files].map(([path, { blob }]) => [path, blob]));
    },
    at(commit) {
      const blame = (path: string) => readBlame(root, path, commit);
      const versionsOf = (paths: readonly string[], most: number) => readVersions(root, paths, most, commit);
      return { ...createGit(place, commit), blame, versionsOf, refresh: async () => {} };
    },
    filesOf: (commit) => (isObjectId(commit) ? readTree(root, commit) : Promise.resolve(new Map())),
    readBlob(spec) {
      blobs ??= createBlobReader(root);
      return blobs.read(spec);
    },
    changesOf(pairs) {
      diffs ??= createDiffReader(root);
      return diffs.read(pairs);
    },
    async blame(path) {
      const lines = await readBlame(root, path);
      // Where the files do not tell, git would have to be asked each time.
      const now = readHeadFiles(place);
      elsewhere ||= now !== null && now !== head;
      return lines;
    },
    versionsOf: (paths, most) => readVersions(root, paths, most, head ?? "HEAD"),
    touches: (most) => readTouches(root, head ?? "HEAD", most),
    async isAncestor(a, b) {
      if (!isObjectId(a) || !isObjectId(b)) return false;
      return (await runGit(root, ["merge-base", "--is-ancestor", a, b])).status === 0;
    },
    operationInProgress: () => [INDEX_LOCK, ...OPERATION_MARKS].some((mark) => existsSync(join(gitDir, mark))),
    indexLock() {
      const path = join(gitDir, INDEX_LOCK);
      return existsSync(path) ? { path, alone: !OPERATION_MARKS.some((mark) => existsSync(join(gitDir, mark))) } : null;
    },
    stream: (args, timeoutMs, onData) => streamGit({ cwd: root, args, timeoutMs, onData }),
    close() {
      blobs?.close();
      blobs = null;
      diffs?.close();
      diffs = null;
    },
  };
}

async function readTree(root: string, commit: string): Promise<Map<string, TreeFile>> {
  const tree = new Map<string, TreeFile>();
  const listed = await runGit(root, ["ls-tree", "-r", "-z", commit]);
  if (listed.end !== "done") return tree;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0; start < listed.stdout.length; ) {
    const end = listed.stdout.indexOf(0, start);
    if (end === -1) break;
    const tab = listed.stdout.indexOf(9, start);
    const [mode = "", type, id] = listed.stdout.toString("latin1", start, tab).split(" ");
    if (type === "blob" && id !== undefined && tab < end) {
      try {
        tree.set(decoder.decode(listed.stdout.subarray(tab + 1, end)), { mode, blob: id });
      } catch {
        // A name that is no UTF-8: no text can speak of it.
      }
    }
    start = end + 1;
  }
  return tree;
}
