/** Every setting: its type and bounds, its unit, why one would change it, and who may set it. Its default is in `defaults.ts`. */
import { z } from "zod";
import { compilePattern } from "../base/patterns.js";
import { scheduleFault } from "./cron.js";

/**
 * Who may set it. `anyone`: also a repository's files, which are not trusted. `machine`: the machine's file and the environment only.
 * `lower`: a repository may make it smaller. `off`: a repository may switch it off. `ignored`: as `machine`, but what a repository says
 * is passed over with a note, so that it can be shared with people whose machines allow it.
 */
export type Trust = "anyone" | "machine" | "lower" | "off" | "ignored";

export interface About {
  /** Unit or form of the value. */
  unit: string;
  why: string;
  trust: Trust;
}

/** What is said of a setting beside its type. */
export const abouts = z.registry<About>();

const PATTERN_LENGTH_MAX = 256;
const PATTERN_STARS_MAX = 6;
const LIST_LENGTH_MAX = 1_000;

const pattern = z.string().superRefine((text, context) => {
  const fault = patternFault(text);
  if (fault) context.addIssue({ code: "custom", message: fault });
});

/** A pattern that takes back what an earlier one left out may start with `!`. */
function patternFault(text: string): string | null {
  const body = text.startsWith("!") ? text.slice(1) : text;
  if (body.trim() === "" || body.startsWith("#")) return "a pattern is expected, such as `docs/old/`";
  if (text.length > PATTERN_LENGTH_MAX) return `a pattern may have ${PATTERN_LENGTH_MAX} characters`;
  if (text.split("*").length - 1 > PATTERN_STARS_MAX) return `a pattern may have ${PATTERN_STARS_MAX} stars`;
  if (/[\0\n\r]/.test(text)) return "a pattern is one line";
  if (body.split("/").includes("..")) return "a pattern cannot leave the project: `..` is not allowed";
  return compilePattern(body) === null ? "the braces stand for too many alternatives" : null;
}

const plainPattern = pattern.refine((text) => !text.startsWith("!"), "`!` has a meaning in `watch.ignore` only");

function names(why: string) {
  return z.array(z.string().min(1).max(64)).max(LIST_LENGTH_MAX).register(abouts, { unit: "names", why, trust: "anyone" });
}

function job(why: string) {
  const schedule = z.string().superRefine((text, context) => {
    const fault = scheduleFault(text);
    if (fault) context.addIssue({ code: "custom", message: fault });
  });
  return schedule.register(abouts, { unit: "cron in UTC, or off", why, trust: "off" });
}

/** Ways of watching, as the watcher knows them; a test compares both lists. */
export const BACKENDS = ["auto", "chokidar", "directories", "poll"] as const;

const watch = z.strictObject({
  backend: z.enum(BACKENDS).register(abouts, {
    unit: BACKENDS.join(", "),
    why: "auto takes the best that works: a watch a file up to 20,000 files, a watch a folder beyond, polling on network file systems.",
    trust: "machine",
  }),
  ignore: z.array(pattern).max(LIST_LENGTH_MAX).register(abouts, {
    unit: "patterns as in .gitignore, from the root",
    why: "Leave out more than git ignores and node_modules/, dist/, .lockstep/; `!dist/` takes one of these back.",
    trust: "anyone",
  }),
  quiet_ms: z.int().min(10).max(60_000).register(abouts, {
    unit: "milliseconds",
    why: "Longer when an editor or a build writes in bursts; shorter for an earlier answer.",
    trust: "anyone",
  }),
  cap_ms: z.int().min(10).max(300_000).register(abouts, {
    unit: "milliseconds, at least quiet_ms",
    why: "The longest wait while files keep changing.",
    trust: "anyone",
  }),
});

const pool = z.strictObject({
  threads: z.union([z.literal("auto"), z.int().min(1).max(16)]).register(abouts, {
    unit: "auto, or threads",
    why: "auto is one less than the cores, at most 4; fewer to leave the machine to others.",
    trust: "machine",
  }),
});

const limits = z.strictObject({
  file_bytes: z.int().min(1_024).max(67_108_864).register(abouts, {
    unit: "bytes",
    why: "Larger files are skipped and listed; raise it for a large document that must be checked.",
    trust: "lower",
  }),
  files: z.int().min(1).max(1_000_000).register(abouts, {
    unit: "files of a project",
    why: "Bounds memory and the time of a sweep; the files beyond it are left out and counted.",
    trust: "lower",
  }),
  rss: z.int().min(268_435_456).max(68_719_476_736).register(abouts, {
    unit: "bytes",
    why: "Memory of the daemon, at most half of the machine's; raise it for very large projects. Holds from the next start on.",
    trust: "machine",
  }),
  parse_ms: z.int().min(100).max(60_000).register(abouts, {
    unit: "milliseconds for one file",
    why: "A file that takes longer is given up until it changes; raise it on a slow machine.",
    trust: "lower",
  }),
});

const log = z.strictObject({
  level: z.enum(["error", "warn", "info", "debug"]).register(abouts, {
    unit: "error, warn, info or debug",
    why: "debug writes a line for each file.",
    trust: "machine",
  }),
  keep: z.int().min(1).max(100).register(abouts, {
    unit: "files of 10 MiB",
    why: "More to look further back.",
    trust: "machine",
  }),
});

