import { z } from "zod";
import { getProjectAt, ledgerOf } from "../documentation/find-project.js";
import { folderOrNone } from "../documentation/params.js";
import { SHARED_PROJECT } from "../documentation/projects.js";
import { type DaemonStatus, method, type ReadingContext } from "../method.js";
import { restoredShape } from "../restore/note.js";
import { daemonOf } from "./daemon-of.js";

type Context = ReadingContext;

const anyRoot = folderOrNone("Folder of a project; without it, the daemon's own");
const limitOf = (most: number) => z.int().min(1).max(most).default(100).describe("Most rows to return");

/** Longest wait of `daemon.fresh`, and the usual one. */
const FRESH_MS_MAX = 120_000;
const FRESH_MS = 10_000;

function projectIdOf(context: Context, root: string | null): number {
  return root === null ? SHARED_PROJECT : getProjectAt(ledgerOf(context), root).id;
}

const projectStatus = z
  .object({
    id: z.int(),
    name: z.string(),
    root: z.string(),
    state: z.string().describe("`indexing`, `ready`, `paused: <why>`"),
    seq: z.int(),
    documents: z.int(),
    files: z.int(),
    findings: z.int(),
    score: z.number().nullable(),
    drift_detected: z.boolean(),
    skipped: z.int(),
    poisoned: z.int(),
    poisoned_files: z.array(z.string()).describe("The first of them, by path; skipped until they change"),
    warning: z.string().nullable(),
    backend: z.object({
      name: z.string().describe("`chokidar`, `directories`, `poll`, or `none`"),
      reason: z.string(),
      remedy: z.string().nullable().describe("What would let a better one work; null when this is the best"),
      watches: z.int().describe("Held of the operating system when it began"),
    }),
    queue_depth: z.int(),
    last_pass: z.object({ at: z.string(), files: z.int(), took_ms: z.number() }).nullable(),
    history: z.object({ kind: z.string(), note: z.string() }),
    progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  })
  .meta({ id: "ProjectStatus" });

const statusFields = {
  running: z.literal(true),
  instance: z.string(),
  pid: z.int(),
  version: z.string(),
  started_at: z.string(),
  seq: z.int(),
  as_of: z.string(),
  state: z.string().describe("`starting: <step>`, `ready`, `degraded: <why>`, `draining`"),
  safe_mode: z.string().nullable().describe("Why it does no more than it must, until `lockstep restart`"),
  projects: z.array(projectStatus),
  queue: z.object({ depth: z.int(), in_progress: z.int(), dead_letters: z.int() }),
  last_pass: z.object({ at: z.string(), project: z.string(), files: z.int(), took_ms: z.number() }).nullable(),
  ledger: z.string().describe("Path of the ledger"),
  socket: z.string().describe("Path of the socket"),
  http: z
    .object({
      port: z.int().nullable().describe("On 127.0.0.1 and ::1; null while it cannot be opened"),
      token_file: z.string().describe("File that holds the token, new with each start"),
      metrics_public: z.boolean().describe("Whether `/metrics` is given without the token"),
      fault: z.string().nullable().describe("What is in the way, and what to do"),
    })
    .nullable()
    .describe("null when `http.enabled` is not set"),
  restored: restoredShape.nullable().describe("What a restore of the ledger did, until `lockstep db acknowledge`"),
  memory: z.object({ rss: z.number(), heap_used: z.number() }).describe("Bytes"),
};

const statusShape: z.ZodType<DaemonStatus> = z.object(statusFields).meta({ id: "Status" });

export const status = method({
  name: "daemon.status",
  summary: "Tell how the daemon and its projects are",
  writes: false,
  early: true,
  params: z.object({}),
  result: statusShape,
  cli: { short: "status" },
  run: (context: Context) => daemonOf(context).status(),
});

export const ping = method({
  name: "daemon.ping",
  summary: "Answer at once",
  writes: false,
  early: true,
  params: z.object({}),
  result: z.object({ pong: z.literal(true) }),
  run: (context: Context) => {
    daemonOf(context);
    return { pong: true as const };
  },
});

export const stop = method({
  name: "daemon.stop",
  summary: "End the daemon in good order",
  writes: false,
  early: true,
  params: z.object({}),
  result: z.object({ stopping: z.literal(true), pid: z.int() }),
  cli: { short: "stop" },
  run: (context: Context) => {
    const daemon = daemonOf(context);
    const { pid } = daemon.status();
    daemon.stop();
    return { stopping: true as const, pid };
  },
});

export const reload = method({
  name: "daemon.reload",
  summary: "Read all configuration anew, unless some of it is refused",
  writes: false,
  params: z.object({}),
  result: z.object({
    projects: z.array(z.string()).describe("Roots of the projects that are watched and swept anew"),
    restart: z.array(z.string()).describe("Settings that are different, and hold from the next start on"),
  }),
  cli: { short: "reload" },
  run: (context: Context) => daemonOf(context).reload(),
});

