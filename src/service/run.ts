/** Runs a program of the service manager. */
import { execFile } from "node:child_process";

export interface Ran {
  /** Exit status; null when it could not be run, or was killed. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** As long as a unit may take to start. */
const RUN_MS_MAX = 310_000;

/** Never throws: a program that is not there has the status null. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  as: { uid?: number; gid?: number } = {},
): Promise<Ran> {
  return new Promise((ran) => {
    execFile(program, [...args], { env, ...as, timeout: RUN_MS_MAX }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      ran({ status, stdout, stderr: stderr.trim() || (error && status === null ? error.message : "") });
    });
  });
}
