/** Limits of inotify that are a daemon's own: a user namespace has its own. */
import { spawnSync } from "node:child_process";

export interface Limits {
  watches?: number;
  instances?: number;
}

/** Whether this machine lets its users make one. */
export function canLimitWatches(): boolean {
  const [program = "", ...words] = withLimits({ watches: 16 });
  return spawnSync(program, [...words, "true"]).status === 0;
}

/** Words that run a command under these limits. */
export function withLimits(limits: Limits): string[] {
  return ["unshare", "-Ur", "sh", "-c", `${scriptOf(limits)} && exec "$@"`, "sh"];
}

/** Changes the limits that the process `pid` was started under. */
export function changeLimits(pid: number, limits: Limits): void {
  const words = ["--user", "--preserve-credentials", "--target", String(pid), "sh", "-c", scriptOf(limits)];
  const { status, stderr } = spawnSync("nsenter", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

function scriptOf(limits: Limits): string {
  return Object.entries(limits)
    .map(([name, most]) => `echo ${most} > /proc/sys/user/max_inotify_${name}`)
    .join(" && ");
}
