/** How a call of a method runs: on which connection, in which transaction, with which stamp. The one way for every surface. */
import { z } from "zod";
import { LockstepError } from "../base/errors.js";
import { type Clock, isoTime } from "../base/time.js";
import { noLedger } from "./documentation/find-project.js";
import type { Ledger, Stores } from "./ledger.js";
import type {
  DaemonService,
  LedgerKeeper,
  Method,
  ProjectService,
  ReadingContext,
  ReadingMethod,
  WritingMethod,
} from "./method.js";
import { type Stamp, stampAt, stampOf, withStamp } from "./stamp.js";

/** Params that every method takes besides its own. */
export const callShape = z.object({
  min: z
    .object({ instance: z.string().max(64), seq: z.int().min(0) })
    .optional()
    .describe("`{instance, seq}` of an earlier answer: the state to wait for. One of another instance means to look anew"),
  agent_id: z
    .string()
    .regex(/^[A-Za-z0-9_.@-]{2,64}$/, "2 to 64 of A-Z a-z 0-9 _ . @ - are expected")
    .optional()
    .describe("Who asks; what a writing method does is noted under it"),
});

export type CallParams = z.output<typeof callShape>;

/** Longest wait for the state that `min` names, unless a param `timeout_ms` says otherwise. */
export const STATE_WAIT_MS = 10_000;

/** What calls are answered from. */
export interface Host {
  /** Over a connection that cannot write; null where there is no ledger. */
  reader: (Stores & Pick<Ledger, "read">) | null;
  /** null where the caller may not write. */
  writer: (Stores & Pick<Ledger, "tell">) | null;
  /** Which run of the daemon this is; null without one. */
  instance: string | null;
  projects: ProjectService;
  /** null without a daemon. */
  daemon: DaemonService | null;
  /** Not there where the ledger is open for one verb that writes. */
  keeper?: LedgerKeeper | null;
  /** Told of what goes wrong with the ledger itself; gives what the caller is told. */
  onError?(error: unknown): unknown;
  clock: Clock;
}

/**
 * Runs a method with params that were checked, and gives its answer with the state it was computed from. A reading method reads
 * committed state only and cannot write. A writing one runs in one transaction that is on disk when this returns, with one row of
 * AuditLog; what it throws takes both back. Throws LEDGER_REFUSED, FRESH_TIMEOUT and whatever the method throws.
 */
export function runMethod(method: Method, host: Host, params: Record<string, unknown>, call: Caller): unknown {
  const { min } = call;
  const run = () => (method.writes ? runWriting(method, host, params, call.actor) : runReading(method, host, params));
  return told(host, () => (min === undefined ? run() : reachState(host, params, min).then(run)));
}

function told(host: Host, run: () => unknown): unknown {
  const known = (error: unknown) => host.onError?.(error) ?? error;
  try {
    const answer = run();
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error: unknown) => {
      throw known(error);
    });
  } catch (error) {
    throw known(error);
  }
}

/** How long a client does well to wait before it asks a starting daemon again. */
const RETRY_AFTER_MS = 250;

export function notReady(): LockstepError {
  return new LockstepError("NOT_READY", "The daemon is starting. Ask again in a moment; `lockstep status` shows the step.", {
    data: { retry_after_ms: RETRY_AFTER_MS },
  });
}

/** Who calls, and what must have happened before. */
export interface Caller {
  actor: string;
  min?: CallParams["min"];
}

function runReading(method: ReadingMethod, host: Host, params: Record<string, unknown>): unknown {
  const context = readingContext(host);
  const stamp = () => stampAt({ ...context, instance: host.instance }, rootOf(params));
  const work = () => {
    const answer: unknown = method.run(context, params);
    // What asks the engine goes on for a while, and brings the state that it looked at.
    return answer instanceof Promise ? answer.then((told) => withStamp(told, stamp)) : withStamp(answer, stamp);
  };
  // What speaks of the process itself comes from no one state of the ledger.
  return host.reader === null || method.early ? work() : host.reader.read(work);
}

async function runWriting(method: WritingMethod, host: Host, params: Record<string, unknown>, actor: string): Promise<unknown> {
  const context = readingContext(host);
  const prepared = await method.prepare?.(context, params);
  const { writer, instance, clock } = host;
  if (writer === null) throw noLedger();
  const done = writer.tell(() => {
    const now = isoTime(clock());
    const { answer, audit } = method.tell({ ledger: writer, actor, now }, params, prepared);
    const { changed = true, changes, ...row } = audit;
    const outcome = changed ? "done" : "unchanged";
    writer.operations.recordAudit({ ...row, agent_id: actor, method: method.name, changes: { ...changes, outcome } }, now);
    return { answer, stamp: stampOf({ ledger: writer, instance, clock }, audit.project_id) };
  });
  await method.after?.(context, params, done.answer);
  return withStamp(done.answer, () => done.stamp);
}

function readingContext({ reader, projects, daemon, keeper = null, clock }: Host): ReadingContext {
  return { ledger: reader, projects, daemon, keeper, clock };
}

/** The folder of the project that a call is about; null when it is about none, or all. */
function rootOf({ root }: Record<string, unknown>): string | null {
  return typeof root === "string" ? root : null;
}

/** A state of this daemon was committed or is about to be; of another one nothing is known but that the client has seen it. */
async function reachState(
  host: Host,
  params: Record<string, unknown>,
  { instance, seq }: Pick<Stamp, "instance" | "seq">,
): Promise<void> {
  const { reader: ledger, daemon, clock } = host;
  const root = rootOf(params);
  const timeout_ms = typeof params.timeout_ms === "number" ? params.timeout_ms : STATE_WAIT_MS;
  const known = stampAt({ ledger, instance: host.instance, clock }, root);
  if (known.instance === instance && known.seq >= seq) return;
  if (daemon === null) {
    throw new LockstepError("FRESH_TIMEOUT", "No daemon runs that could reach the state of `min`. `lockstep start` starts one.", {
      data: { instance: known.instance, seq: known.seq },
    });
  }
  await (known.instance === instance ? daemon.waitState({ root, timeout_ms, seq }) : daemon.waitFresh({ root, timeout_ms }));
}