const http = z.strictObject({
  enabled: z.boolean().register(abouts, {
    unit: "true or false",
    why: "Answer /healthz, /readyz and /metrics over HTTP, on this machine's loopback only.",
    trust: "machine",
  }),
  port: z.int().min(0).max(65_535).register(abouts, {
    unit: "port; 0 for any that is free, which `lockstep status` tells",
    why: "A fixed one for programs that ask regularly.",
    trust: "machine",
  }),
  metrics_public: z.boolean().register(abouts, {
    unit: "true or false",
    why: "Give /metrics without the token, to everybody on this machine: scores, findings and sizes by project number.",
    trust: "machine",
  }),
});

const clock = z.strictObject({
  sweep: job("Compares every file with what is known; finds what the watcher missed."),
  metrics: job("Records passes, files, parse time, queue depth and memory."),
  chunks: job("Cuts changed documents and code into pieces for the search."),
  reconcile: job("Reads every file again, and finds what neither watching nor sweeps have noticed."),
  metrics_rollup: job("Sums measurements up by minute, hour and day."),
  backup: job("Copies the ledger when something is new in it; keeps 8 six-hourly and 7 daily copies."),
  verify: job("Reads all of the newest backup, and makes another one when it is damaged."),
  checkpoint: job("Moves the ledger's log into the ledger."),
  optimize: job("Keeps the ledger's indexes in order."),
  retention: job("Removes old measurements, log lines and finished jobs."),
});

export const LEVELS = ["off", "note", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];

/** Classes of documents, as analysis knows them; a test compares both lists. */
export const CLASSES = [
  "generated",
  "template",
  "historical",
  "blueprint",
  "agent",
  "contributor",
  "mirror",
  "reference",
] as const;

const ignored = z.strictObject({
  rule: z.string().min(1).max(64),
  path: plainPattern,
  reference: z.string().min(1).max(512).optional(),
  reason: z.string().min(1).max(1_000),
  until: z.iso.date("a date is expected, such as 2027-01-31").optional(),
});

function bounded<T extends z.ZodType<Record<string, unknown>>>(map: T): T {
  return map.refine((entries) => Object.keys(entries).length <= LIST_LENGTH_MAX, `at most ${LIST_LENGTH_MAX} entries`);
}

const vocabulary = z.strictObject({
  foreign: names("Names of other projects that your documents speak of; they are never drift."),
  own: names("Names that are this project's own, although another project has them too."),
});

/** Kinds of sync, as analysis knows them; a test compares both lists. */
export const SYNC_TYPES = ["code_to_docs", "docs_to_code", "bidirectional"] as const;

const auto_sync = z.strictObject({
  write: z.enum(["off", "safe"]).register(abouts, {
    unit: "off or safe",
    why: "safe has the daemon write safe fixes into documents by itself; in a repository's file it is passed over.",
    trust: "ignored",
  }),
  exclude: z.array(plainPattern).max(LIST_LENGTH_MAX).register(abouts, {
    unit: "patterns as in .gitignore, from the root",
    why: "Documents that the daemon never writes, whatever the machine says.",
    trust: "anyone",
  }),
});

/** The whole configuration. */
export const configSchema = z.strictObject({
  watch,
  settle_seconds: z.number().min(0).max(600).register(abouts, {
    unit: "seconds",
    why: "Longer when findings appear while an edit is half done.",
    trust: "anyone",
  }),
  pool,
  limits,
  log,
  http,
  clock,
  ledger: z
    .string()
    .max(4_096)
    .refine((path) => path.startsWith("/") || path.startsWith("~/"), "an absolute path is expected, or one from `~/`")
    .nullable()
    .register(abouts, {
      unit: "path",
      why: "Put the ledger, with its backups and logs beside it, on another local disk.",
      trust: "machine",
    }),
  rules: bounded(z.record(z.string().max(64), z.enum(LEVELS))).register(abouts, {
    unit: "rule, `group/*` or `*`: off, note, warning or error",
    why: "Switch a rule off, or make it weigh more or less.",
    trust: "anyone",
  }),
  ignore: z.array(ignored).max(LIST_LENGTH_MAX).register(abouts, {
    unit: "list of {rule, path, reference, reason, until}; reference and until may be left out",
    why: "Accept findings with a reason, for good or until a date.",
    trust: "anyone",
  }),
  classes: bounded(z.record(plainPattern, z.enum(CLASSES))).register(abouts, {
    unit: `pattern: ${CLASSES.join(", ")}`,
    why: "Say what a document is when its name does not.",
    trust: "anyone",
  }),
  vocabulary,
  sync: bounded(z.record(plainPattern, z.enum(SYNC_TYPES))).register(abouts, {
    unit: `pattern: ${SYNC_TYPES.join(", ")}`,
    why: "Say which side is right where a document and the code disagree: the code, the document, or whoever did not move.",
    trust: "anyone",
  }),
  auto_sync,
});

export type Config = z.output<typeof configSchema>;

/** What one file may hold: any part of it. */
export const layerSchema = z
  .strictObject({
    ...configSchema.shape,
    watch: watch.partial(),
    pool: pool.partial(),
    limits: limits.partial(),
    log: log.partial(),
    http: http.partial(),
    clock: clock.partial(),
    vocabulary: vocabulary.partial(),
    auto_sync: auto_sync.partial(),
  })
  .partial();

export type Layer = z.output<typeof layerSchema>;
