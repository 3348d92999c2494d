/** The ledger's fixes for whoever writes documents, asked through methods: of the daemon, or of the ledger itself. */
import type { Clock } from "../../base/time.js";
import { type Host, runMethod } from "../call.js";
import type { Ledger } from "../ledger.js";
import type { Method } from "../method.js";
import { FIXES_A_CALL_MAX, fixMethods } from "./fix-methods.js";
import type { Fix, ListFixes, MovedFix, NewFix } from "./fixes.js";

export interface FixBook {
  /** Notes fixes before they are written; a new run when `pass` is null. Gives their ids in order. */
  record(request: { root: string; pass: number | null; fixes: readonly NewFix[] }): Promise<{ pass: number; fix_ids: string[] }>;
  settle(request: Settled): Promise<void>;
  /** Fixes that fit, newest first. */
  list(request: { root: string } & Partial<Omit<ListFixes, "root">>): Promise<Fix[]>;
}

export interface Settled {
  root: string;
  applied?: readonly string[];
  undone?: readonly string[];
  dropped?: readonly string[];
  moved?: readonly MovedFix[];
}

/** The book of a ledger that is open here; the caller may write it. */
export function ledgerFixBook(ledger: Ledger, { actor, clock }: { actor: string; clock: Clock }): FixBook {
  const refuse = () => Promise.reject(new Error("what is written of fixes asks nothing of a project"));
  const projects = { check: refuse, explain: refuse, bindings: refuse };
  const host: Host = { reader: ledger, writer: ledger, instance: null, projects, daemon: null, clock };
  const methods = fixMethods as readonly Method[];
  return fixBook(async (name, params) => {
    const method = methods.find((known) => known.name === name);
    if (!method) throw new Error(`there is no method ${name}`);
    return await runMethod(method, host, method.params.strict().parse(params), { actor });
  });
}

/** Characters of one call's rows; a frame of the socket holds twice as much. */
const CALL_LENGTH_MAX = 400_000;

/** `call` asks a method and gives its result. */
export function fixBook(call: (method: string, params: Record<string, unknown>) => Promise<unknown>): FixBook {
  return {
    async record({ root, pass: given, fixes }) {
      const fix_ids: string[] = [];
      let pass = given;
      for (const some of batches(fixes)) {
        const answer = (await call("fixes.record", { root, pass, fixes: some })) as { pass: number; fix_ids: string[] };
        pass = answer.pass;
        fix_ids.push(...answer.fix_ids);
      }
      return { pass: pass ?? 0, fix_ids };
    },
    async settle({ root, moved = [], ...states }) {
      for (const [state, ids] of Object.entries(states) as ["applied" | "undone" | "dropped", readonly string[]][]) {
        for (const some of batches(ids)) await call("fixes.settle", { root, [state]: some });
      }
      for (const some of batches(moved)) await call("fixes.settle", { root, moved: some });
    },
    async list(request) {
      const { fixes } = (await call("fixes.list", request)) as { fixes: Fix[] };
      return fixes;
    },
  };
}

function batches<T>(items: readonly T[]): T[][] {
  const found: T[][] = [];
  let length = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    const last = found.at(-1);
    if (last === undefined || last.length === FIXES_A_CALL_MAX || length + size > CALL_LENGTH_MAX) {
      found.push([item]);
      length = size;
    } else {
      last.push(item);
      length += size;
    }
  }
  return found;
}
