/** From a request's name and params to an answer: looks the method up, checks the params, runs it, bounds its time. */
import type { z } from "zod";
import { LockstepError } from "../../base/errors.js";
import { faultWording, shownText } from "../../base/fault-wording.js";
import { nearestOf } from "../../base/nearest.js";
import { type CallParams, callShape, type Host, notReady, runMethod, STATE_WAIT_MS } from "../../domains/call.js";
import type { Method } from "../../domains/method.js";
import { LIMITS } from "./protocol.js";

export interface Calls {
  names: readonly string[];
  /**
   * Runs a method. `ready`: whether the daemon has started. `running` is told of the method's own promise, which may outlive the
   * answer. Throws UNKNOWN_METHOD, NOT_READY, USAGE, TIMEOUT and whatever the method throws.
   */
  call(name: string, params: unknown, options: CallOptions): Promise<unknown>;
}

export interface CallOptions {
  host: Host;
  ready: boolean;
  running: (work: Promise<unknown>) => void;
}

/** Agent id of a caller that does not say who it is. */
const NOBODY = "local";

export function callTable(methods: readonly Method[]): Calls {
  const table = new Map(methods.map((method) => [method.name, { method, checked: paramsChecker(method) }]));
  const names = [...table.keys()];

  return {
    names,
    async call(name, given, { host, ready, running }) {
      const entry = table.get(name);
      if (!entry) throw unknownMethod(name, names);
      const { method } = entry;
      if (!ready && !method.early) throw notReady();
      const { min, agent_id = NOBODY, ...params } = entry.checked(given);
      const work = runMethod(method, host, params, { actor: agent_id, min });
      // Most answers are there at once, and need neither a deadline nor a turn.
      if (!(work instanceof Promise)) return work;
      running(work);
      const deadline = deadlineOf(method, params) + (min === undefined ? 0 : STATE_WAIT_MS);
      return await withDeadline(name, work, deadline);
    },
  };
}

/** Checks the params of a method. What is meant when none are given is the same each time, and found out once. */
function paramsChecker({ name, params }: Method): (given: unknown) => CallParams & Record<string, unknown> {
  const schema = params.extend(callShape.shape).strict();
  // Strict, and no method takes two params of a name: what comes out are those of the call and those of the method.
  const checked = (given: unknown) => checkParams(name, schema, given) as CallParams & Record<string, unknown>;
  let none: ReturnType<typeof checked> | undefined;
  return (given) => {
    if (given !== undefined && !isEmpty(given)) return checked(given);
    none ??= checked({});
    return none;
  };
}

function isEmpty(given: unknown): boolean {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  for (const _ in given) return false;
  return true;
}

/** Params as the method wants them, defaults filled in. Throws USAGE that names the param and the nearest one. */
export function checkParams<P extends z.ZodObject>(name: string, schema: P, given: unknown): z.output<P> {
  const result = schema.safeParse(given ?? {}, { error: faultWording });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const wrong = issue.keys[0] ?? "";
    const suggestion = nearestOf(wrong, Object.keys(schema.shape));
    const hint = suggestion === null ? `It takes ${listOf(Object.keys(schema.shape))}.` : `Did you mean \`${suggestion}\`?`;
    throw usage(`\`${name}\` has no param ${shownText(wrong)}. ${hint}`, suggestion);
  }
  const at = issue?.path.join(".") ?? "";
  const where = at === "" ? `The params of \`${name}\`` : `\`${at}\` of \`${name}\``;
  throw usage(`${where}: ${issue?.message}.`);
}

function usage(message: string, suggestion: string | null = null): LockstepError {
  return new LockstepError("USAGE", message, suggestion === null ? {} : { data: { suggestion } });
}

function unknownMethod(name: string, names: readonly string[]): LockstepError {
  const suggestion = nearestOf(name, names);
  const hint = suggestion === null ? "`daemon.hello` lists the methods." : `Did you mean \`${suggestion}\`?`;
  const data = suggestion === null ? {} : { suggestion };
  return new LockstepError("UNKNOWN_METHOD", `There is no method ${shownText(name)}. ${hint}`, { data });
}

function deadlineOf(method: Method, params: Record<string, unknown>): number {
  const { timeout_ms } = params;
  // A method that takes a time limit keeps it itself and knows better what to say; ours comes a second later, in case it does not.
  if (typeof timeout_ms === "number") return Math.min(timeout_ms, LIMITS.deadline_ms_max) + 1_000;
  return method.deadline_ms ?? LIMITS.deadline_ms;
}

async function withDeadline<T>(name: string, work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LockstepError("TIMEOUT", `\`${name}\` took longer than ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "no params" : names.map((name) => `\`${name}\``).join(", ");
}
