import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../src/surface/cli/arguments.js";
import type { CommandSpec } from "../../../src/surface/cli/manifest.js";

const command: CommandSpec = {
  name: "boil",
  summary: "Boil water",
  positional: [
    { name: "KETTLE", option: "kettle", required: true, summary: "" },
    { name: "DIR", option: "dir", required: false, summary: "" },
  ],
  options: [
    { name: "loud", short: "l", type: "flag", summary: "" },
    { name: "format", type: "text", choices: ["text", "json"], summary: "" },
    { name: "timeout", short: "t", type: "number", summary: "" },
    { name: "states", type: "list", summary: "" },
    { name: "kettle", type: "text", summary: "" },
    { name: "dir", type: "text", summary: "" },
  ],
};

describe("parseArguments", () => {
  it("reads flags, values and positions in any order", async () => {
    const given = await parseArguments(command, ["-l", "blue", "--format=json", "-t", "1.5", "here", "--json"]);
    expect(given.positional).toEqual(["blue", "here"]);
    expect([given.flag("loud"), given.flag("json"), given.flag("quiet")]).toEqual([true, true, false]);
    expect([given.text("format"), given.number("timeout"), given.list("states")]).toEqual(["json", 1.5, undefined]);
  });

  it("takes what follows `--` as it is", async () => {
    expect((await parseArguments(command, ["--", "-l", "--format"])).positional).toEqual(["-l", "--format"]);
  });

  it("collects lists from commas and repetitions", async () => {
    const given = await parseArguments(command, ["k", "--states", "a,b", "--states=c"]);
    expect(given.list("states")).toEqual(["a", "b", "c"]);
  });

  it("takes by name what has a position too", async () => {
    const given = await parseArguments(command, ["--dir", "here", "--kettle=blue"]);
    expect([given.text("kettle"), given.text("dir"), given.positional]).toEqual(["blue", "here", []]);
    expect((await parseArguments(command, ["blue", "--dir", "here"])).positional).toEqual(["blue"]);
  });

  it("takes the value of an option that may go without only after `=`", async () => {
    const coloured = await parseArguments(command, ["--color", "blue"]);
    expect([coloured.text("color"), coloured.positional]).toEqual(["always", ["blue"]]);
    expect((await parseArguments(command, ["blue", "--color=never"])).text("color")).toBe("never");
    await expect(parseArguments(command, ["blue", "--color=pink"])).rejects.toThrow("`pink` is no value of `--color`");
  });

  it("asks for nothing when help is wanted", async () => {
    expect((await parseArguments(command, ["--help"])).flag("help")).toBe(true);
  });

  it.each([
    [[], "`lockstep boil` wants KETTLE. `lockstep boil --help` shows what it takes."],
    [["a", "b", "c"], "`lockstep boil` does not take `c`. `lockstep boil --help` shows what it takes."],
    [["a", "--kettle", "b"], "KETTLE is given twice, as `a` and by `--kettle`. `lockstep boil --help` shows what it takes."],
    [["a", "b", "--dir=c"], "DIR is given twice, as `b` and by `--dir`. `lockstep boil --help` shows what it takes."],
    [["--dir", "here"], "`lockstep boil` wants KETTLE. `lockstep boil --help` shows what it takes."],
    [["a", "--fromat", "json"], "`--fromat` is not an option of `lockstep boil`. Did you mean `--format`?"],
    [["a", "--zzzzzzzz"], "`--zzzzzzzz` is not an option of `lockstep boil`. `lockstep boil --help` shows what it takes."],
    [["a", "--format", "xml"], "`xml` is no value of `--format`: text, json. `lockstep boil --help` shows what it takes."],
    [["a", "--format"], "`--format` wants a value: text, json. `lockstep boil --help` shows what it takes."],
    [["a", "--format", "--loud"], "`--format` wants a value: text, json. `lockstep boil --help` shows what it takes."],
    [["a", "--loud=yes"], "`--loud` takes no value. `lockstep boil --help` shows what it takes."],
    [["a", "-t", "soon"], "`--timeout` wants a number, not `soon`. `lockstep boil --help` shows what it takes."],
    [["a", "-t", "-1"], "`--timeout` wants a number, not `-1`. `lockstep boil --help` shows what it takes."],
    [["a", "--timeout="], "`--timeout` wants a number, not ``. `lockstep boil --help` shows what it takes."],
  ])("says what is wrong with %j", async (words, message) => {
    await expect(parseArguments(command, words)).rejects.toMatchObject({ code: "USAGE", exitStatus: 2, message });
  });
});
