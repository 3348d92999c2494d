/** Room on the disk that holds a folder. */
import { statfsSync } from "node:fs";

/** Free bytes from which on a disk counts as having room. */
export const ROOM_BYTES = 1_024 * 1_048_576;

export interface Space {
  /** Bytes that an ordinary user may still fill. */
  free: number;
  total: number;
}

/** Throws the system's error when there is no such folder. */
export function spaceAt(folder: string): Space {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}
