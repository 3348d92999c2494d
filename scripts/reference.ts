/** docs/reference.md: everything one can type, ask and be told, out of the definitions. */
import type { z } from "zod";
import type { Rule } from "../src/analysis/rules/rule.js";
import { ERROR_CODES } from "../src/base/errors.js";
import { TOPICS } from "../src/base/events.js";
import { callShape } from "../src/domains/call.js";
import type { Method } from "../src/domains/method.js";
import { stampShape } from "../src/domains/stamp.js";
import { longForm } from "../src/surface/cli/help.js";
import { COMMON_OPTIONS, type CommandSpec, type Manifest } from "../src/surface/cli/manifest.js";
import { LIMITS, wireCode } from "../src/surface/socket/protocol.js";
import { resultSchemaOf, type Schema, schemaOf } from "./manifest.js";

export interface ReferenceParts {
  manifest: Manifest;
  methods: readonly Method[];
  connectionMethods: readonly { name: string; summary: string; params: z.ZodObject; result: z.ZodType }[];
  metrics: readonly { name: string; type: string; labels: readonly string[]; help: string }[];
  rules: readonly (Pick<Rule, "id" | "summary" | "needs"> & { weight: number; confidence: number; severity: string })[];
}

const EXIT_MEANING: Record<number, string> = {
  0: "nothing drifted; the verb did what it should",
  1: "a document drifted",
  2: "usage or configuration error",
  3: "nothing could be checked",
  4: "no daemon answers, or not in time",
  5: "ledger or socket refused: locked, newer, damaged",
  70: "a bug in lockstep",
  130: "interrupted",
};

