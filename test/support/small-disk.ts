/** A state folder on a small disk of its own, in a mount namespace of the daemon's. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.js";

const MIB = 1024 * 1024;

/** Whether this machine lets its users mount one. */
export function canMount(): boolean {
  return spawnSync("unshare", ["-Urm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0;
}

/** Words that run a command with `size` MiB of disk for the state of `home`. */
export function onSmallDisk(home: Home, size: number): string[] {
  const script = `mount -t tmpfs -o size=${size}m,mode=700 tmpfs "$0" && exec "$@"`;
  return ["unshare", "-Urm", "sh", "-c", script, home.env.XDG_STATE_HOME as string];
}

/** The same, with a disk that is full to its last byte; `ballast` MiB of that are the ballast. */
export function onFullDisk(home: Home, size: number, ballast: number): string[] {
  const folder = '"$0/lockstep"';
  const lines = [
    `mount -t tmpfs -o size=${size}m,mode=700 tmpfs "$0"`,
    `mkdir -m 700 ${folder} ${folder}/logs`,
    ...(ballast > 0 ? [`head -c ${ballast}m /dev/zero >${folder}/.ballast`] : []),
    `{ cat /dev/zero >${folder}/filler || :; } 2>/dev/null`,
    'exec "$@"',
  ];
  return ["unshare", "-Urm", "sh", "-c", lines.join(" && "), home.env.XDG_STATE_HOME as string];
}

/** The path as the process `pid` sees it. */
export function seenBy(pid: number, path: string): string {
  return join(`/proc/${pid}/root`, path);
}

/** Writes a file until the disk is full to the last page; gives what removes it. */
export function fill(path: string): () => void {
  const descriptor = openSync(path, "w");
  try {
    for (const chunk of [Buffer.alloc(MIB, 1), Buffer.alloc(512, 1)]) {
      try {
        for (;;) writeSync(descriptor, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return () => rmSync(path);
}
