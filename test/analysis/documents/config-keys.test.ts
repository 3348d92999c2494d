import { describe, expect, it } from "vitest";
import { readConfigKeys } from "../../../src/analysis/documents/config-keys.js";

/** Names by level, each read back from its place. */
function read(lang: string, content: string): string[][] {
  return readConfigKeys(lang, content).map((level) =>
    level.map(({ name, start, end }) => {
      expect(content.slice(start, end)).toBe(name);
      return name;
    }),
  );
}

const YAML = `# c: 1
server:
  port: 80 # and: more
  "quoted key": x
  tls: { cert: a,
    key: b }
  text: |
    not: a key
    at: all

  after: 1
list:
- a: 1
  b: 2
- a: 3
  nested:
    - deep: 1
time: 12:30
url: http://x
- : 1
...
`;
const JSON5 = `{
  // "no": 1
  "a": { 'b': [1, { c: 2 }], "x:y": "a: b" },
  ...
  d: "\\"e\\": 1",
}`;
const TOML = `title = "a = b"
list = [
  "c = 1",
]
text = """
d = 1
"""
[table.inner]
"quoted" = 1
bare-key = { e = 1 }
[[array]]
f = 1
`;

describe("keys of a configuration sample", () => {
  it("of YAML stand beside each other by indentation, items of lists apart", () => {
    expect(read("yaml", YAML)).toEqual([
      ["server", "list", "time", "url"],
      ["port", "quoted key", "tls", "text", "after"],
      ["a", "b"],
      ["a", "nested"],
      ["deep"],
    ]);
  });

  it("of JSON stand between their braces, with comments, without quotes and with parts left out", () => {
    expect(read("json5", JSON5)).toEqual([["a", "d"], ["b", "x:y"], ["c"]]);
  });

  it("of TOML stand below the header of their table", () => {
    expect(read("toml", TOML)).toEqual([["title", "list", "text"], ["quoted", "bare-key"], ["f"]]);
  });

  it("are none in another language, nor in what is too long", () => {
    expect(read("ts", "a: 1")).toEqual([]);
    expect(read("yaml", "a: 1\n".repeat(20_000))).toEqual([]);
  });

  it.each(["yaml", "json", "toml"])("of hostile %s are read in linear time", (lang) => {
    for (const text of ["[", "{", "- ", "a: ", '"', "a = [", "'''", "- a:\n", " ".repeat(50)]) {
      const content = text.repeat(Math.floor(65_000 / text.length));
      expect(readConfigKeys(lang, content).length).toBeLessThanOrEqual(65_000);
    }
  });
});
