/** What the service manager is told: ready, reloading, stopping, alive. Node has no datagram sockets of Unix, so systemd-notify sends. */
import { execFile } from "node:child_process";
import type { Logger } from "pino";

export interface Notifier {
  /** Up, or done with reading the configuration anew. */
  ready(status: string): void;
  reloading(): void;
  stopping(): void;
  /** What goes on, for people. */
  status(text: string): void;
  /** Still well; `status` goes with it. */
  alive(status: string): void;
}

export interface NotifyOptions {
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** A sender that the manager does not listen to is given up; what it would have said is old by then. */
const SEND_MS_MAX = 5_000;
const STATUS_LENGTH_MAX = 200;

/**
 * Sends in the order of the calls, and waits for none. Without NOTIFY_SOCKET nobody listens, and nothing is sent.
 * The sender stays until the manager has read: of one that has left, systemd may not know to which unit it belonged.
 */
export function notifier({ env, log }: NotifyOptions): Notifier {
  const socket = env.NOTIFY_SOCKET;
  let last: Promise<void> = Promise.resolve();
  let failed = false;

  function send(...words: string[]): void {
    if (!socket || failed) return;
    last = last.then(() => spawnSender(words));
  }

  function spawnSender(words: string[]): Promise<void> {
    return new Promise((sent) => {
      execFile("systemd-notify", words, { env: { PATH: env.PATH, NOTIFY_SOCKET: socket }, timeout: SEND_MS_MAX }, (error) => {
        if (error?.code === "ENOENT") failed = true;
        if (error) log.warn({ reason: error.message, hint: "the service manager was not told" }, "systemd-notify failed");
        sent();
      });
    });
  }

  return {
    ready: (status) => send("READY=1", statusWord(status)),
    reloading: () => send("RELOADING=1", `MONOTONIC_USEC=${process.hrtime.bigint() / 1_000n}`),
    stopping: () => send("STOPPING=1", statusWord("stopping")),
    status: (text) => send(statusWord(text)),
    alive: (status) => send("WATCHDOG=1", statusWord(status)),
  };
}

function statusWord(text: string): string {
  return `STATUS=${text.replace(/\s+/g, " ").slice(0, STATUS_LENGTH_MAX)}`;
}
