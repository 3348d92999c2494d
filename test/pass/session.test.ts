import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { HeapFull } from "../../src/pass/heap-guard.js";
import { scratchRepository } from "../support/repository.js";
import { type ScratchSession, scratchSession } from "../support/session.js";

const README = "# Kettle\n\nSee [boil](src/boil.ts).\n";
const FILES = { "README.md": README, "src/boil.ts": "export const boil = 1;\n", "package.json": '{"name":"kettle"}\n' };

const open = ({ ledger, project_id }: ScratchSession, states: ("pending" | "settled" | "resolved")[] = ["settled"]) =>
  ledger.documentation
    .listFindings({ project_id, under: "", states, limit: 100, offset: 0 })
    .map(({ finding }) => `${finding.path} ${finding.reference}`);
const documents = ({ ledger, project_id }: ScratchSession) =>
  ledger.documentation
    .listDocuments({ project_id, under: "", limit: 100, offset: 0 })
    .map(({ path, score, drift_detected }) => ({ path, score, drift_detected }));
const topics = ({ events }: ScratchSession) => events.map(({ topic }) => topic).filter((topic) => topic !== "project.progress");

describe("a session", () => {
  it("knows at once what a first index finds", async () => {
    const { root } = scratchRepository({ ...FILES, "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" });
    const scratch = await scratchSession(root);
    await scratch.sweep();
    expect(open(scratch)).toEqual(["README.md src/gone.ts"]);
    expect(documents(scratch)).toEqual([{ path: "README.md", score: expect.any(Number), drift_detected: true }]);
    expect(topics(scratch)).toEqual(["drift.found", "pass.done"]);
    expect(scratch.session.state).toEqual({ kind: "ready" });
  });

  it("writes nothing when nothing changed", async () => {
    const { root } = scratchRepository(FILES);
    const scratch = await scratchSession(root);
    await scratch.sweep();
    const { seq } = scratch.session.recorder;
    // Files written a moment ago are hashed once more: their time stamps cannot be told from those of a later write.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await scratch.sweep();
    await scratch.sweep();
    const settled = scratch.session.recorder.seq;
    await scratch.sweep();
    expect(scratch.session.recorder.seq).toBe(settled);
    expect(settled).toBeLessThanOrEqual(seq + 2);
  });

  it("lists a new finding as pending, neither scored nor told, until its document was quiet", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    const [before] = documents(scratch);
    repository.write({ "README.md": `${README}\n[away](src/away.ts)\n` });
    scratch.events.length = 0;
    scratch.session.queueFiles(["README.md"], 3);
    await scratch.work();
    expect(open(scratch, ["pending"])).toEqual(["README.md src/away.ts"]);
    expect(documents(scratch)).toEqual([before]);
    expect(topics(scratch)).toEqual(["pass.done"]);
    await scratch.session.whenSettled();
    expect(open(scratch)).toEqual(["README.md src/away.ts"]);
    expect(documents(scratch)).toEqual([{ path: "README.md", score: expect.any(Number), drift_detected: true }]);
    expect(topics(scratch)).toContain("drift.found");
  });

  it("settles nothing while git is at work", async () => {
    let atWork = false;
    const repository = scratchRepository({ ...FILES, "lockstep.yaml": "settle_seconds: 0.1\n" });
    const scratch = await scratchSession(repository.root, { gitAtWork: () => atWork });
    await scratch.sweep();
    atWork = true;
    repository.write({ "src/boil.ts": null });
    await scratch.sweep();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect([open(scratch), open(scratch, ["pending"])]).toEqual([[], ["README.md src/boil.ts"]]);
    expect(scratch.session.mustWait()).toBe(true);
    atWork = false;
    await scratch.session.whenSettled();
    expect(open(scratch)).toEqual(["README.md src/boil.ts"]);
  });

  it("goes on when git left its lock behind, says so once in the log, and in its status until it is gone", async () => {
    let now = 0;
    const repository = scratchRepository({ ...FILES, "lockstep.yaml": "settle_seconds: 0.1\n" });
    const scratch = await scratchSession(repository.root, { monotonic: () => now });
    await scratch.sweep();
    writeFileSync(`${repository.root}/.git/index.lock`, "");
    repository.write({ "src/boil.ts": null });
    expect([scratch.session.mustWait(), scratch.session.warning]).toEqual([true, null]);
    now = 10_000;
    expect([scratch.session.mustWait(), scratch.session.warning]).toEqual([false, expect.stringContaining(".git/index.lock")]);
    await scratch.sweep();
    now = 20_000;
    await scratch.session.whenSettled();
    expect(open(scratch)).toEqual(["README.md src/boil.ts"]);
    rmSync(`${repository.root}/.git/index.lock`);
    expect([scratch.session.mustWait(), scratch.session.warning]).toEqual([false, null]);
  });

  it("leaves no trace of a finding that is over before it settled", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    scratch.events.length = 0;
    repository.write({ "README.md": `${README}\n[away](src/away.ts)\n` });
    await scratch.sweep();
    repository.write({ "README.md": README });
    await scratch.sweep();
    await scratch.session.whenSettled();
    expect(open(scratch, ["pending", "settled", "resolved"])).toEqual([]);
    expect(topics(scratch).filter((topic) => topic !== "pass.done")).toEqual([]);
  });

  it("tells again what it told before only when it is new: a restart is no news", async () => {
    const { root } = scratchRepository({ ...FILES, "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" });
    const first = await scratchSession(root);
    await first.sweep();
    const second = await first.again();
    await second.sweep();
    expect(open(second)).toEqual(["README.md src/gone.ts"]);
    expect(topics(second).filter((topic) => topic !== "pass.done")).toEqual([]);
  });

  it("forgets a code file that lost its last claim while nobody looked", async () => {
    const code = "/**\n * Boils.\n * @param litre how much\n */\nexport function boil(litres: number) {\n  return litres;\n}\n";
    const repository = scratchRepository({ ...FILES, "src/boil.ts": code });
    const first = await scratchSession(repository.root);
    await first.sweep();
    expect(open(first)).toEqual(["src/boil.ts litre"]);
    await first.session.close();
    repository.write({ "src/boil.ts": code.slice(code.indexOf("export")) });
    const second = await first.again();
    await second.sweep();
    expect([open(second), documents(second).map(({ path }) => path)]).toEqual([[], ["README.md"]]);
    expect(open(second, ["resolved"])).toEqual(["src/boil.ts litre"]);
  });

  it("judges claims of code that it left in the ledger, there being very many, as if it had them", async () => {
    const tags = ["alpha", "beta", "gamma", "delta"];
    const part = (file: number) =>
      Array.from({ length: 50 }, (_, index) => {
        const named = index === 0 ? ["alpah", ...tags.slice(1)] : tags;
        const block = ["/**", ...named.map((tag) => ` * @param ${tag} one of them`), " */"].join("\n");
        return `${block}\nexport function part${file}x${index}(${tags.map((tag) => `${tag}: number`).join(", ")}) {}\n`;
      }).join("\n");
    const parts = Object.fromEntries(Array.from({ length: 140 }, (_, index) => [`src/part${index}.ts`, part(index)]));
    const repository = scratchRepository({ ...FILES, ...parts });
    const first = await scratchSession(repository.root);
    const ask = async (scratch: ScratchSession) => {
      const asked = scratch.session.afterSweep(({ model }) => {
        const shelved = [...model.files.values()].filter(({ claims }) => claims === null).length;
        const read = model.findings().map((finding) => model.keysOf(finding).length);
        return { shelved: shelved > 0, findings: read.length };
      });
      await scratch.work();
      return asked;
    };
    await first.sweep();
    expect(await ask(first)).toEqual({ shelved: true, findings: 140 });
    repository.write({ "lockstep.yaml": "rules: { 'jsdoc/*': off }\n" });
    expect(await ask(first)).toEqual({ shelved: true, findings: 0 });
    const second = await first.again();
    repository.write({ "lockstep.yaml": null });
    expect(await ask(second)).toEqual({ shelved: true, findings: 140 });
  });

  it("reads documents again, and only these, when the configuration makes another class of them", async () => {
    const repository = scratchRepository({ ...FILES, "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" });
    let read = 0;
    const scratch = await scratchSession(repository.root, { onRead: () => read++ });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await scratch.sweep();
    await scratch.sweep();
    read = 0;
    repository.write({ "lockstep.yaml": "settle_seconds: 0\n" });
    await scratch.sweep();
    expect([read, open(scratch)]).toEqual([1, ["README.md src/gone.ts"]]);
    repository.write({ "lockstep.yaml": "classes: { README.md: generated }\n" });
    await scratch.sweep();
    expect([read, open(scratch, ["pending", "settled"])]).toEqual([2, []]);
    const again = await scratch.again();
    await again.sweep();
    expect(open(again, ["pending", "settled"])).toEqual([]);
    repository.write({ "lockstep.yaml": null });
    await again.sweep();
    expect(open(again, ["pending", "settled"])).toEqual(["README.md src/gone.ts"]);
  });

  it("answers who asks with what a pass saw that began after the question", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    const asked = scratch.session.afterSweep(({ model }) => model.report("0").findings.length);
    await scratch.work();
    expect(await asked).toBe(0);
    repository.write({ "src/boil.ts": null });
    const again = scratch.session.afterSweep(({ model }) => model.report("0").findings.map(({ state }) => state));
    await scratch.work();
    expect(await again).toEqual(["settled"]);
  });

  it("believes that most of a tree is gone only when it sees it twice", async () => {
    let now = 0;
    const pages = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`docs/${index}.md`, `# Page ${index}\n`]));
    const { root } = scratchRepository({ ...FILES, ...pages });
    const scratch = await scratchSession(root, { monotonic: () => now });
    await scratch.sweep();
    rmSync(`${root}/docs`, { recursive: true });
    await scratch.sweep();
    const count = () => scratch.session.recorder.summary.files;
    expect(count()).toBe(153);
    now = 5_000;
    await scratch.work();
    expect(count()).toBe(3);
  });

  it("pauses while its root is gone, keeps everything, and takes over a folder that was made anew and stays", async () => {
    let now = 0;
    const { root } = scratchRepository(FILES);
    const scratch = await scratchSession(root, { monotonic: () => now });
    await scratch.sweep();
    const asked = vi.fn();
    renameSync(root, `${root}-away`);
    scratch.session.afterSweep(() => {}).catch(asked);
    await scratch.work();
    expect(scratch.session.state).toEqual({ kind: "paused", reason: expect.stringContaining("root missing") });
    expect(asked).toHaveBeenCalled();
    expect(scratch.ledger.documentation.summarizeProject(scratch).files).toBe(3);
    mkdirSync(root);
    writeFileSync(`${root}/new.md`, "# New\n");
    await scratch.sweep();
    expect(scratch.session.state.kind).toBe("paused");
    now = 10_000;
    await scratch.sweep();
    expect(scratch.session.state.kind).toBe("ready");
    expect(scratch.ledger.documentation.summarizeProject(scratch).files).toBe(1);
    rmSync(`${root}-away`, { recursive: true });
  });

  it.each([
    ["an empty folder", {}, null, "an empty folder stands in its place"],
    ["a folder without its repository", { "new.md": "# New\n" }, "/kettle/.git", "without its git repository"],
  ])("keeps everything while %s stands in its root's place, however long", async (_, files, git_common_dir, reason) => {
    let now = 0;
    const { root } = scratchRepository(FILES);
    const scratch = await scratchSession(root, { monotonic: () => now });
    scratch.session.project.git_common_dir = git_common_dir;
    await scratch.sweep();
    renameSync(root, `${root}-away`);
    mkdirSync(root);
    for (const [path, text] of Object.entries(files)) writeFileSync(`${root}/${path}`, text);
    for (now = 0; now <= 40_000; now += 10_000) await scratch.sweep();
    expect(scratch.session.state).toEqual({ kind: "paused", reason: expect.stringContaining(reason) });
    expect(scratch.ledger.documentation.summarizeProject(scratch).files).toBe(3);
    rmSync(root, { recursive: true });
    renameSync(`${root}-away`, root);
    await scratch.sweep();
    expect(scratch.session.state.kind).toBe("ready");
    expect(scratch.ledger.documentation.summarizeProject(scratch).files).toBe(3);
  });

  it("judges a repository that was made anew in its root's place", async () => {
    let now = 0;
    const { root } = scratchRepository(FILES);
    const scratch = await scratchSession(root, { monotonic: () => now });
    await scratch.sweep();
    renameSync(root, `${root}-away`);
    await scratch.sweep();
    cpSync(scratchRepository({ ...FILES, "README.md": "# Kettle\n\nSee [boil](src/gone.ts).\n" }).root, root, {
      recursive: true,
    });
    await scratch.sweep();
    now = 10_000;
    await scratch.sweep();
    const asked = scratch.session.afterSweep(({ model }) => model.report("0").findings.map(({ reference }) => reference));
    await scratch.work();
    expect(await asked).toEqual(["src/gone.ts"]);
    writeFileSync(`${root}/src/gone.ts`, "");
    await scratch.sweep();
    const again = scratch.session.afterSweep(({ model }) => model.report("0").findings.length);
    await scratch.work();
    expect(await again).toBe(0);
    rmSync(`${root}-away`, { recursive: true });
  });

  it("pauses, and forgets nothing, when its root goes while it is looked at", async () => {
    const { root } = scratchRepository(FILES);
    let leave = () => {};
    const scratch = await scratchSession(root, { onRead: () => leave() });
    await scratch.sweep();
    leave = () => renameSync(root, `${root}-away`);
    writeFileSync(`${root}/README.md`, "# Kettle\n");
    const asked = scratch.session.afterSweep(() => "answered");
    const refused = expect(asked).rejects.toThrow(/root missing/);
    await scratch.work();
    await refused;
    expect(scratch.session.state).toEqual({ kind: "paused", reason: expect.stringContaining("root missing") });
    expect(scratch.ledger.documentation.summarizeProject(scratch).files).toBe(3);
    rmSync(`${root}-away`, { recursive: true });
  });

  it("judges anew when a sparse checkout is made whole", async () => {
    const repository = scratchRepository({ ...FILES, "docs/steep.md": "# Steep\n", "tea/leaf.ts": "" });
    repository.commit("Link", {
      "README.md": "# Kettle\n\nSee [steep](docs/steep.md) and [gone](tea/leaf.ts).\n",
      "tea/leaf.ts": null,
    });
    repository.git("sparse-checkout", "set", "src");
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    expect(open(scratch, ["pending", "settled"])).toEqual([]);
    repository.git("sparse-checkout", "disable");
    await scratch.sweep();
    expect(open(scratch, ["pending", "settled"])).toEqual(["README.md tea/leaf.ts"]);
  });

  it("judges links to the host anew when the default branch or an included address becomes another", async () => {
    const link = "https://example.com/tea/kettle/blob/trunk/src/gone.ts";
    const repository = scratchRepository({ ...FILES, "README.md": `# Kettle\n\nSee [boil](${link}).\n` });
    const { root, git } = repository;
    git("config", "include.path", "shared");
    writeFileSync(`${root}/.git/shared`, '[remote "origin"]\n\turl = https://example.com/tea/pot.git\n');
    const scratch = await scratchSession(root);
    const findings = async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await scratch.sweep();
      return open(scratch, ["pending", "settled"]);
    };
    expect(await findings()).toEqual([]);
    git("update-ref", "refs/remotes/origin/trunk", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    expect(await findings()).toEqual([]);
    writeFileSync(`${root}/.git/shared`, '[remote "origin"]\n\turl = https://github.com/tea/kettle.git\n');
    expect(await findings()).toEqual([]);
    repository.write({ "README.md": `# Kettle\n\nSee [boil](${link.replace("example.com", "github.com")}).\n` });
    expect(await findings()).toEqual([`README.md ${link.replace("example.com", "github.com")}`]);
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/steep");
    git("update-ref", "refs/remotes/origin/steep", "HEAD");
    expect(await findings()).toEqual([]);
  });

  it("goes on with the configuration before when a new one is refused", async () => {
    const repository = scratchRepository({ ...FILES, "lockstep.yaml": "rules: { 'link/*': off }\n" });
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    repository.write({ "lockstep.yaml": "ruels: {}\n", "src/boil.ts": null });
    const asked = scratch.session.afterSweep(() => {});
    const refused = expect(asked).rejects.toThrow(/`ruels`/);
    await scratch.work();
    await refused;
    expect([open(scratch, ["pending", "settled"]), scratch.session.state.kind]).toEqual([[], "paused"]);
    repository.write({ "lockstep.yaml": "settle_seconds: 0\n" });
    await scratch.sweep();
    await scratch.session.whenSettled();
    expect([open(scratch), scratch.session.state.kind]).toEqual([["README.md src/boil.ts"], "ready"]);
  });

  it("records what hundreds of edits mean in one transaction, but a first index piece by piece", async () => {
    const pages = (target: string) =>
      Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [`docs/${index}.md`, `# Page ${index}\n\n[it](../src/${target}.ts)\n`]),
      );
    const repository = scratchRepository({ ...FILES, ...pages("boil") });
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    expect(scratch.session.recorder.seq).toBeGreaterThan(2);
    const { seq } = scratch.session.recorder;
    repository.write(pages("gone"));
    await scratch.sweep();
    expect(scratch.session.recorder.seq).toBe(seq + 1);
    expect(open(scratch, ["pending"])).toHaveLength(100);
  });

  it("pauses a project after ten failed passes in a row, says why, and tries again after a minute or when somebody asks", async () => {
    let now = 0;
    let isBroken = true;
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root, {
      monotonic: () => now,
      onRead() {
        if (isBroken) throw new Error("the engine broke");
      },
    });
    const { session, ledger, project_id } = scratch;
    const fails = async () => {
      await expect(scratch.sweep()).rejects.toThrow("the engine broke");
      const ids = ledger.db.prepare<[], number>("SELECT id FROM Queue WHERE status = 'in_progress'").pluck().all();
      ledger.write(() => ledger.inbox.release({ project_id, ids, now: new Date().toISOString() }));
    };
    for (let pass = 1; pass < 10; pass++) await fails();
    expect([session.state.kind, session.mustWait()]).toEqual(["indexing", false]);
    await fails();
    expect(session.state).toEqual({ kind: "paused", reason: "10 passes in a row failed: the engine broke" });
    expect(ledger.documentation.getProject({ project_id })).toMatchObject({ state: "paused" });
    expect(session.mustWait()).toBe(true);
    now = 59_999;
    expect(session.mustWait()).toBe(true);
    const asked = expect(session.afterSweep(() => {})).rejects.toThrow("the engine broke");
    expect(session.mustWait()).toBe(false);
    await fails();
    await asked;
    expect(session.mustWait()).toBe(true);
    now = 120_000;
    expect(session.mustWait()).toBe(false);
    isBroken = false;
    await scratch.sweep();
    expect([session.state.kind, session.mustWait()]).toEqual(["ready", false]);
  });

  it("neither pauses for a full disk nor takes for recorded what was rolled back", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    const { documentation } = scratch.ledger;
    const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    const record = vi.spyOn(documentation, "recordPass").mockImplementation(() => {
      throw full;
    });
    for (let pass = 0; pass < 12; pass++) await expect(scratch.sweep()).rejects.toBe(full);
    record.mockRestore();
    expect(scratch.session.state).toEqual({ kind: "indexing" });
    scratch.session.queueSweep(5);
    const add = vi.spyOn(scratch.ledger.inbox, "addAll").mockImplementationOnce(() => {
      throw full;
    });
    await expect(scratch.work()).rejects.toBe(full);
    add.mockRestore();
    expect(scratch.session.project.config_hash).toBeNull();
    await scratch.sweep();
    expect(documentation.getProject(scratch).config_hash).toBe(scratch.session.project.config_hash);
    expect(scratch.session.project.config_hash).not.toBeNull();
  });

  it("pauses a project that does not fit into memory, says what to do, and tries again when its configuration changes", async () => {
    let now = 0;
    let checks = 0;
    const check = (files: number) => {
      checks++;
      if (files > 100) throw new HeapFull("full");
    };
    const pages = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`docs/${index}.md`, `# Page ${index}\n`]));
    const repository = scratchRepository({ ...FILES, ...pages });
    const heap = { begin: () => ({ check, end: () => {} }) };
    const scratch = await scratchSession(repository.root, { heap, monotonic: () => now });
    const ask = async () => {
      const asked = scratch.session.afterSweep(({ model }) => model.report("0").documents.length).catch((error) => error.message);
      await scratch.work();
      return asked;
    };
    expect(await ask()).toMatch(/docs\/ with \d+ files.*`watch.ignore`.*`limits.rss`/);
    expect(scratch.session.state).toEqual({ kind: "paused", reason: expect.stringContaining("needs more memory") });
    const before = checks;
    expect(await ask()).toContain("needs more memory");
    expect(checks).toBe(before);
    now = 3_600_000;
    expect(await ask()).toContain("needs more memory");
    expect(checks).toBeGreaterThan(before);
    repository.write({ "lockstep.yaml": "watch: { ignore: [docs/] }\n" });
    expect(await ask()).toBe(1);
    expect(scratch.session.state.kind).toBe("ready");
  });

  it("gives its memory back after ten idle minutes, and takes it up again when something changes or somebody asks", async () => {
    let now = 0;
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root, { monotonic: () => now });
    const opened = vi.spyOn(scratch.ledger.documentation, "loadFiles");
    await new Promise((resolve) => setTimeout(resolve, 100));
    await scratch.sweep();
    await scratch.sweep();
    expect(opened).toHaveBeenCalledTimes(1);
    now = 601_000;
    await scratch.session.rest();
    await scratch.sweep();
    expect(opened).toHaveBeenCalledTimes(1);
    repository.write({ "src/boil.ts": null });
    await scratch.sweep();
    expect(opened).toHaveBeenCalledTimes(2);
    expect(open(scratch, ["pending"])).toEqual(["README.md src/boil.ts"]);
  });

  it("reads a file that a daemon died of by itself, and no other with it", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    repository.write({ "docs/a.md": "[gone](gone.md)\n", "docs/b.md": "[gone](gone.md)\n", "docs/c.md": "# C\n" });
    scratch.session.queueFiles(["docs/a.md", "docs/b.md"], 3);
    scratch.crash();
    const files = () => scratch.ledger.documentation.summarizeProject(scratch).files;
    await scratch.work();
    expect([files(), open(scratch, ["pending"])]).toEqual([4, ["docs/a.md gone.md"]]);
    await scratch.work();
    expect(files()).toBe(5);
    await scratch.sweep();
    expect(files()).toBe(6);
  });

  it("poisons a file that two daemons died of while it was all they read, until it changes or another parser reads it", async () => {
    const bomb = "[gone](gone.md)\n";
    const repository = scratchRepository({ ...FILES, "docs/bomb.md": bomb });
    const first = await scratchSession(repository.root);
    await first.sweep();
    const state = (scratch: ScratchSession) => {
      const { poisoned_paths } = scratch.ledger.documentation.summarizeProject(scratch);
      return [poisoned_paths, open(scratch, ["pending", "settled"])];
    };
    expect(state(first)).toEqual([[], ["docs/bomb.md gone.md"]]);
    repository.write({ "docs/bomb.md": `${bomb}\n[away](away.md)\n` });
    await new Promise((resolve) => setTimeout(resolve, 60));
    first.session.queueFiles(["docs/bomb.md"], 3);
    first.crash();
    first.crash();
    await first.work();
    expect(state(first)).toEqual([["docs/bomb.md"], []]);
    const asked = first.session.afterSweep(({ model }) => model.skipped());
    await first.work();
    const skipped = await asked;
    expect(skipped).toEqual([{ path: "docs/bomb.md", reason: expect.stringMatching(/^poisoned: the daemon ended twice/) }]);
    const second = await first.again();
    await second.sweep();
    expect(state(second)).toEqual([["docs/bomb.md"], []]);
    repository.write({ "docs/bomb.md": bomb });
    await second.sweep();
    expect(state(second)).toEqual([[], ["docs/bomb.md gone.md"]]);
  });

  it("tries a file again that was changed after daemons died of it", async () => {
    const repository = scratchRepository(FILES);
    const scratch = await scratchSession(repository.root);
    await scratch.sweep();
    repository.write({ "docs/bomb.md": "# Bomb\n" });
    scratch.session.queueFiles(["docs/bomb.md"], 3);
    scratch.crash();
    scratch.crash();
    await new Promise((resolve) => setTimeout(resolve, 60));
    repository.write({ "docs/bomb.md": "[gone](gone.md)\n" });
    await scratch.work();
    expect(open(scratch, ["pending"])).toEqual(["docs/bomb.md gone.md"]);
  });

  it("reads the files of a sweep that a daemon died of a few at a time, and loses none", async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`docs/${index}.md`, `# Page ${index}\n\n[it](../src/gone.ts)\n`]),
    );
    const repository = scratchRepository({ ...FILES, ...pages });
    const scratch = await scratchSession(repository.root);
    scratch.session.queueSweep(5);
    scratch.crash();
    const asked = scratch.session.afterSweep(({ model }) => model.report("0").findings.length);
    const seen: [number, string][] = [];
    while (scratch.ledger.inbox.depth(scratch).pending > 0) {
      await scratch.work();
      seen.push([scratch.ledger.documentation.summarizeProject(scratch).files, scratch.session.state.kind]);
    }
    const steps = [0, 64, 64, 128, 128, 153].map((files) => [files, "indexing"]);
    expect(seen).toEqual([...steps, [153, "ready"]]);
    expect(await asked).toBe(150);
    expect(open(scratch)).toHaveLength(100);
    expect(scratch.ledger.inbox.hasSuspects(scratch)).toBe(false);
  });

  it("still knows how much was skipped when its memory was given back", async () => {
    let now = 0;
    const repository = scratchRepository({ ...FILES, "lockstep.yaml": "auto_sync: { write: safe }\n", "docs/nul.md": "a\0b\n" });
    const scratch = await scratchSession(repository.root, { monotonic: () => now });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await scratch.sweep();
    await scratch.sweep();
    expect(scratch.session.skipped).toBe(2);
    now = 601_000;
    await scratch.session.rest();
    expect(scratch.session.skipped).toBe(2);
    await scratch.sweep();
    expect(scratch.session.skipped).toBe(2);
  });
});
