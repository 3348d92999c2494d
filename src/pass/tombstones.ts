/**
 * Answers what judging asks of history. What git objects say never changes and is remembered; what lives now is looked at anew
 * each time, so that no answer outlives the tree it was given for.
 */
import type { EntryTombstone, FileTombstone, InnerTombstone, Question, SymbolTombstone } from "../analysis/names/history-view.js";
import type { InnerKind } from "../analysis/names/inner.js";
import type { NameIndex } from "../analysis/names/name-index.js";
import { type AnswerTo, filesOf, type Reading } from "../analysis/names/readings.js";
import type { Git } from "../worktree/git.js";
import { type Answers, questionKey } from "./history-view.js";
import { entryTombstones } from "./tombstones/entries.js";
import { fileTombstones } from "./tombstones/files.js";
import { heldTexts } from "./tombstones/held.js";
import { innerTombstones } from "./tombstones/inner.js";
import { type FindMember, type LiveMembers, memberTombstones } from "./tombstones/members.js";
import { type BindingReader, bindingsHere, fileReadings, type OutlineReader, outlineHere } from "./tombstones/readings.js";
import { blobSides, codeFiles, commitChanges, readFactsHere, readShapesHere, type TextReaders } from "./tombstones/sides.js";
import { type LiveNames as LiveSymbols, symbolTombstones } from "./tombstones/symbols.js";
import { compareWithHead, type WorkingChanges, type WorkingTree } from "./tombstones/working.js";

export type { OutlineReader } from "./tombstones/readings.js";
export type { TextReaders } from "./tombstones/sides.js";
export type { WorkingTree } from "./tombstones/working.js";

/** What lives in the code now. */
export type LiveNames = LiveSymbols & LiveMembers;

export interface TombstoneOptions {
  /** null answers every question with null. */
  git: Git | null;
  index: NameIndex;
  live: LiveNames;
  working: WorkingTree;
  /** Where old versions are parsed; in this thread when left out. */
  readers?: TextReaders;
  /** The same for outlines. */
  readOutline?: OutlineReader;
  /** The same for the bindings of documents. */
  readBindings?: BindingReader;
}

export interface Tombstones {
  /** A file or folder that is gone. */
  file(path: string): Promise<FileTombstone | null>;
  /** A name that no module declares any more. */
  symbol(name: string): Promise<SymbolTombstone | null>;
  /** A member that a type, or with null every type, has no more. */
  member: FindMember;
  /** A key, option or variable that no code declares or reads any more. */
  inner(kind: InnerKind, name: string): Promise<InnerTombstone | null>;
  script(manifest: string, name: string): Promise<EntryTombstone | null>;
  bin(manifest: string, name: string): Promise<EntryTombstone | null>;
  /** Text of the document, or of the file it was renamed from, at the parent of `commit`; in HEAD for null. */
  heldText(document: string, commit: string | null): Promise<string | null>;
  /** A piece of a file, as it is or was. */
  read<R extends Reading>(reading: R): Promise<AnswerTo<R>>;
  /** Answers all `questions` into `answers`. */
  answer(questions: readonly Question[], answers: Answers): Promise<void>;
  /** A file of the working tree changed, came or went. */
  forgetFile(): void;
  /** HEAD moved, and `index` tells its history. */
  moveTo(index: NameIndex): void;
}

/** Questions that wait for git at the same time. */
const PARALLEL = 32;
/** Questions answered before the event loop gets a turn: many need no git. */
const ANSWER_BATCH = 256;

export function createTombstones(options: TombstoneOptions): Tombstones {
  const { git, working, readOutline = outlineHere, readBindings = bindingsHere } = options;
  const { read, forget } = fileReadings({
    git,
    working,
    readOutline,
    readBindings,
    formerPaths: (path) => index.formerPaths(path),
  });
  let { index } = options;
  const answers = git === null ? NOTHING : withGit(git, options);
  const answering = { ...answers, read };
  return {
    ...answering,
    moveTo(moved) {
      index = moved;
      forget();
      answers.moveTo(moved);
    },
    forgetFile() {
      forget();
      answers.forgetFile();
    },
    async answer(questions, answers) {
      let next = 0;
      const work = async () => {
        while (next < questions.length) {
          const at = next++;
          await answerOne(questions[at] as Question, answers, answering);
          if (at % ANSWER_BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
        }
      };
      await Promise.all(Array.from({ length: Math.min(PARALLEL, questions.length) }, work));
    },
  };
}

async function answerOne(question: Question, answers: Answers, from: Omit<Tombstones, "answer">): Promise<void> {
  const key = questionKey(question);
  if (question.ask === "file") answers.files.set(key, await from.file(question.path));
  else if (question.ask === "symbol") answers.symbols.set(key, await from.symbol(question.name));
  else if (question.ask === "member") answers.members.set(key, await from.member(question.owner, question.name));
  else if (question.ask === "inner") answers.inner.set(key, await from.inner(question.kind, question.name));
  else if (question.ask === "script") answers.scripts.set(key, await from.script(question.manifest, question.name));
  else if (question.ask === "bin") answers.bins.set(key, await from.bin(question.manifest, question.name));
  else if (question.ask === "held") answers.held.set(key, await from.heldText(question.document, question.commit));
  else answers.readings.set(key, { files: filesOf(question), answer: await from.read(question) });
}

const NOTHING: Omit<Tombstones, "answer" | "read"> = {
  file: async () => null,
  symbol: async () => null,
  member: async () => null,
  inner: async () => null,
  script: async () => null,
  bin: async () => null,
  heldText: async () => null,
  forgetFile: () => {},
  moveTo: () => {},
};

const READ_HERE: TextReaders = { shapes: readShapesHere, facts: readFactsHere };

function withGit(git: Git, { live, working: tree, index: firstIndex, readers = READ_HERE }: TombstoneOptions) {
  const side = blobSides(git, readers);
  const changes = commitChanges(git);
  let current = firstIndex;
  let compared: Promise<WorkingChanges> | null = null;
  const index = () => current;
  const working = () => {
    if (compared === null) {
      const comparing = compareWithHead(git, tree, { side, ...readers });
      compared = comparing;
      // A failure is told to whoever asked; the next question tries again.
      comparing.catch(() => {
        if (compared === comparing) compared = null;
      });
    }
    return compared;
  };
  const exists = (path: string) => tree.hasFile(path) || tree.hasFolder(path);

  const files = fileTombstones({ git, index, changes, working, exists });
  const changedCode = async (commit: string | null, parent: string | null) => {
    if (commit === null) return (await working()).code;
    return parent === null ? [] : codeFiles((await changes.entries(commit, parent)) ?? [], side);
  };
  const symbol = symbolTombstones({
    index,
    live,
    changedCode,
    lostInWorkingTree: async () => (await working()).lost,
    pathNow: files.pathNow,
  });
  const member = memberTombstones({
    index,
    live,
    changedCode,
    lostInWorkingTree: async () => (await working()).lostMembers,
  });
  const inner = innerTombstones({ index, lives: live.holds, changedCode });
  const entry = entryTombstones({
    git,
    index,
    headBlob: async (path) => (await working()).head.get(path),
    workingText: (path) => tree.text(path),
  });
  return {
    file: files.find,
    symbol,
    member,
    inner,
    script: (manifest: string, name: string) => entry("scripts", manifest, name),
    bin: (manifest: string, name: string) => entry("bins", manifest, name),
    heldText: heldTexts({ git, index, working }),
    forgetFile() {
      compared = null;
    },
    moveTo(moved: NameIndex) {
      current = moved;
      compared = null;
    },
  };
}
