import { beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../src/domains/ledger.js";
import { type CommitOptions, commitPass, type Learned } from "../../src/pass/commit.js";
import type { FileRecord } from "../../src/pass/project.js";
import { addProject, codeFile, scratchLedger, time } from "../support/ledger.js";

let ledger: Ledger;
let project_id: number;
beforeEach(async () => {
  ledger = await scratchLedger();
  project_id = addProject(ledger);
});

const options = (more: Partial<CommitOptions> = {}): CommitOptions => ({
  ledger,
  project_id,
  instance: "me",
  now: time(0),
  parser_version: 1,
  state: "ready",
  figures: {},
  isPending: () => false,
  also: () => {},
  ...more,
});
const learned = (changed: FileRecord[]): Learned => ({
  changed,
  removed: [],
  documents: [],
  removed_documents: [],
  history: null,
});
const file = (path: string): FileRecord => codeFile(path, ["one"]);
const stored = () =>
  [...ledger.documentation.loadFiles({ project_id, parser_version: 1, without: [], claims_of_code: 0 })]
    .map(({ path, problem }) => [path, problem?.reason ?? "ok"])
    .sort();

describe("committing a pass", () => {
  it("writes everything in one step of the sequence", () => {
    expect(commitPass(learned([file("a.ts"), file("b.ts")]), options()).seq).toBe(1);
    expect(stored()).toEqual([
      ["a.ts", "ok"],
      ["b.ts", "ok"],
    ]);
  });

  it("records a file that cannot be written as poisoned, and all others as they are", () => {
    // What JSON cannot hold is what no column takes.
    const bad = file("bad.ts");
    const facts = [
      {
        kind: "declaration",
        name: "loop",
        get value() {
          throw new Error("not to be written");
        },
      },
    ];
    const changed = [
      file("a.ts"),
      file("b.ts"),
      { ...bad, analysis: { ...(bad.analysis as object), facts } } as unknown as FileRecord,
      file("c.ts"),
    ];
    let finished = 0;
    commitPass(learned(changed), options({ also: () => finished++ }));
    expect(stored()).toEqual([
      ["a.ts", "ok"],
      ["b.ts", "ok"],
      ["bad.ts", "poisoned"],
      ["c.ts", "ok"],
    ]);
    expect(finished).toBe(1);
  });

  it("leaves nothing of a pass when the machine is in trouble, and does not blame a file", () => {
    const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    const also = () => {
      throw full;
    };
    expect(() => commitPass(learned([file("a.ts")]), options({ also }))).toThrow(full);
    expect(stored()).toEqual([]);
    expect(ledger.documentation.getProject({ project_id }).seq).toBe(0);
  });
});
