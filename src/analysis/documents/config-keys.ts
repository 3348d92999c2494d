/** The keys of a configuration sample, level by level: what stands beside each other in one mapping, table or object. */
import { readJsTokens } from "./js-tokens.js";

export interface ConfigKey {
  name: string;
  /** Offsets in the content, quotes left out. */
  start: number;
  end: number;
}

/** The keys of one mapping. */
export type ConfigLevel = ConfigKey[];

type Reader = (content: string) => ConfigLevel[];

/** Content beyond this is no sample. */
const LENGTH_MAX = 65_536;
const READERS = new Map<string, Reader>([
  ["yaml", readYaml],
  ["yml", readYaml],
  ["json", readJson],
  ["jsonc", readJson],
  ["json5", readJson],
  ["toml", readToml],
]);

/** The levels of a sample in `lang`, outer ones first where they begin first; none for another language. Linear, never throws. */
export function readConfigKeys(lang: string, content: string): ConfigLevel[] {
  const read = READERS.get(lang);
  return read === undefined || content.length > LENGTH_MAX ? [] : read(content);
}

/** Each string or name before a colon, by the braces around it; comments and missing parts do no harm. */
function readJson(content: string): ConfigLevel[] {
  const { tokens } = readJsTokens(content, { jsx: false });
  const levels: ConfigLevel[] = [];
  const open: (ConfigLevel | null)[] = [];
  tokens.forEach((token, at) => {
    const { kind, text, start, end } = token;
    if (kind === "punct" && (text === "{" || text === "[")) {
      const level: ConfigLevel | null = text === "{" ? [] : null;
      if (level) levels.push(level);
      open.push(level);
    } else if (kind === "punct" && (text === "}" || text === "]")) open.pop();
    else if ((kind === "string" || kind === "name") && tokens[at + 1]?.text === ":") {
      const quotes = kind === "string" ? 1 : 0;
      open.at(-1)?.push({ name: text, start: start + quotes, end: end - quotes });
    }
  });
  return levels;
}

const YAML_KEY = /(?:"([^"\\]{1,200})"|'([^']{1,200})'|([A-Za-z_$][\w$./-]{0,199})) {0,9}:(?=\s|$)/y;
const BLOCK_SCALAR = /^[|>][-+\d]{0,2}\s*(?:#.*)?$/;

/** Lines `key: …` by their indentation; each item of a list is a mapping of its own. Text of block scalars and flow collections is none. */
function readYaml(content: string): ConfigLevel[] {
  const levels: ConfigLevel[] = [];
  const open: { indent: number; level: ConfigLevel }[] = [];
  let scalar = -1;
  let brackets = 0;
  for (const { text, at } of lines(content)) {
    const indent = text.length - text.trimStart().length;
    if (text.trim() === "" || text[indent] === "#") continue;
    if (scalar >= 0 && indent > scalar) continue;
    scalar = -1;
    if (brackets > 0) {
      brackets += balance(text);
      continue;
    }
    let from = indent;
    while (text.startsWith("- ", from)) {
      while ((open.at(-1)?.indent ?? -1) > from) open.pop();
      from += 2;
      while (text[from] === " ") from++;
      if (open.at(-1)?.indent === from) open.pop();
    }
    YAML_KEY.lastIndex = from;
    const found = YAML_KEY.exec(text);
    if (found === null) continue;
    while ((open.at(-1)?.indent ?? -1) > from) open.pop();
    if (open.at(-1)?.indent !== from) {
      open.push({ indent: from, level: [] });
      levels.push((open.at(-1) as { level: ConfigLevel }).level);
    }
    const name = found[1] ?? found[2] ?? found[3] ?? "";
    const start = at + from + (found[3] === undefined ? 1 : 0);
    open.at(-1)?.level.push({ name, start, end: start + name.length });
    const value = text.slice(from + found[0].length).trim();
    if (BLOCK_SCALAR.test(value.slice(0, 100))) scalar = from;
    else if (value.startsWith("{") || value.startsWith("[")) brackets = Math.max(0, balance(value));
  }
  return levels;
}

const TOML_KEY = /^\s*(?:"([^"\\]{1,200})"|'([^']{1,200})'|([\w-]{1,200}))\s*=/;

/** Lines `key = …` below the header of their table. Lines of texts and lists that go on are none. */
function readToml(content: string): ConfigLevel[] {
  const levels: ConfigLevel[] = [[]];
  let quotes: string | null = null;
  let brackets = 0;
  for (const { text, at } of lines(content)) {
    if (quotes !== null) {
      if (text.includes(quotes)) quotes = null;
      continue;
    }
    if (brackets > 0) {
      brackets += balance(text);
      continue;
    }
    if (/^\s*\[/.test(text)) {
      levels.push([]);
      continue;
    }
    const found = TOML_KEY.exec(text.slice(0, 500));
    if (found === null) continue;
    const name = found[1] ?? found[2] ?? found[3] ?? "";
    const start = at + text.indexOf(name);
    levels.at(-1)?.push({ name, start, end: start + name.length });
    const value = text.slice(found[0].length).trim();
    const opened = ['"""', "'''"].find((mark) => value.startsWith(mark));
    if (opened !== undefined && value.indexOf(opened, 3) === -1) quotes = opened;
    else if (value.startsWith("[") || value.startsWith("{")) brackets = Math.max(0, balance(value));
  }
  return levels;
}

/** How many more brackets a line opens than it closes. */
function balance(text: string): number {
  let count = 0;
  for (const one of text)
    if ("[{".includes(one)) count++;
    else if ("]}".includes(one)) count--;
  return count;
}

function* lines(content: string): Generator<{ text: string; at: number }> {
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf("\n", at);
    const next = end === -1 ? content.length : end;
    yield { text: content.slice(at, next).replace(/\r$/, ""), at };
    at = next + 1;
  }
}
