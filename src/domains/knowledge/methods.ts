import { z } from "zod";
import { getProjectAt, ledgerOf } from "../documentation/find-project.js";
import { method, type ReadingContext } from "../method.js";

export const search = method({
  name: "knowledge.search",
  summary: "Find passages of documents and code by their words",
  writes: false,
  deadline_ms: 5_000,
  params: z.object({
    query: z.string().min(1).max(1_000).describe("Words to look for"),
    root: z.string().min(1).max(4_096).describe("Folder of the project"),
    limit: z.int().min(1).max(50).default(10).describe("Most passages to return"),
  }),
  result: z.object({
    hits: z.array(
      z.object({
        file_name: z.string(),
        line: z.int(),
        name: z.string(),
        heading_path: z.array(z.string()),
        text: z.string(),
        rank: z.number().describe("bm25: lower is better"),
      }),
    ),
  }),
  cli: { positional: ["query", "root"] },
  run: (context: ReadingContext, { root, query, limit }) => {
    const ledger = ledgerOf(context);
    const { id: project_id } = getProjectAt(ledger, root);
    const hits = ledger.knowledge.searchText({ project_id, query, limit });
    return {
      hits: hits.map(({ file_name, line, name, heading_path, text, rank }) => ({
        file_name,
        line,
        name,
        heading_path,
        text,
        rank,
      })),
    };
  },
});

export const knowledgeMethods = [search] as const;
