/** What earlier passes left in the ledger, page by page. */
import { PARSER_VERSION } from "../analysis/analyze.js";
import type { HistoryData } from "../analysis/names/history-data.js";
import type { StoredFile } from "../domains/documentation/files.js";
import type { Ledger } from "../domains/ledger.js";
import type { Agreements } from "./document-sync.js";
import { CLAIMS_OF_CODE_MAX, FACTS_OF_CLAIMS, type Shelf } from "./kept-file.js";

/** What a model starts from. */
export interface Recorded {
  files: Iterable<StoredFile>;
  history: HistoryData | null;
  /** What documents and code last agreed on. */
  agreed: Agreements;
  /** Gives claims back that are not in memory. */
  shelf: Shelf;
}

/** Rows read at a time. */
const ROWS_A_PAGE = 1_000;

export function recordedState({ documentation }: Ledger, project_id: number): Recorded {
  return {
    files: documentation.loadFiles({
      project_id,
      parser_version: PARSER_VERSION,
      without: [...FACTS_OF_CLAIMS],
      claims_of_code: CLAIMS_OF_CODE_MAX,
    }),
    history: documentation.loadHistory({ project_id }),
    agreed: documentation.loadAgreed({ project_id }),
    shelf: { claimsOf: (path) => documentation.claimsOf({ project_id, path }) },
  };
}

/** Findings that are not over. */
export function* recordedFindings({ documentation }: Ledger, project_id: number) {
  const states = ["settled", "pending"] as const;
  for (let offset = 0; ; offset += ROWS_A_PAGE) {
    const page = documentation.listFindings({ project_id, under: "", states, limit: ROWS_A_PAGE, offset });
    for (const { finding } of page) yield { path: finding.path, id: finding.id, state: finding.state };
    if (page.length < ROWS_A_PAGE) return;
  }
}

/** Documents that are not among `judged`. */
export function documentsWithout({ documentation }: Ledger, project_id: number, judged: readonly { path: string }[]): string[] {
  const kept = new Set(judged.map(({ path }) => path));
  const paths: string[] = [];
  for (let offset = 0; ; offset += ROWS_A_PAGE) {
    const page = documentation.listDocuments({ project_id, under: "", limit: ROWS_A_PAGE, offset });
    for (const { path } of page) if (!kept.has(path)) paths.push(path);
    if (page.length < ROWS_A_PAGE) return paths;
  }
}
