import { expect, it } from "vitest";
import { z } from "zod";
import type { Host } from "../../../src/domains/call.js";
import { method } from "../../../src/domains/method.js";
import { callTable } from "../../../src/surface/socket/calls.js";

const host = { reader: null, writer: null, instance: null, daemon: null, clock: () => 0 } as unknown as Host;

it("finds out once what is meant when no params are given", async () => {
  let checks = 0;
  const heat = method({
    name: "kettle.heat",
    summary: "Heat",
    writes: false,
    params: z.object({
      degrees: z.preprocess((given) => {
        checks++;
        return given ?? 96;
      }, z.int()),
    }),
    result: z.object({ degrees: z.int() }),
    run: (_, { degrees }) => ({ degrees }),
  });
  const { call } = callTable([heat]);
  const ask = (params: unknown) => call("kettle.heat", params, { host, ready: true, running: () => {} });
  expect(await ask({})).toMatchObject({ degrees: 96 });
  expect(await ask(undefined)).toMatchObject({ degrees: 96 });
  expect(checks).toBe(1);
  expect(await ask({ degrees: 80 })).toMatchObject({ degrees: 80 });
  await expect(ask([])).rejects.toMatchObject({ code: "USAGE" });
  await expect(ask({ degres: 80 })).rejects.toMatchObject({ code: "USAGE", data: { suggestion: "degrees" } });
});
