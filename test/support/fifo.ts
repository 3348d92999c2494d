import { execFileSync } from "node:child_process";

/** Makes FIFOs; Node cannot. */
export function makeFifos(...paths: string[]): void {
  execFileSync("/usr/bin/env", ["mkfifo", ...paths]);
}
