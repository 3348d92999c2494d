import { describe, expect, it } from "vitest";
import { claims, claimsBut, claimsOf, fence, read } from "./support.js";

describe("an import of a fence", () => {
  const imports = (...lines: string[]) =>
    claimsOf("import", fence("ts", ...lines)).map((claim) => `${claim.normalized}${claim.type_only ? " type" : ""}`);

  it("claims the module and each name", () => {
    expect(imports("import kettle, { boil, heat as warm, type Lid } from 'kettle';")).toEqual([
      "kettle#default",
      "kettle#boil",
      "kettle#heat",
      "kettle#Lid type",
      "kettle",
    ]);
    expect(
      imports(
        "import type { A } from './a.js';",
        "import './b.css';",
        "export { C as D } from './c.js';",
        "export * from './d.js';",
      ),
    ).toEqual(["./a.js#A type", "./a.js type", "./b.css", "./c.js#C", "./c.js", "./d.js"]);
  });

  it("is read from require and import()", () => {
    expect(
      imports(
        "const { a, b: c = 1 } = require('x');",
        "const y = require('y');",
        "const { z } = await import('z');",
        "require('w').v();",
        "import v = require('v');",
      ),
    ).toEqual(["x#a", "x#b", "x", "y", "z#z", "z", "w", "v"]);
  });

  it("claims what is used of a namespace", () => {
    expect(imports("import * as k from 'kettle';", "k.boil(k.Lid);", "k.boil();")).toEqual([
      "kettle",
      "kettle#boil",
      "kettle#Lid",
    ]);
  });

  it("counts later uses of a name that keeps its name", () => {
    const text = fence(
      "ts",
      "import { boil, heat as warm } from 'kettle';",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the sample
      "boil(); a.boil(); ({ boil: 1 }); `${boil()}`; // boil",
      "warm();",
    );
    const [boil, heat] = claimsOf("import", text);
    expect(boil?.occurrences).toHaveLength(2);
    expect(heat?.occurrences).toEqual([]);
  });

  it("is not read from strings, comments, other languages, or code that does not close", () => {
    expect(
      imports("// import { a } from 'a'", "const s = \"import { a } from 'a'\";", "/* require('b') */", "`import 'c'`;"),
    ).toEqual([]);
    expect(imports("import { a } from 'a';", "function x() {")).toEqual([]);
    expect(claims(fence("", "import { a } from 'a';"))).toEqual([]);
    expect(claims(fence("py", "from a import b"))).toEqual([]);
    expect(claims(fence("diff", "-import { a } from 'a';"))).toEqual([]);
  });

  it("leaves out URLs and builtins by scheme, and marks stand-ins", () => {
    expect(imports("import 'node:fs';", "import 'https://x.io/a.js';")).toEqual([]);
    expect(claims(fence("ts", "import x from './my-app.js';"))).toEqual([
      "import x = ./my-app.js#default [placeholder]",
      "import ./my-app.js [placeholder]",
    ]);
  });

  it("is read from JSX and components", () => {
    const jsx = fence(
      "tsx",
      "import { Kettle } from 'kettle';",
      "export const a = <Kettle onBoil={(x) => <b>it's {x}</b>}>don't <br/> stop</Kettle>;",
      "const f = <T,>(x: T) => x;",
    );
    expect(claims(jsx).filter((claim) => claim.startsWith("import"))).toEqual(["import Kettle = kettle#Kettle", "import kettle"]);
    expect(claims(jsx).some((claim) => claim.includes("stop"))).toBe(false);
    const vue = fence("vue", "<script setup>", "import { Kettle } from 'kettle'", "</script>", "<template>it's</template>");
    expect(claimsBut("symbol", vue)).toEqual(["import Kettle = kettle#Kettle", "import kettle"]);
  });
});

