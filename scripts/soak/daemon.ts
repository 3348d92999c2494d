/** The daemon of a soak: what is done to it, and what it costs. */
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Daemon, killDaemon, startDaemon } from "../../test/support/daemon.js";
import type { Home } from "../../test/support/home.js";
import { authoredRows } from "../../test/support/oracle.js";
import type { Random } from "./random.js";

export interface Kept {
  home: Home;
  root: string;
  /** The one that runs now. */
  daemon: Daemon;
  /** What people had said when they last said something, as `authoredRows` gave it. */
  authored: readonly string[];
}

export type Deed = (kept: Kept, random: Random) => Promise<void>;

/** What ends a daemon, and starts the next. */
export const ENDS: Record<string, Deed> = {
  async restart(kept) {
    const { code } = await kept.daemon.stop();
    if (code !== 0) throw new Error(`the daemon ended with ${code} when it was told to`);
    kept.daemon = await startDaemon(kept.home);
  },
  async kill(kept) {
    await killDaemon(kept.daemon);
    kept.daemon = await startDaemon(kept.home);
  },
};

/** Longer than this the heartbeat takes for a sleep. */
const SLEEP_MS = 17_000;

/** What a daemon lives through. */
export const DEEDS: Record<string, Deed> = {
  async stop({ daemon }, random) {
    daemon.child.kill("SIGSTOP");
    await wait(random.next() < 0.1 ? SLEEP_MS : random.below(2_000));
    daemon.child.kill("SIGCONT");
  },
  async ask({ daemon, root }, random) {
    const method = random.of(["documentation.check", "documentation.findings", "documentation.documents"]);
    await unlessRefused(daemon.client.call(method, { root }));
    await daemon.client.call("daemon.status");
  },
  async search({ daemon, root }, random) {
    await unlessRefused(daemon.client.call("knowledge.search", { root, query: `part${random.below(80)}` }));
  },
  async acknowledge(kept, random) {
    const { daemon, home, root } = kept;
    const { findings } = await daemon.client.call("documentation.findings", { root });
    if (findings.length === 0) return;
    const id = random.of(findings as { id: string }[]).id;
    await unlessRefused(daemon.client.call("documentation.acknowledge", { root, id, reason: "known" }));
    kept.authored = authoredRows(home.ledger);
  },
  async chore({ daemon }, random) {
    const job = random.of(["checkpoint", "chunks", "metrics", "sweep", "reconcile"]);
    await unlessRefused(daemon.client.call("clock.run", { job }));
  },
  async noise({ home }, random) {
    const socket = connect(home.socket);
    socket.on("error", () => {});
    socket.write(random.of(["{ no json\n", "[]\n", "x".repeat(100_000), '{"jsonrpc":"2.0","id":1,"method":"no.method"}\n']));
    await wait(50);
    socket.destroy();
  },
  async away({ root }, random) {
    renameSync(root, `${root}-away`);
    await wait(random.below(1_500));
    renameSync(`${root}-away`, root);
  },
};

/** What a method refuses with a reason is an answer; a connection that is gone, or a bug, is not. */
async function unlessRefused(call: Promise<unknown>): Promise<void> {
  await call.catch((error: { code?: number; data?: { name?: string } }) => {
    if (error.code === undefined || error.code === 0 || error.data?.name === "INTERNAL") throw error;
  });
}

export interface Cost {
  at_ms: number;
  rss_bytes: number;
  descriptors: number;
}

/** What the process holds now. */
export function costOf({ child }: Daemon): Cost {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { at_ms: performance.now(), rss_bytes: kib * 1024, descriptors: readdirSync(`/proc/${child.pid}/fd`).length };
}

/** Slope of the least squares line through the costs, bytes an hour; 0 for fewer than two. */
export function bytesAnHour(costs: readonly Cost[]): number {
  if (costs.length < 2) return 0;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [time, bytes] = [mean(costs.map(({ at_ms }) => at_ms)), mean(costs.map(({ rss_bytes }) => rss_bytes))];
  const above = costs.reduce((sum, { at_ms, rss_bytes }) => sum + (at_ms - time) * (rss_bytes - bytes), 0);
  const below = costs.reduce((sum, { at_ms }) => sum + (at_ms - time) ** 2, 0);
  return (above / below) * 3_600_000;
}
