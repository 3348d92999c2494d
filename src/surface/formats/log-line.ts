/** A line of the daemon's log for people. */
import type { Paint, Style } from "./colours.js";
import { escapeText } from "./escape.js";

/** pino's numbers. */
export const LEVELS: Readonly<Record<string, number>> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };

interface LogLine {
  level: number;
  time: string;
  part: string;
  message: string;
  fields: Record<string, unknown>;
}

/** null for a line that is none of pino's. */
export function parseLogLine(line: string): LogLine | null {
  let values: unknown;
  try {
    values = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof values !== "object" || values === null) return null;
  const {
    level,
    time,
    part,
    msg,
    pid: _pid,
    instance: _instance,
    version: _version,
    hostname: _host,
    ...fields
  } = values as Record<string, unknown>;
  if (typeof level !== "number") return null;
  return { level, time: String(time ?? ""), part: String(part ?? "core"), message: String(msg ?? ""), fields };
}

/** `2025-03-01T10:30:00.000Z warn  watcher message key=value`. */
export function renderLogLine(line: string, paint: Paint): string {
  const parsed = parseLogLine(line);
  if (parsed === null) return escapeText(line);
  const { level, time, part, message, fields } = parsed;
  const name = Object.entries(LEVELS).find(([, number]) => number === level)?.[0] ?? String(level);
  const words = Object.entries(fields).map(
    ([key, value]) => `${paint("dim", `${escapeText(key)}=`)}${escapeText(shownValue(value))}`,
  );
  return [
    paint("dim", escapeText(time)),
    paint(styleOf(level), name.padEnd(5)),
    escapeText(part),
    escapeText(message),
    ...words,
  ].join(" ");
}

function shownValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function styleOf(level: number): Style {
  if (level >= 50) return "error";
  return level >= 40 ? "warning" : "note";
}
