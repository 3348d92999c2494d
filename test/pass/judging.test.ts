import { expect, it } from "vitest";
import { analyzeFiles } from "../../src/analysis/analyze.js";
import { DocumentJudging, judgeDocument } from "../../src/analysis/judge.js";
import type { Question } from "../../src/analysis/names/history-view.js";
import { World } from "../../src/analysis/world/world.js";
import { DEFAULTS } from "../../src/config/defaults.js";
import { emptyAnswers, historyView } from "../../src/pass/history-view.js";
import { judgeInRounds } from "../../src/pass/judging.js";
import { loadVocabulary } from "../../src/pass/vocabulary.js";

/** Documents of `lines` links each, every second of which leads nowhere, beside the one file that is there. */
async function documents(count: number, lines: number) {
  const world = new World();
  const links = Array.from({ length: lines }, (_, i) => (i % 2 === 0 ? `[one](gone-${i}.md)` : "[two](here.md)"));
  const sources = Array.from({ length: count }, (_, i) => ({ path: `doc-${i}.md`, text: links.join("\n\n") }));
  const analyses = await analyzeFiles(
    [...sources, { path: "here.md", text: "# Here" }].map((one) => ({ ...one, kind: "document" })),
  );
  for (const analysis of analyses) world.set(analysis.path, analysis);
  world.settle();
  const answers = emptyAnswers();
  const status = { kind: "full", note: "", commits: 1 } as const;
  const history = historyView(() => ({ status, pathsNamed: () => [], deadPages: () => [] }), answers, world);
  const begun: string[] = [];
  const turns: number[] = [];
  let time = 0;
  const concluded = new Map<string, DocumentJudging>();
  const asked: Question[] = [];
  const options = {
    world,
    history,
    vocabulary: loadVocabulary(DEFAULTS),
    off: new Set<string>(),
    suppressionOf: () => null,
    confirmed: () => null,
  };
  const toJudge = (path: string) => {
    const analysis = analyses.find((one) => one.path === path);
    return { path, traits: analysis?.document ?? null, claims: analysis?.claims ?? [] };
  };
  return {
    begun,
    turns,
    concluded,
    asked,
    whole: (path: string) => judgeDocument(toJudge(path), options),
    judge: () =>
      judgeInRounds(
        sources.map(({ path }) => path),
        {
          begin(path) {
            begun.push(path);
            return new DocumentJudging(toJudge(path), options);
          },
          conclude: (judging) => concluded.set(judging.document.path, judging),
          async answer(questions) {
            asked.push(...questions);
            for (const question of questions) if (question.ask === "file") answers.files.set(question.path, null);
          },
          onTurn: () => turns.push(time),
          onProgress: () => {},
          now: () => time++,
        },
      ),
  };
}

it("gives the event loop its turns within a document, and judges it as in one go", async () => {
  const project = await documents(1, 400);
  await project.judge();
  expect(project.turns.length).toBeGreaterThan(10);
  const gaps = project.turns.slice(1).map((time, i) => time - (project.turns[i] as number));
  expect(Math.max(...gaps)).toBeLessThan(40);
  const judged = project.concluded.get("doc-0.md")?.judgements();
  expect(judged).toHaveLength(400);
  expect(judged).toEqual(project.whole("doc-0.md"));
  expect(judged?.filter(({ verdict }) => verdict.verdict === "DRIFT")).toHaveLength(200);
});

it("asks history each question once, and begins no document anew that waits for the answer", async () => {
  const project = await documents(3, 20);
  expect(await project.judge()).toBeGreaterThan(1);
  expect(project.begun).toEqual(["doc-0.md", "doc-1.md", "doc-2.md"]);
  const files = project.asked.filter(({ ask }) => ask === "file");
  expect(files).toHaveLength(10);
  expect(new Set(files.map((question) => JSON.stringify(question))).size).toBe(10);
});

it("judges documents anew that wait for history when there are too many claims to keep, and to the same end", async () => {
  const project = await documents(8, 8_000);
  await project.judge();
  expect(project.begun.length).toBeGreaterThan(8);
  for (const judging of project.concluded.values()) expect(judging.judgements()).toHaveLength(judging.document.claims.length);
  expect(project.concluded.size).toBe(8);
});
