import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { type Host, runMethod } from "../../src/domains/call.js";
import { type Ledger, openReader } from "../../src/domains/ledger.js";
import { method, writingMethod } from "../../src/domains/method.js";
import { addProject, NOON, pass, scratchLedger, time } from "../support/ledger.js";

const unasked = () => Promise.reject(new Error("nothing here asks the engine"));
const actor = { actor: "ada" };

/** A ledger with one project, as a daemon answers from it: one connection that writes, one that cannot. */
async function host(more: Partial<Host> = {}): Promise<{ host: Host; ledger: Ledger; project_id: number }> {
  const ledger = await scratchLedger();
  const project_id = addProject(ledger);
  const reader = openReader(ledger.path);
  onTestFinished(() => reader.close());
  const projects = { check: unasked, explain: unasked, bindings: unasked };
  const parts: Host = { reader, writer: ledger, instance: "feed", projects, daemon: null, clock: () => NOON + 60_000, ...more };
  return { host: parts, ledger, project_id };
}

const look = method({
  name: "test.look",
  summary: "Look",
  writes: false,
  params: z.object({ root: z.string().nullable().default(null) }),
  result: z.object({ seen: z.literal(true) }),
  run: () => ({ seen: true as const }),
});

const scribble = method({
  name: "test.scribble",
  summary: "Write where nothing may be written",
  writes: false,
  params: z.object({}),
  result: z.object({}),
  run: ({ ledger }) => {
    ledger?.documentation.setProjectState({ project_id: 1, state: "ready", reason: "scribbled" });
    return {};
  },
});

const rename = writingMethod({
  name: "test.rename",
  summary: "Say why a project is as it is",
  writes: true,
  params: z.object({ reason: z.string() }),
  result: z.object({ by: z.string() }),
  tell: ({ ledger, actor: by }, { reason }) => {
    ledger.documentation.setProjectState({ project_id: 1, state: "ready", reason });
    if (reason === "no") throw new Error("not so");
    const target = { project_id: 1, entity_type: "project", entity_id: "1", action: "update" as const };
    return { answer: { by }, audit: { ...target, changed: reason !== "same", changes: { reason } } };
  },
});

const reasonIn = (ledger: Ledger) => ledger.documentation.getProject({ project_id: 1 }).state_reason;
const auditIn = (ledger: Ledger) => ledger.operations.listAudit({ project_id: 1, limit: 9 });

describe("a call", () => {
  it("answers with the state of its project, or of all of them", async () => {
    const { host: parts, ledger, project_id } = await host();
    const other = addProject(ledger, "/teapot");
    for (const now of [time(1), time(2)]) ledger.write(() => ledger.documentation.recordPass(pass(project_id, { now })));
    ledger.write(() => ledger.documentation.recordPass(pass(other, { now: time(9) })));
    const answer = (root: string | null) => runMethod(look, parts, { root }, actor);
    expect(answer("/kettle")).toEqual({ seen: true, instance: "feed", seq: 2, as_of: time(2) });
    expect(answer(null)).toEqual({ seen: true, instance: "feed", seq: 3, as_of: time(9) });
    expect(answer("/elsewhere")).toEqual({ seen: true, instance: "feed", seq: 0, as_of: time(60) });
  });

  it("tells, where no daemon runs, which one left that state", async () => {
    const { host: parts, ledger, project_id } = await host({ instance: null });
    ledger.write(() => ledger.documentation.recordPass(pass(project_id, { now: time(1) })));
    const answer = runMethod(look, parts, { root: "/kettle" }, actor);
    expect(answer).toEqual({ seen: true, instance: "00000000000000aa", seq: 1, as_of: time(1) });
  });

  it("of a reading method cannot write", async () => {
    const { host: parts, ledger } = await host();
    expect(() => runMethod(scribble, parts, {}, actor)).toThrow("attempt to write a readonly database");
    expect(reasonIn(ledger)).toBeNull();
  });

  it("of a writing method leaves one row of AuditLog, of who called and what came of it", async () => {
    const { host: parts, ledger } = await host();
    expect(await runMethod(rename, parts, { reason: "moved" }, actor)).toMatchObject({ by: "ada", instance: "feed", seq: 0 });
    await runMethod(rename, parts, { reason: "same" }, { actor: "bert" });
    const row = { method: "test.rename", entity_type: "project", entity_id: "1", action: "update", timestamp: time(60) };
    expect(auditIn(ledger)).toMatchObject([
      { ...row, agent_id: "bert", changes: { reason: "same", outcome: "unchanged" } },
      { ...row, agent_id: "ada", changes: { reason: "moved", outcome: "done" } },
    ]);
  });

  it("of a writing method leaves nothing when it fails, or when it cannot be noted", async () => {
    const { host: parts, ledger } = await host();
    await expect(runMethod(rename, parts, { reason: "no" }, actor)).rejects.toThrow("not so");
    ledger.db.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON main.AuditLog BEGIN SELECT raise(FAIL, 'no room'); END");
    await expect(runMethod(rename, parts, { reason: "moved" }, actor)).rejects.toThrow("no room");
    expect([reasonIn(ledger), auditIn(ledger)]).toEqual([null, []]);
  });

  it("of a writing method is refused where nothing may be written", async () => {
    const { host: parts } = await host({ writer: null });
    await expect(runMethod(rename, parts, { reason: "moved" }, actor)).rejects.toMatchObject({ code: "LEDGER_REFUSED" });
  });

  it("waits for no state that is there, and for another one needs a daemon", async () => {
    const { host: parts, ledger, project_id } = await host();
    ledger.write(() => ledger.documentation.recordPass(pass(project_id, { now: time(1) })));
    const ask = (min: { instance: string; seq: number }) => runMethod(look, parts, { root: "/kettle" }, { ...actor, min });
    expect(await ask({ instance: "feed", seq: 1 })).toMatchObject({ seen: true, seq: 1 });
    for (const min of [
      { instance: "feed", seq: 2 },
      { instance: "f00d", seq: 1 },
    ]) {
      await expect(ask(min)).rejects.toMatchObject({ code: "FRESH_TIMEOUT", data: { instance: "feed", seq: 1 } });
    }
  });
});
