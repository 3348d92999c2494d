import { LockstepError } from "../../base/errors.js";
import type { DaemonService, ReadingContext } from "../method.js";

/** The daemon that was asked. Throws DAEMON_UNREACHABLE when none was. */
export function daemonOf({ daemon }: ReadingContext): DaemonService {
  if (daemon === null) throw new LockstepError("DAEMON_UNREACHABLE", "No daemon runs. `lockstep start` starts one.");
  return daemon;
}
