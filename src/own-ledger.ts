/** The ledger for one verb that writes while no daemon runs: locked, made or migrated if need be, and let go. */
import { randomBytes } from "node:crypto";
import { LockstepError } from "./base/errors.js";
import { programVersion } from "./base/package.js";
import { type Ledger, prepareLedger } from "./domains/ledger.js";
import type { MethodContext, ProjectService } from "./domains/method.js";
import { methods } from "./methods.js";
import { acquireLock } from "./storage/lock.js";
import type { CallHere } from "./surface/cli/cli.js";

/** Throws LOCKED, LEDGER_*, MIGRATION_FAILED. */
export async function withOwnLedger<T>(path: string, work: (call: CallHere) => Promise<T>): Promise<T> {
  const version = programVersion();
  const lock = acquireLock(path, { pid: process.pid, instance: randomBytes(8).toString("hex"), version, socket: null });
  try {
    const { ledger } = await prepareLedger(path, { version, clock: Date.now });
    try {
      return await work(async (name, params) => {
        const method = methods.find((known) => known.name === name);
        if (!method) throw new LockstepError("UNKNOWN_METHOD", `There is no method \`${name}\`.`);
        return await method.run(contextOf(ledger), method.params.strict().parse(params));
      });
    } finally {
      ledger.close();
    }
  } finally {
    lock.release();
  }
}

function contextOf(ledger: Ledger): MethodContext<Ledger> {
  const refuse = () => Promise.reject(new Error("a verb that writes asks nothing of a project"));
  const projects: ProjectService = { check: refuse, explain: refuse };
  return { ledger, projects, daemon: null, clock: Date.now, actor: "cli" };
}