export function renderReference({ manifest, methods, connectionMethods, rules, metrics }: ReferenceParts): string {
  const shapes = new Map<string, Schema>();
  const sections = [
    "# Reference",
    "Made by the build from the definitions in the code; `npm run docs` writes it anew.",
    "## Command line",
    ...manifest.verbs.map(renderVerb),
    `Every verb also takes ${COMMON_OPTIONS.map((option) => `\`${longForm(option)}\`${option.short ? ` (\`-${option.short}\`)` : ""}`).join(", ")}; \`--\` ends the options, which may also stand before the verb. ` +
      "Every method below has a long form, `lockstep DOMAIN VERB --param value`; without a daemon it reads the ledger itself.",
    renderExitStatus(),
    "## Rules",
    table(
      ["rule", "says", "weight", "confidence", "severity", "needs"],
      rules.map(({ id, summary, weight, confidence, severity, needs }) => [
        `\`${id}\``,
        summary,
        String(weight),
        String(confidence),
        severity,
        needs.join(", "),
      ]),
    ),
    "## Methods",
    "The socket speaks JSON-RPC 2.0, one message a line. Params are an object; what a method does not know is refused. Results only grow.",
    `Every answer also carries the state it was computed from:\n\n${renderProperties(resultSchemaOf(stampShape), 0)}`,
    `Every method but ${connectionMethods.map(({ name }) => `\`${name}\``).join(", ")} also takes:\n\n${renderParams(callShape)}`,
    ...[...connectionMethods, ...methods].map((method) => renderMethod(method, shapes)),
    "### Events",
    `\`subscribe\` sends notifications \`event\` with \`{subscription, instance, seq, topic, project, data}\`. Topics: ${[...TOPICS].map((topic) => `\`${topic}\``).join(", ")}; also ` +
      "`lagged` (a slow reader missed events from `data.from_seq` on), `heartbeat` and `bye`. The notification `$/cancel {id}` ends the wait for a request.",
    "## Shapes",
    ...[...shapes].map(([name, schema]) => `### ${name}\n\n${renderProperties(schema, 0)}`),
    "## HTTP",
    "Off unless the machine's configuration sets `http.enabled`; then on 127.0.0.1 and ::1 only, on the port that `lockstep status` tells. " +
      "`/healthz` answers while the daemon lives. `/readyz` answers 200, or 503 with `reasons`: `starting: <step>`, `draining`, `degraded: <why>`, " +
      "`indexing: project <id>`, `paused: project <id>`. `/metrics` is the text that Prometheus reads, and wants `Authorization: Bearer TOKEN` " +
      "with the token of the file that `lockstep status` names, unless `http.metrics_public` is set. Beside Node's own figures it gives:",
    table(
      ["metric", "type", "labels", ""],
      metrics.map(({ name, type, labels, help }) => [
        `\`${name}\``,
        type,
        labels.map((label) => `\`${label}\``).join(", "),
        help,
      ]),
    ),
    "## Errors",
    table(
      ["name", "code", "exit status"],
      (Object.entries(ERROR_CODES) as [keyof typeof ERROR_CODES, number][]).map(([name, status]) => [
        `\`${name}\``,
        String(wireCode(name)),
        String(status),
      ]),
    ),
    "## Limits",
    table(
      ["limit", "value"],
      Object.entries(LIMITS).map(([name, value]) => [`\`${name}\``, value.toLocaleString("en-US")]),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

function renderVerb({ name, summary, positional, options }: CommandSpec): string {
  const words = [
    ...positional.map((spec) => (spec.required ? spec.name : `[${spec.name}]`)),
    ...(options.length > 0 ? ["[OPTIONS]"] : []),
  ];
  const rows = [
    ...positional.map((spec) => [`\`${spec.name}\``, spec.summary]),
    ...options.map((option) => {
      const { short, summary } = option;
      return [`\`${longForm(option)}\`${short === undefined ? "" : `, \`-${short}\``}`, summary];
    }),
  ];
  const heading = `### \`${["lockstep", name, ...words].join(" ")}\`\n\n${summary}.`;
  return rows.length === 0 ? heading : `${heading}\n\n${table(["", ""], rows)}`;
}

function renderExitStatus(): string {
  const rows = Object.entries(EXIT_MEANING).map(([status, meaning]) => [status, meaning]);
  return `### Exit status\n\n${table(["status", "meaning"], rows)}`;
}

function renderMethod(
  { name, summary, params, result }: ReferenceParts["connectionMethods"][number],
  shapes: Map<string, Schema>,
): string {
  const given = resultSchemaOf(result);
  for (const [id, schema] of Object.entries(given.$defs ?? {})) shapes.set(id, schema);
  const gives = given.$ref ? `Gives ${typeText(given)}.` : renderGiven(given);
  return `### \`${name}\`\n\n${summary}.\n\n${renderParams(params)}\n\n${gives}`;
}

function renderGiven(given: Schema): string {
  const properties = renderProperties(given, 0);
  return properties === "" ? "Gives nothing else." : `Gives:\n\n${properties}`;
}

function renderParams(params: z.ZodObject): string {
  const taken = schemaOf(params);
  const rows = Object.entries(taken.properties ?? {}).map(([param, schema]) => {
    const needed = taken.required?.includes(param)
      ? "required"
      : schema.default === undefined
        ? ""
        : `\`${JSON.stringify(schema.default)}\``;
    return [`\`${param}\``, typeText(schema), needed, schema.description ?? ""];
  });
  return rows.length === 0 ? "Takes nothing." : table(["param", "type", "default", ""], rows);
}

/** Properties as a list, those inside of them indented below. */
function renderProperties(schema: Schema, depth: number): string {
  const lines = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const optional = schema.required?.includes(name) ? "" : ", may be absent";
    const about = property.description ? `: ${property.description}` : "";
    const line = `${"  ".repeat(depth)}- \`${name}\` ${typeText(property)}${optional}${about}`;
    const inner = innerOf(property);
    return inner ? [line, renderProperties(inner, depth + 1)] : [line];
  });
  return lines.join("\n");
}

/** The object whose properties are worth a list: a property's own, its items', or what it is when not null. */
function innerOf(schema: Schema): Schema | null {
  const candidates = [schema, schema.items, ...(schema.anyOf ?? [])];
  return candidates.find((one) => one?.properties !== undefined) ?? null;
}

function typeText(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.anyOf) return schema.anyOf.map(typeText).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeText(schema.items) : "values"}`;
  if (schema.type === "object" && typeof schema.additionalProperties === "object")
    return `object of ${typeText(schema.additionalProperties)}`;
  if (schema.type === "integer" || schema.type === "number") return `${schema.type}${rangeText(schema)}`;
  if (typeof schema.type === "object") return schema.type.join(" or ");
  return schema.type ?? "any value";
}

function rangeText({ minimum, maximum }: Schema): string {
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? null : minimum;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? null : maximum;
  if (low === null && high === null) return "";
  return high === null ? `, ${low} or more` : low === null ? `, ${high} or less` : `, ${low} to ${high}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
