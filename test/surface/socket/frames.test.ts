import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameReader } from "../../../src/surface/socket/frames.js";

describe("frameReader", () => {
  it("gives the same lines however the stream is cut", () => {
    const line = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\n", "·"));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 30 })), (lines, cuts) => {
        const stream = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const reader = frameReader(1_000);
        const got: string[] = [];
        let at = 0;
        for (const length of [...cuts, stream.length]) {
          for (const frame of reader.push(stream.subarray(at, at + length)) ?? []) got.push(frame.toString());
          at += length;
        }
        expect(got).toEqual(lines.map((text) => Buffer.from(text).toString()));
        expect(reader.unfinished).toBe(false);
      }),
    );
  });

  it("gives a line up at its limit, whole or in pieces", () => {
    expect(frameReader(10).push(Buffer.from("123456789\n"))).toHaveLength(1);
    expect(frameReader(10).push(Buffer.from("1234567890\n"))).toBeNull();
    const reader = frameReader(10);
    for (let i = 0; i < 9; i++) expect(reader.push(Buffer.from("x"))).toEqual([]);
    expect(reader.push(Buffer.from("x"))).toBeNull();
  });

  it("keeps what it holds when the chunk it came in is used again", () => {
    const reader = frameReader(100);
    const chunk = Buffer.from("half");
    reader.push(chunk);
    chunk.fill("!");
    expect(reader.push(Buffer.from(" line\n"))?.map(String)).toEqual(["half line"]);
  });
});
