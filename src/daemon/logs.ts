/** The daemon's log: rotated NDJSON files, and warnings and errors also for the ledger. */
import { join } from "node:path";
import { type Logger, multistream, pino } from "pino";
import roll from "pino-roll";
import { projectPlaces, redactedFields } from "../base/redaction.js";
import { SHARED_PROJECT } from "../domains/documentation/projects.js";
import type { LogEntry } from "../domains/operations/logs.js";

export interface Logs {
  log: Logger;
  /** Hands over the lines that wait for the ledger, oldest first, with how many were dropped since the last call. */
  drain(): { entries: LogEntry[]; dropped: number };
  /** From now on, paths of these projects are written relative to them. */
  know(projects: () => readonly LoggedProject[]): void;
  close(): void;
}

interface LoggedProject {
  id: number;
  root: string;
}

export interface LogOptions {
  /** Folder of the files, which exists. */
  dir: string;
  level: string;
  /** Files kept, the one that is written included. */
  keep: number;
  instance: string;
  version: string;
}

const FILE_SIZE = "10m";
/** Lines that wait for the ledger; a storm of warnings is in the files, the ledger holds its beginning. */
const WAITING_MAX = 200;

/** Names that no child logger may tell the value of. */
const SECRETS = ["token", "authorization", "cookie", "password", "key", "secret", "env"];

/** Opens the log. The file is written synchronously: a crash loses no line, and a pass writes one. */
export async function openLogs({ dir, level, keep, instance, version }: LogOptions): Promise<Logs> {
  const file = await roll({
    file: join(dir, "lockstepd"),
    extension: ".log",
    size: FILE_SIZE,
    limit: { count: keep, removeOtherLogFiles: true },
    sync: true,
    mode: 0o600,
  });
  const waiting: LogEntry[] = [];
  let dropped = 0;
  const sink = {
    write(line: string) {
      if (waiting.length >= WAITING_MAX) dropped++;
      else waiting.push(toEntry(line));
    },
  };
  // A full disk must not end the daemon: the line is lost, and `status` tells about the disk.
  file.on("error", () => {});
  const streams = multistream([
    { level: "trace", stream: file },
    { level: "warn", stream: sink },
  ]);
  const base = { pid: process.pid, instance, version };
  let projects: () => readonly LoggedProject[] = () => [];
  const fields = (line: object) => redactedFields(line, projectPlaces(projects()));
  const options = {
    level,
    base,
    formatters: { log: fields },
    // It is made into plain values there already.
    serializers: { err: (value: unknown) => value },
    // What a child logger is given is none of a line's fields.
    redact: { paths: SECRETS, censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const log = pino(options, streams);
  return {
    log,
    know(known) {
      projects = known;
    },
    drain() {
      const result = { entries: waiting.splice(0), dropped };
      dropped = 0;
      return result;
    },
    close: () => file.end(),
  };
}

/** `line` was written by pino a moment ago: it is JSON with these fields. */
function toEntry(line: string): LogEntry {
  const {
    level,
    time,
    msg,
    part,
    project_id,
    pid: _pid,
    instance: _instance,
    version: _version,
    ...fields
  } = JSON.parse(line) as Record<string, unknown>;
  return {
    project_id: typeof project_id === "number" ? project_id : SHARED_PROJECT,
    level: level === 60 ? "fatal" : level === 50 ? "error" : "warn",
    message: typeof msg === "string" ? msg : "",
    service: typeof part === "string" ? part : "core",
    fields,
    timestamp: String(time),
  };
}