describe("a name in inline code", () => {
  it.each([
    ["boilWater", "bare", null, "boilWater"],
    ["Kettle.boil", "qualified", "Kettle", "boil"],
    ["Kettle#boil", "qualified", "Kettle", "boil"],
    ["Kettle.prototype.boil", "qualified", "Kettle", "boil"],
    ["kettle.lid.open", "qualified", "kettle.lid", "open"],
    ["boil()", "call", null, "boil"],
    ["boil(litres, target?)", "call", null, "boil"],
    ["boil(litres: number): Promise<void>", "call", null, "boil"],
    ["kettle.boil(1)", "call", "kettle", "boil"],
    [".boil()", "call", null, "boil"],
    ["new Kettle()", "new", null, "Kettle"],
    ["new Kettle", "new", null, "Kettle"],
    ["@heated", "decorator", null, "heated"],
    ["@heated({ a: 1 })", "decorator", null, "heated"],
  ])("is read from `%s`", (code, form, owner, name) => {
    expect(claimsOf("symbol", `Call \`${code}\`.`)).toMatchObject([{ reference: code, form, owner, name, place: "code" }]);
  });

  it("is the name alone where type arguments or a keyword stand beside it", () => {
    expect(claims("`Kettle<T>` `Lid[]` `class Cup` `interface Tea {`")).toEqual(["symbol Kettle", "symbol Lid", "symbol Cup"]);
  });

  it.each([
    "true",
    "string",
    "x",
    "boil the water",
    "a + b",
    "--boil",
    "3.14",
    "'boil'",
    "key: value",
    "boil(",
    "f(a) + g(b)",
    "kettle.dev",
    "process.env.HOME",
    "this.x",
    "a => b",
    "…",
  ])("is not read from `%s`", (code) => {
    expect(claimsOf("symbol", `Call \`${code}\`.`)).toEqual([]);
  });

  it("is read from headings that are a name or a call", () => {
    expect(
      claimsOf("symbol", "# boilWater\n\n## `Kettle.boil(x)`\n\n### kettle.heat(x)\n\n## Usage\n\n## Two words\n").map(
        (claim) => [claim.reference, claim.place],
      ),
    ).toEqual([
      ["boilWater", "heading"],
      ["Kettle.boil(x)", "heading"],
      ["kettle.heat(x)", "heading"],
    ]);
  });
});

describe("a name in a fence", () => {
  const names = (lang: string, ...lines: string[]) =>
    claimsOf("symbol", fence(lang, ...lines)).map(
      ({ owner, name, occurrences }) =>
        `${owner === null ? "" : `${owner}.`}${name}${occurrences.length > 0 ? ` +${occurrences.length}` : ""}`,
    );

  it("is claimed once, the rest are occurrences", () => {
    expect(names("ts", "boil(1); boil(2);", "kettle.heat(); kettle.heat(lid);")).toEqual([
      "boil +1",
      "kettle +1",
      "kettle.heat +1",
      "lid",
    ]);
  });

  it("is none of what the fence declares, its keys, keywords, globals or short names", () => {
    const own = [
      "const { first, second: third } = kettle();",
      "function pour(cup, { tea }) { return cup + tea; }",
      "class Pot { fill(water) { return water; } }",
      "items.map((item) => item);",
      "const options = { quiet: true, volume: third };",
      "console.log(first, JSON.stringify(third)); pour(a, b); new Pot();",
      "type Cup = { size: number };",
    ];
    expect(names("ts", ...own)).toEqual(["kettle", "items", "items.map"]);
  });

  it("is read from code that does not close, and says where it was imported from", () => {
    expect(names("js", "kettle.boil({")).toEqual(["kettle", "kettle.boil"]);
    const [member] = claimsOf("symbol", fence("js", "import kettle from 'kettle';", "kettle.boil();"));
    expect(member).toMatchObject({ owner: "kettle", name: "boil", imported_from: "kettle" });
  });

  it("is not read from templates' text, regular expressions or comments", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of the sample
    expect(names("js", "call(`text ${inner} more`, /regular'exp/g, 'string'); // comment")).toEqual(["call", "inner"]);
  });
});

it("says which names its fences define", () => {
  const { document } = read(
    fence(
      "ts",
      "function boil() {}",
      "declare function heat(): void;",
      "const Lid = 1;",
      "class Pot { fill() {} }",
      "const o = { pour() {}, mix() {} };",
    ) + fence("py", "def steep(x):", "  pass"),
  );
  expect(document.defines).toEqual(["Lid", "Pot", "boil", "fill", "o", "steep"]);
});

it("counts how often prose uses the plain words that are also names", () => {
  const { document } = read("To boil is to boil. Boil water with `boil`, `heatWater` or `pour`.\n\n`boil` boil");
  expect(document.prose_words).toEqual({ boil: 4 });
});
