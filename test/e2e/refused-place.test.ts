/** A state folder that cannot be written. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Home, scratchHome } from "../support/home.js";
import { MAIN } from "../surface/cli/lockstep.js";

const DAEMON = fileURLToPath(new URL("../../dist/src/daemon.js", import.meta.url));
/** Runs the words after the first in a mount namespace where the first is an empty file system that nobody can write. */
const READ_ONLY = 'mount -t tmpfs none "$1" && mkdir -m 700 "$1/lockstep" && mount -o remount,ro "$1" && shift && exec "$@"';
const readOnly = (folder: string, ...words: string[]) => ["-Urm", "sh", "-c", READ_ONLY, "sh", folder, ...words];

let home: Home;
beforeEach(() => {
  home = scratchHome();
});
afterEach(() => home.remove());

function canMount(): boolean {
  const probe = scratchHome();
  try {
    return spawnSync("unshare", readOnly(join(probe.dir, "state"), "true")).status === 0;
  } finally {
    probe.remove();
  }
}

describe.runIf(canMount())("a state folder on a read-only file system", () => {
  const ADVICE =
    "Make it writable, or set XDG_STATE_HOME, or `ledger` in the machine's configuration, to a place that you can write to.";
  const commands = [
    ["lockstep start", [MAIN, "start"]],
    ["lockstepd", [DAEMON]],
    ["lockstep projects remove", [MAIN, "projects", "remove", "/"]],
  ] as const;

  it.each(commands)("is refused by `%s` with the path, the reason and what to do, with exit status 5", (_, words) => {
    const mounted = join(home.dir, "state");
    const below = join(mounted, "somewhere");
    for (const [state, sentence] of [
      [
        below,
        `${mounted} cannot be written (EROFS, a read-only file system), so that there can be no ${below}/lockstep. ${ADVICE}`,
      ],
      [mounted, `${mounted}/lockstep cannot be written (EROFS, a read-only file system). ${ADVICE}`],
    ] as const) {
      const env = { ...home.env, XDG_STATE_HOME: state };
      const ran = spawnSync("unshare", readOnly(mounted, process.execPath, ...words), { env, encoding: "utf8", cwd: home.dir });
      expect([ran.status, ran.stdout, ran.stderr]).toEqual([5, "", expect.stringContaining(sentence)]);
    }
  });
});

describe("a state folder below a file", () => {
  it("is refused with the file's name", () => {
    mkdirSync(home.configDir);
    const env = { ...home.env, XDG_STATE_HOME: MAIN };
    const ran = spawnSync(process.execPath, [MAIN, "start"], { env, encoding: "utf8", cwd: home.dir });
    expect([ran.status, ran.stderr]).toEqual([5, expect.stringContaining(`LEDGER_REFUSED: ${MAIN} cannot be written (ENOTDIR`)]);
  });
});
