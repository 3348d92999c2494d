/** One thread of the analyze pool. It starts with its first task, works on one at a time, and is replaced when it is worn. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import { type BatchOptions, failureOf } from "./batches.js";
import type { AnalyzeAnswer, AnalyzeTask, PoolData } from "./task.js";

export interface ThreadOptions extends PoolData, Pick<BatchOptions, "log"> {
  /** Heap and stack; tests make them small. */
  resourceLimits?: { maxOldGenerationSizeMb?: number; maxYoungGenerationSizeMb?: number; stackSizeMb?: number } | undefined;
}

/** What a thread has done since it started. */
export interface Wear {
  files: number;
  /** How much its heap has grown since its first task, bytes. */
  grown_bytes: number;
}

/** A new thread pays half a second of compilation, so an idle one is kept for long. */
const IDLE_MS = 10 * 60_000;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
const NEW: Readonly<Wear> = { files: 0, grown_bytes: 0 };

export class PoolThread {
  private keeper: Promise<Piscina<AnalyzeTask, AnalyzeAnswer>> | null = null;
  private current: Wear = { ...NEW };

  constructor(private readonly options: ThreadOptions) {}

  get wear(): Readonly<Wear> {
    return this.current;
  }

  /** Works on `task`. Rejects with what the task throws, and when the thread dies or `signal` ends it; the next task has a new one. */
  async run(task: AnalyzeTask, signal: AbortSignal): Promise<AnalyzeAnswer> {
    this.keeper ??= this.start();
    const keeper = await this.keeper;
    const answer = await keeper.run(task, { signal });
    this.current = { files: this.current.files + task.sources.length, grown_bytes: answer.grown_bytes };
    return answer;
  }

  /** Ends the thread, whatever it does; a task after that starts another. */
  async end(): Promise<void> {
    const { keeper } = this;
    this.keeper = null;
    this.current = { ...NEW };
    // One that could not be started needs no end.
    await keeper?.then(
      (piscina) => piscina.destroy(),
      () => {},
    );
  }

  /** Loaded with the first task: a small tree does without. */
  private async start(): Promise<Piscina<AnalyzeTask, AnalyzeAnswer>> {
    const { Piscina } = await import("piscina");
    const { started, resourceLimits, log } = this.options;
    const workerData: PoolData = { started };
    const piscina = new Piscina<AnalyzeTask, AnalyzeAnswer>({
      filename: workerFile(),
      name: "analyze",
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
      recordTiming: false,
      resourceLimits: { ...RESOURCE_LIMITS, ...resourceLimits },
      workerData,
    });
    piscina.on("error", (error: unknown) => log?.warn({ error: failureOf(error) }, "idle analyze thread ended"));
    piscina.on("workerDestroy", () => {
      this.current = { ...NEW };
    });
    return piscina;
  }
}

/** The built entry of the threads, from `dist/src/pass/` as from `src/pass/`. */
function workerFile(): string {
  const places = ["../../workers/analyze.js", "../../dist/workers/analyze.js"].map((place) => new URL(place, import.meta.url));
  const built = places.find((place) => existsSync(place));
  if (!built) throw new Error("dist/workers/analyze.js is missing: run `npm run build`");
  return fileURLToPath(built);
}