export const fresh = method({
  name: "daemon.fresh",
  summary: "Wait until everything changed before this call is judged",
  writes: false,
  params: z.object({
    root: folderOrNone("Folder of the project; without it, all projects"),
    timeout_ms: z.int().min(1).max(FRESH_MS_MAX).default(FRESH_MS).describe("Longest wait, milliseconds"),
  }),
  result: z.object({
    ...statusFields,
    not_fresh: z
      .array(z.object({ root: z.string(), code: z.string(), reason: z.string() }))
      .describe("Of all projects, those that nothing new can be said of now"),
  }),
  run: async (context: Context, request) => {
    const daemon = daemonOf(context);
    const not_fresh = await daemon.waitFresh(request);
    return { ...daemon.status(), not_fresh };
  },
});

export const metrics = method({
  name: "operations.metrics",
  summary: "List the newest sample of each metric",
  writes: false,
  params: z.object({ root: anyRoot, limit: limitOf(500) }),
  result: z.object({
    metrics: z.array(
      z.object({
        metric_type: z.string(),
        component_name: z.string(),
        metric_value: z.number(),
        unit: z.string(),
        timestamp: z.string(),
        metadata: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    ),
  }),
  run: (context: Context, { root, limit }) => {
    const project_id = projectIdOf(context, root);
    const rows = ledgerOf(context).operations.listLatestMetrics({ project_id, limit });
    return { metrics: rows.map(({ project_id: _, ...row }) => row) };
  },
});

export const metric = method({
  name: "operations.metric",
  summary: "List the samples of one metric, newest first",
  writes: false,
  params: z.object({
    root: anyRoot,
    metric_type: z.string().min(1).max(128).describe("Name of the metric, which ends in its unit"),
    component_name: z.string().min(1).max(64).describe("Part of the daemon that it is of"),
    resolution: z.enum(["raw", "minute", "hour", "day"]).default("raw").describe("Each sample, or what they sum up to"),
    limit: limitOf(500),
  }),
  result: z.object({
    samples: z.array(
      z.object({
        metric_value: z.number().describe("Of several samples, their mean"),
        timestamp: z.string().describe("Of several samples, the beginning of their time"),
        samples: z.int(),
        metric_min: z.number(),
        metric_max: z.number(),
      }),
    ),
  }),
  run: (context: Context, { root, ...request }) => {
    const project_id = projectIdOf(context, root);
    const samples = ledgerOf(context).operations.listMetric({ project_id, ...request });
    const shown = samples.map(({ metric_value, timestamp, samples, metric_min, metric_max }) => {
      return { metric_value, timestamp, samples, metric_min, metric_max };
    });
    return { samples: shown };
  },
});

export const logs = method({
  name: "operations.logs",
  summary: "List the warnings and errors that the ledger holds, newest first",
  writes: false,
  params: z.object({
    root: folderOrNone("Folder of a project; without it, of all"),
    level: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("warn").describe("Least level to list"),
    limit: limitOf(200),
  }),
  result: z.object({
    logs: z.array(
      z.object({
        level: z.string(),
        message: z.string(),
        service: z.string().describe("Part of the daemon that says it"),
        fields: z.record(z.string(), z.unknown()),
        timestamp: z.string(),
      }),
    ),
  }),
  run: (context: Context, { root, level, limit }) => {
    const project_id = root === null ? null : projectIdOf(context, root);
    const rows = ledgerOf(context).operations.listLogs({ project_id, level, limit });
    return { logs: rows.map(({ id: _, project_id: __, ...row }) => row) };
  },
});

export const queue = method({
  name: "operations.queue",
  summary: "Tell what waits to be done, and what failed for good",
  writes: false,
  params: z.object({ root: anyRoot }),
  result: z.object({
    pending: z.int(),
    in_progress: z.int(),
    dead_letters: z.int(),
    failed: z.array(
      z.object({
        id: z.int(),
        task_type: z.string(),
        coalescing_key: z.string(),
        retries: z.int(),
        error_message: z.string().nullable(),
        created_at: z.string(),
      }),
    ),
  }),
  run: (context: Context, { root }) => {
    const { inbox } = ledgerOf(context);
    const project_id = projectIdOf(context, root);
    const failed = inbox
      .listDeadLetters({ project_id })
      .map(({ id, task_type, coalescing_key, retries, error_message, created_at }) => {
        return { id, task_type, coalescing_key, retries, error_message, created_at };
      });
    return { ...inbox.depth({ project_id: root === null ? null : project_id }), failed };
  },
});

export const audit = method({
  name: "operations.audit",
  summary: "List who told the daemon what, newest first",
  writes: false,
  params: z.object({ root: anyRoot, limit: limitOf(200) }),
  result: z.object({
    audit: z.array(
      z.object({
        agent_id: z.string(),
        method: z.string(),
        entity_type: z.string(),
        entity_id: z.string(),
        action: z.enum(["create", "update", "delete"]),
        changes: z.record(z.string(), z.unknown()),
        timestamp: z.string(),
      }),
    ),
  }),
  run: (context: Context, { root, limit }) => {
    const project_id = projectIdOf(context, root);
    const rows = ledgerOf(context).operations.listAudit({ project_id, limit });
    return { audit: rows.map(({ id: _, project_id: __, ...row }) => row) };
  },
});

export const operationsMethods = [status, ping, stop, reload, fresh, metrics, metric, logs, queue, audit] as const;
