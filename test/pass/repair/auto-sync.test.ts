import { readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ledgerFixBook } from "../../../src/domains/documentation/fix-book.js";
import { undoRepair } from "../../../src/pass/repair/repair.js";
import { type Changes, type ScratchProject, scratchProject } from "../../support/project.js";
import { scratchSession } from "../../support/session.js";

const CODE = "export const volume = 1;\n".repeat(3);
const README = "# Kettle\n\n[boil](src/boil.ts)\n";
const START = { "src/boil.ts": CODE, "README.md": README };
const MOVE = { "src/boil.ts": null, "src/heat.ts": CODE };
const FIXED = README.replace("boil.ts", "heat.ts");

/** Makes a file look as if it was last written a while ago. */
function age(project: ScratchProject, path = "README.md", seconds = 60): void {
  const then = Date.now() / 1_000 - seconds;
  utimesSync(join(project.root, path), then, then);
}

const text = (project: ScratchProject, path = "README.md") => readFileSync(join(project.root, path), "utf8");
const renamed = (more: Changes = {}) => {
  const project = scratchProject({ ...START, ...more }).commit(MOVE);
  age(project);
  return project;
};

const WRITES = { LOCKSTEP_AUTO_SYNC__WRITE: "safe", LOCKSTEP_SETTLE_SECONDS: "0" };

/** Watches the project and looks once; gives what the README says then. */
async function watched(project: ScratchProject, more: Parameters<typeof scratchSession>[1] = {}) {
  const session = await scratchSession(project.root, { env: WRITES, ...more });
  await session.sweep();
  /** Looks, lets what is found settle, and looks again. */
  const lookTwice = async () => {
    age(project);
    await session.sweep();
    await session.session.whenSettled();
    await session.sweep();
  };
  return { ...session, lookTwice, text: text(project) };
}

describe("the daemon", () => {
  it("writes a safe fix by itself, notes it, and git sees an ordinary edit", async () => {
    const project = renamed();
    const { text, ledger, sweep } = await watched(project);
    expect(text).toBe(FIXED);
    const fixes = ledger.documentation.listFixes({
      root: project.root,
      path: null,
      pass: null,
      fix_id: null,
      open: true,
      limit: 9,
      offset: 0,
    });
    expect(fixes).toMatchObject([{ path: "README.md", rule: "link/missing-file", actor: "daemon", state: "applied" }]);
    const audit = ledger.operations.listAudit({ project_id: 1, limit: 5 });
    const by = { agent_id: "daemon", entity_type: "fixes" };
    expect(audit).toMatchObject([
      { ...by, method: "fixes.settle", changes: { applied: [fixes[0]?.fix_id], outcome: "done" } },
      { ...by, method: "fixes.record", changes: { planned: [fixes[0]?.fix_id] } },
    ]);
    expect(project.git("status", "--porcelain").trim()).toBe("M README.md");
    await sweep();
    expect(await project.check()).toEqual([]);
  });

  it("goes on from its own uncommitted fix", async () => {
    const project = renamed();
    const { lookTwice } = await watched(project);
    project.write({ "src/heat.ts": null, "src/warm.ts": CODE });
    project.git("add", "-A", "src");
    project.git("commit", "-q", "-m", "Move again");
    await lookTwice();
    expect(text(project)).toBe(README.replace("boil.ts", "warm.ts"));
  });
});

