import { z } from "zod";
import { getProjectAt, ledgerOf } from "../documentation/find-project.js";
import { root } from "../documentation/params.js";
import { method, type ReadingContext } from "../method.js";

export const search = method({
  name: "knowledge.search",
  summary: "Find passages of documents and code by their words",
  writes: false,
  deadline_ms: 5_000,
  params: z.object({
    query: z.string().min(1).max(1_000).describe("Words to look for"),
    root,
    all_projects: z.boolean().default(false).describe("Look in all watched projects, not only in this one"),
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
        root: z.string().describe("Folder of the project that it is in"),
      }),
    ),
  }),
  cli: { positional: ["query", "root"] },
  run: (context: ReadingContext, { root, query, limit, all_projects }) => {
    const ledger = ledgerOf(context);
    const { id } = getProjectAt(ledger, root);
    const hits = ledger.knowledge.searchText({ project_id: all_projects ? null : id, query, limit });
    return {
      hits: hits.map(({ file_name, line, name, heading_path, text, rank, root }) => ({
        file_name,
        line,
        name,
        heading_path,
        text,
        rank,
        root,
      })),
    };
  },
});

export const knowledgeMethods = [search] as const;
