import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultWording } from "../../src/base/fault-wording.js";

function faultOf(schema: z.ZodType, value: unknown): string | undefined {
  return schema.safeParse(value, { error: faultWording }).error?.issues[0]?.message;
}

describe("the wording of a refused value", () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), 5, "text is expected, not 5"],
    [z.string(), undefined, "text is expected, and nothing is given"],
    [z.string(), null, "text is expected, not null"],
    [z.int(), "soon", "a number is expected, not `soon`"],
    [z.int(), 1.5, "a whole number is expected, not 1.5"],
    [z.int().min(1), 0, "at least 1 is expected, not 0"],
    [z.int().max(500), 501, "at most 500 is expected, not 501"],
    [z.number().positive(), 0, "more than 0 is expected, not 0"],
    [z.string().min(1), "", "text of at least 1 character is expected, not 0"],
    [z.string().max(2), "abc", "text of at most 2 characters is expected, not 3"],
    [z.array(z.string()).max(1), ["a", "b"], "a list of at most 1 entry is expected, not 2"],
    [z.array(z.string()), { a: 1 }, "a list is expected, not a map"],
    [z.object({}), ["a"], "a map is expected, not a list"],
    [z.boolean(), "yes", "true or false is expected, not `yes`"],
    [z.enum(["off", "warning"]), "warnign", "one of `off`, `warning` is expected, not `warnign` (did you mean `warning`?)"],
    [z.literal(true), 1, "`true` is expected, not 1"],
    [z.union([z.literal("auto"), z.int().max(16)]), "x", "`auto`, or a number is expected, not `x`"],
    [z.string().nullable(), 5, "text is expected, not 5"],
    [z.record(z.string().max(1), z.int()), { ab: 1 }, "text of at most 1 character is expected, not 2"],
    [z.strictObject({ a: z.int() }), { a: 1, b: 2 }, "`b` is not known here"],
    [z.string(), Symbol.iterator, "text is expected, not Symbol(Symbol.iterator)"],
    [z.int(), "\u001b[2J", "a number is expected, not `\\u001b[2J`"],
    [z.int(), "x".repeat(100), `a number is expected, not \`${"x".repeat(64)}…\``],
    [z.iso.date("a date is expected, such as 2027-01-31"), "soon", "a date is expected, such as 2027-01-31"],
  ])("%#: says what is expected and what was given", (schema, value, message) => {
    expect(faultOf(schema, value)).toBe(message);
  });
});
