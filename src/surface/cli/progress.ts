/** How far a longer work is: a bar on a terminal after a moment, else a line now and then. */
import type { SingleBar } from "cli-progress";
import type { Arguments } from "./arguments.js";
import type { Cli, Step } from "./cli.js";

export interface Progress {
  update(step: Step): void;
  /** Takes the bar away. */
  stop(): void;
}

/** A work that is over by then shows nothing. */
const BAR_AFTER_MS = 500;
const LINE_EVERY_MS = 10_000;

export function startProgress({ stderr }: Cli, given: Arguments): Progress {
  if (given.flag("quiet")) return { update: () => {}, stop: () => {} };
  return stderr.isTTY ? barProgress(stderr) : lineProgress(stderr);
}

function barProgress(stderr: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null;
  let latest: Step | null = null;
  let stopped = false;

  async function show(): Promise<void> {
    const { default: progress } = await import("cli-progress");
    if (stopped) return;
    bar = new progress.SingleBar({
      format: "{step} [{bar}] {value}/{total}",
      stream: stderr,
      clearOnComplete: true,
      barsize: 30,
    });
    bar.start(latest?.total ?? 1, latest?.done ?? 0, { step: latest?.step ?? "starting" });
  }

  const timer = setTimeout(() => void show(), BAR_AFTER_MS);
  return {
    update(step) {
      latest = step;
      bar?.setTotal(Math.max(1, step.total));
      bar?.update(step.done, { step: step.step });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      bar?.stop();
      bar = null;
    },
  };
}

function lineProgress(stderr: NodeJS.WriteStream): Progress {
  let latest: Step | null = null;
  const timer = setInterval(() => {
    stderr.write(latest ? `lockstep: ${latest.step} ${latest.done}/${latest.total}\n` : "lockstep: working\n");
  }, LINE_EVERY_MS);
  timer.unref();
  return {
    update(step) {
      latest = step;
    },
    stop: () => clearInterval(timer),
  };
}
