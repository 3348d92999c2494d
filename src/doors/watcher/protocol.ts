/** What the main thread and the watcher thread say to each other: plain values. */
import type { Way } from "./backend.js";
import type { Standing } from "./chain.js";
import type { Settled, SettleOptions } from "./settle.js";

/** One project to watch, as plain data; the thread makes its own ignore rules of it. */
export interface WatchedProject extends SettleOptions {
  root: string;
  /** The way that is asked for. */
  backend: Way | "auto";
  /** Globs of the configuration that are not looked at. */
  ignore: string[];
  /** Files outside the ignore rules whose change asks for a sweep, absolute. */
  signals: string[];
}

export type ToThread =
  | { type: "arm"; ticket: number; project: WatchedProject }
  | { type: "disarm"; root: string }
  | { type: "ping"; ticket: number };

export type FromThread =
  | { type: "armed"; ticket: number; root: string; standing: Standing }
  | { type: "failed"; ticket: number; root: string; reason: string }
  | { type: "settled"; root: string; settled: Settled }
  | { type: "changed"; root: string; standing: Standing }
  | { type: "ended"; root: string; reason: string }
  | { type: "pong"; ticket: number };
