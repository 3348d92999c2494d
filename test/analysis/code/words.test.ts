import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCode } from "../../../src/analysis/code/extract.js";
import { hashesOf, isNameLike, quotedNameFinder, textWords } from "../../../src/analysis/code/words.js";
import { hasHash, tokenHash, tokenHashes } from "../../../src/analysis/tokens.js";
import { isFixture, isTestCode } from "../../../src/base/test-path.js";

const holds = (hashes: Uint32Array, ...names: string[]) => names.filter((name) => hasHash(hashes, tokenHash(name)));

describe("identifiers", () => {
  it("are those of the code, not those of its comments and strings", () => {
    const text = `// gone\n/** @param lost */ const here = other.prop; type T = Deep<'text'>; \`\${inner}\`;`;
    const { identifiers } = extractCode("a.ts", text);
    const names = ["here", "other", "prop", "T", "Deep", "inner", "gone", "lost", "text"];
    expect(holds(identifiers, ...names)).toEqual(["here", "other", "prop", "T", "Deep", "inner"]);
  });

  it("count as alive in a file that is not parsed", () => {
    const { words, identifiers } = extractCode("a.js", "/* @flow */\nexport type Kettle = {| litres: number |};");
    expect([...holds(words, "Kettle", "litres"), ...holds(identifiers, "Kettle", "litres")]).toEqual(["Kettle", "litres"]);
  });
});

describe("words", () => {
  it("of code are whole strings that are one name, or name a file", () => {
    const long = "z".repeat(65);
    const text = `f('boil', "--quiet", \`dry-run\`, 'two words', 'a.b', '', '9lives', '-x', \`\${x}y\`, '${long}'); // 'comment'`;
    const { words } = extractCode("src/a.ts", text);
    const names = ["boil", "--quiet", "dry-run", "two words", "a.b", "", "9lives", "-x", "y", long, "comment"];
    expect(holds(words, ...names)).toEqual(["boil", "--quiet", "dry-run", "a.b"]);
  });

  it("are not read from tests", () => {
    for (const path of ["src/a.test.ts", "test/a.ts", "src/__tests__/a.ts", "e2e/a.ts", "a.spec.js", "x/fixtures/a.ts"]) {
      expect(extractCode(path, "f('boil')").words.length, path).toBe(0);
      expect(isTestCode(path)).toBe(true);
    }
    expect(isTestCode("src/testing/latest.ts")).toBe(false);
    expect([isFixture("test/fixtures/a.ts"), isFixture("test/a.ts"), isFixture("fixtures.ts")]).toEqual([true, false, false]);
  });

  it("of other texts are their tokens", () => {
    const words = textWords(`run: boil-water $HOME/x_1 7up größe “naïve”\n${"q".repeat(65)}`);
    expect(holds(words, "run", "boil", "water", "$HOME", "x_1", "7up", "größe", "naïve", "q".repeat(65))).toEqual([
      ...["run", "boil", "water", "$HOME", "x_1", "größe", "naïve"],
    ]);
  });

  it("are found by the search for quotes exactly where a whole string is a name", () => {
    const strings = fc.array(fc.stringMatching(/^[a-z-]{0,4}[ .'"]{0,2}$/), { maxLength: 8 });
    fc.assert(
      fc.property(strings, fc.constantFrom("'", '"', "`"), (contents, quote) => {
        const plain = contents.map((content) => content.replaceAll(quote, ""));
        const text = plain.map((content) => `${quote}${content}${quote}`).join(" , ");
        const found: string[] = [];
        const find = quotedNameFinder(text, quote, () => true);
        for (let at = find(0); at < text.length; at = find(at + 1)) {
          found.push(text.slice(at + 1, text.indexOf(quote, at + 1)));
        }
        expect(found).toEqual(expect.arrayContaining(plain.filter(isNameLike)));
      }),
    );
  });

  it("are kept as the hashes that tokens have everywhere", () => {
    const same = (tokens: string[]) => hashesOf(new Set(tokens)).join() === tokenHashes(tokens).join();
    fc.assert(fc.property(fc.array(fc.string()), same));
  });
});
