import { describe, expect, it } from "vitest";
import { importsOf } from "./read.js";

describe("imports", () => {
  it("of ES modules name what they take and what it is called here", () => {
    const text = `
      import kettle, { boil, heat as warm, type Lid } from "./kettle.js";
      import * as water from "water";
      import type { Options } from "./options.js";
      import { type A, type B } from "./types.js";
      import "./side.js";
      import fs = require("fs");
      import data from "./data.json" with { type: "json" };`;
    expect(importsOf(text)).toEqual([
      ...["kettle<default,boil,warm<heat,Lid from ./kettle.js", "water<* from water", "Options from ./options.js type"],
      ...["A,B from ./types.js type", "from ./side.js", "fs<* from fs", "data<default from ./data.json"],
    ]);
  });

  it("are also made by `require` and `import()`, wherever they stand", () => {
    const text = `
      const fs = require("fs");
      const { join, sep: slash, ...rest } = require("path");
      const parse = require("url").parse;
      const read = (await import("./read.js")).read;
      function later() { const { boil } = require("./kettle"); return import("./later.js"); }
      require("./side"); require(name); require("a", "b");
      let type: import("./types.js").Lid;`;
    expect(importsOf(text)).toEqual([
      ...["fs<* from fs", "join,slash<sep,rest<* from path", "parse from url", "read from ./read.js dynamic"],
      ...["boil from ./kettle", "from ./later.js dynamic", "from ./side", "from ./types.js type dynamic"],
    ]);
  });
});
