/** What holds where nobody has set anything. Apart from the schema, so that a run without a configuration loads no validator. */
import type { Config } from "./schema.js";

export const DEFAULTS: Readonly<Config> = {
  watch: { backend: "auto", ignore: [], quiet_ms: 100, cap_ms: 500 },
  settle_seconds: 2,
  pool: { threads: "auto" },
  limits: { file_bytes: 1_048_576, files: 200_000, rss: 1_288_490_189, parse_ms: 2_000 },
  log: { level: "info", keep: 5 },
  http: { enabled: false, port: 0, metrics_public: false },
  clock: {
    sweep: "* * * * *",
    metrics: "* * * * *",
    chunks: "* * * * *",
    reconcile: "17 3 * * *",
    metrics_rollup: "*/5 * * * *",
    backup: "11 */6 * * *",
    verify: "47 5 * * 0",
    checkpoint: "*/5 * * * *",
    optimize: "23 4 * * *",
    retention: "41 2 * * *",
  },
  ledger: null,
  rules: {},
  ignore: [],
  classes: {},
  vocabulary: { foreign: [], own: [] },
  sync: {},
  auto_sync: { write: "off", exclude: [] },
};