describe("the daemon writes nothing", () => {
  const refusing: [string, () => ScratchProject, Parameters<typeof scratchSession>[1]?][] = [
    ["unless the machine says so", () => renamed(), { env: {} }],
    ["when only the repository says so", () => renamed({ "lockstep.yaml": "auto_sync: {write: safe}\n" }), { env: {} }],
    ["into documents that the repository excludes", () => renamed({ "lockstep.yaml": 'auto_sync: {exclude: ["*.md"]}\n' })],
    ["into documents that the code goes by", () => renamed({ "lockstep.yaml": 'sync: {"*.md": docs_to_code}\n' })],
    ["into documents that never agreed with the code", () => renamed({ "lockstep.yaml": 'sync: {"*.md": bidirectional}\n' })],
    ["while git is at work", () => renamed(), { gitAtWork: () => true }],
    [
      "where HEAD is no branch",
      () => {
        const project = renamed();
        project.git("checkout", "-q", "--detach");
        return project;
      },
    ],
    [
      "when the cause is not committed",
      () => {
        const project = scratchProject(START).write(MOVE);
        age(project);
        return project;
      },
    ],
    [
      "over an edit that is not committed",
      () => {
        const project = renamed().write({ "README.md": `${README}\nmore\n` });
        age(project);
        return project;
      },
    ],
    [
      "into a document that is not tracked",
      () => {
        const project = renamed();
        project.git("rm", "-q", "--cached", "README.md");
        project.git("commit", "-q", "-m", "Untrack");
        age(project);
        return project;
      },
    ],
    [
      "into a document that was written a moment ago",
      () => {
        const project = renamed();
        age(project, "README.md", 20);
        return project;
      },
    ],
    ["where vim has it open", () => renamed().write({ ".README.md.swp": "" })],
    [
      "where Emacs has it open",
      () => {
        const project = renamed();
        symlinkSync("me@here.1", join(project.root, ".#README.md"));
        return project;
      },
    ],
    [
      "outside git",
      () => {
        const project = scratchProject({ ...START, ...MOVE }, { git: false });
        age(project);
        return project;
      },
    ],
  ];

  it.each(refusing)("%s", { timeout: 30_000 }, async (_when, make, more = {}) => {
    const project = make();
    const before = text(project);
    const { sweep } = await watched(project, more);
    await sweep();
    expect(text(project)).toBe(before);
  });

  it("of what is less sure than .95", async () => {
    const project = scratchProject({
      "package.json": '{"scripts":{"serve":"node ./server.js --all"}}',
      "README.md": "Run `npm run serve`.\n",
    });
    project.commit({ "package.json": '{"scripts":{"serves":"node ./server.js --every"}}' });
    age(project);
    expect((await watched(project)).text).toBe("Run `npm run serve`.\n");
  });

  it("again what somebody took back, while its cause stands", async () => {
    const project = renamed();
    const { ledger, lookTwice } = await watched(project);
    const book = ledgerFixBook(ledger, { actor: "test", clock: Date.now });
    expect(await undoRepair(project.root, book, { by: "last" })).toMatchObject({ undone: [{ path: "README.md" }] });
    await lookTwice();
    expect(text(project)).toBe(README);
  });

  it("to a span that was fixed twice within a day", async () => {
    const project = renamed();
    const { lookTwice } = await watched(project);
    const moves = [
      ["heat", "warm"],
      ["warm", "hot"],
    ] as const;
    for (const [from, to] of moves) {
      project.commit({ [`src/${from}.ts`]: null, [`src/${to}.ts`]: CODE });
      await lookTwice();
    }
    expect(text(project)).toBe(README.replace("boil.ts", "warm.ts"));
  });

  it("more than 20 times into a document in one pass", { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 22 }, (_, index) => `part${String.fromCharCode(97 + index)}`);
    const code = (name: string) => `export const ${name} = "${name.repeat(9)}";\n`.repeat(3);
    const all = (folder: string) => Object.fromEntries(names.map((name) => [`${folder}/${name}.ts`, code(name)]));
    const project = scratchProject({ ...all("old"), "README.md": names.map((name) => `[${name}](old/${name}.ts)\n`).join("") });
    project.commit({ old: null, ...all("new") });
    age(project);
    const { sweep } = await watched(project);
    expect(text(project).split("(new/")).toHaveLength(21);
    age(project);
    await sweep();
    expect(text(project).split("(new/")).toHaveLength(23);
  });

  it("when the document changes between judgement and writing", async () => {
    const project = renamed();
    const edited = `${README}typed meanwhile\n`;
    const takeTurn = async () => {
      writeFileSync(join(project.root, "README.md"), edited);
      age(project);
      return () => {};
    };
    await watched(project, { takeTurn });
    expect(text(project)).toBe(edited);
  });
});
