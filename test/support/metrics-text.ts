/** A strict reader of the text that Prometheus reads (version 0.0.4 of the format). */

export interface Family {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SUFFIXES: Record<string, readonly string[]> = {
  counter: [""],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

/** Families by name. Throws for whatever the format does not allow, and for two samples of the same name and labels. */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: { name: string; family: Family } | null = null;
  let help: { name: string; text: string } | null = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const told = /^# (HELP|TYPE) (\S+)(?: (.*))?$/.exec(line);
    if (line === "") continue;
    if (line.startsWith("#")) {
      const [, what, name = "", rest = ""] = told ?? fail("neither HELP nor TYPE");
      if (!NAME.test(name)) fail("no name");
      if (what === "HELP") {
        if (/\\(?![\\n])/.test(rest)) fail("unknown escape in a help text");
        help = { name, text: rest };
        continue;
      }
      if (families.has(name)) fail("a second family of the name");
      if (!(rest in SUFFIXES)) fail("unknown type");
      if (help?.name !== name || help.text === "") fail("no help for it before");
      current = { name, family: { type: rest, help: help?.text ?? "", samples: [] } };
      families.set(name, current.family);
      continue;
    }
    const sample = readSample(line);
    const { name, family } = current ?? fail("a sample before any family");
    if (!(SUFFIXES[family.type] ?? []).some((suffix) => sample.name === `${name}${suffix}`)) fail(`not of the family ${name}`);
    const key = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(key)) fail("a second sample of the same labels");
    if (family.type === "counter" && !(sample.value >= 0)) fail("a counter below 0");
    seen.add(key);
    family.samples.push(sample);
  }
  return families;
}

function readSample(line: string): Family["samples"][number] {
  const [, name = "", labels, value = ""] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (!NAME.test(name)) throw new Error(`no sample: ${line}`);
  return { name, labels: labels === undefined ? {} : readLabels(labels, line), value: readValue(value, line) };
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(,|$)/y;
  while (pair.lastIndex < text.length) {
    const [, name = "", value = ""] = pair.exec(text) ?? [];
    if (name === "" || name.startsWith("__") || name in labels) throw new Error(`labels: ${line}`);
    labels[name] = value;
  }
  return labels;
}

function readValue(text: string, line: string): number {
  // As Go reads numbers, which is how the format is defined: the case of these words does not matter.
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`no value: ${line}`);
  return Number(text);
}
