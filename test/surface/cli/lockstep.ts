/** The built `lockstep` command in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../..", import.meta.url));
export const MAIN = join(PACKAGE, "dist", "src", "main.cjs");

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a verb to its end. */
export async function lockstep(env: NodeJS.ProcessEnv, cwd: string, ...words: string[]): Promise<Ran> {
  const running = startLockstep(env, cwd, ...words);
  running.child.stdin.end();
  return await running.ended;
}

export interface Running {
  child: ChildProcessWithoutNullStreams;
  ended: Promise<Ran>;
  /** Settles when standard output and error together hold `text`; rejects when the process ends first. */
  says(text: string): Promise<void>;
}

/** An answer in JSON without the state it is of, which differs with a daemon and without; any other output as it is. */
export function unstamped(ran: Ran): Ran {
  if (!ran.stdout.startsWith("{")) return ran;
  const { instance: _instance, seq: _seq, as_of: _as_of, ...answer } = JSON.parse(ran.stdout) as Record<string, unknown>;
  return { ...ran, stdout: JSON.stringify(answer) };
}

/** Starts a verb that goes on. */
export function startLockstep(env: NodeJS.ProcessEnv, cwd: string, ...words: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...words], { cwd, env });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  const add = (take: (text: string) => void) => (chunk: Buffer) => {
    take(chunk.toString());
    for (const listener of [...listeners]) listener();
  };
  child.stdout.on(
    "data",
    add((text) => (stdout += text)),
  );
  child.stderr.on(
    "data",
    add((text) => (stderr += text)),
  );
  const ended = once(child, "close").then(([status]) => ({ status: status as number | null, stdout, stderr }));
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!`${stdout}${stderr}`.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        void ended.then((ran) => reject(new Error(`it ended without saying ${text}: ${JSON.stringify(ran)}`)));
        look();
      }),
  };
}
