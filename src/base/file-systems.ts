/** What kind of file system a folder is on. Only Linux tells types that mean the same on every machine. */
import { statfsSync } from "node:fs";

/** File systems of other machines and of programs, by statfs type (linux/magic.h and their own sources). */
const REMOTE = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x01021997, "9p"],
  [0x65735546, "FUSE"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x01161970, "GFS2"],
  [0x7461636f, "OCFS2"],
  [0x73757245, "Coda"],
  [0x786f4256, "vboxsf"],
  [0xbacbacbc, "vmhgfs"],
]);

/** Type number of the file system of `folder`; 0 when it cannot be told. Throws when nothing is there. */
export function fileSystemType(folder: string): number {
  return process.platform === "linux" ? statfsSync(folder).type >>> 0 : 0;
}

/** Name of a file system that others change too, without this machine's kernel hearing of it; null for the machine's own. */
export function remoteName(type: number): string | null {
  return REMOTE.get(type >>> 0) ?? null;
}
