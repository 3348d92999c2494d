/** Where stats can be taken at their word. */
import { fileSystemType } from "../base/file-systems.js";

/** File systems of this machine's own disks and memory, by statfs type (linux/magic.h): a folder's ctime tells every new entry. */
const OWN_FILE_SYSTEMS = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xca451a4e, // bcachefs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
]);

/** Whether every change below `folder` shows in times at once. */
export function hasExactTimes(folder: string): boolean {
  try {
    return OWN_FILE_SYSTEMS.has(fileSystemType(folder));
  } catch {
    return false;
  }
}
