import { describe, expect, it } from "vitest";
import { LockstepError } from "../../src/base/errors.js";
import { isSecret, projectPlaces, redactedFields, redactedText, relativeText } from "../../src/base/redaction.js";

const PLACES = projectPlaces([
  { id: 1, root: "/srv/kettle" },
  { id: 2, root: "/srv/kettle/packages/spout" },
]);
const fields = (values: object) => redactedFields(values, PLACES);

describe("a field of the log", () => {
  it.each([
    "token",
    "Authorization",
    "set-cookie",
    "cookies",
    "dbPassword",
    "api_key",
    "apiKey",
    "clientSecret",
    "env",
    "x-auth-token",
  ])("named %s is never told, however deep it lies", (name) => {
    expect(fields({ [name]: "hunter2" })).toEqual({ [name]: "[redacted]" });
    expect(JSON.stringify(fields({ a: { b: [{ c: { [name]: { of: "hunter2" } } }] } }))).not.toContain("hunter2");
  });

  it.each(["tokens_total_ms", "keyboard", "path", "monkey", "environment_name", "token_file", "pid"])(
    "named %s is told",
    (name) => {
      expect([name, isSecret(name)]).toEqual([name, false]);
    },
  );

  it("tells an error with its code and data, but no secret in them", () => {
    const data = { retry_after_ms: 5, token: "hunter2" };
    const error = new LockstepError("BUSY", "password=hunter2 at /srv/kettle/a.ts", { data });
    const { err } = fields({ err: error }) as { err: Record<string, unknown> };
    expect(err).toMatchObject({ type: "LockstepError", code: "BUSY", data: { retry_after_ms: 5, token: "[redacted]" } });
    expect(err.message).toBe("password=[redacted] at <project 1>/a.ts");
    expect(JSON.stringify(err)).not.toContain("hunter2");
    const wrapped = fields({ err: new Error("outer", { cause: new Error("secret: hunter2") }) });
    expect(JSON.stringify(wrapped)).not.toContain("hunter2");
  });

  it("that is cut off holds no part of a secret at the cut", () => {
    const text = `${"x".repeat(3_990)} password=${"hunter2-".repeat(20)} ${"y".repeat(9_000)}`;
    expect(JSON.stringify(fields({ text }))).not.toContain("hunter2");
  });

  it.each([
    'password="correct horse battery"',
    "token: 'correct horse'",
    "cloned with ghp_0123456789abcdefhorse",
    "-----BEGIN RSA PRIVATE KEY-----\nhorse\nhorse\n-----END RSA PRIVATE KEY-----",
  ])("holds no secret as in %s", (text) => {
    expect(redactedText(text)).toContain("[redacted]");
    expect(redactedText(text)).not.toContain("horse");
  });

  it("has an end, whatever is handed in", () => {
    const circle: Record<string, unknown> = { at: 1 };
    circle.self = circle;
    const told = fields({
      circle,
      many: Array.from({ length: 5_000 }, (_, at) => at),
      text: "x".repeat(100_000),
      bytes: Buffer.alloc(9, "a"),
    });
    expect(JSON.stringify(told).length).toBeLessThan(6_000);
    expect(told).toMatchObject({ bytes: "[9 bytes]", text: expect.stringMatching(/… \(100000 characters\)$/) });
  });
});

describe("a text of the log", () => {
  it.each([
    ["Authorization: Bearer abcdefgh1234", /abcdefgh/],
    ["clone of https://ann:hunter2@example.org/kettle.git failed", /hunter2|ann/],
    ['{"password":"hunter2"}', /hunter2/],
    ["API_KEY=hunter2 make", /hunter2/],
    ["AWS_SECRET_ACCESS_KEY=hunter2 make", /hunter2/],
    ["Authorization: token hunter2", /hunter2/],
    ["authorization: Basic YTpi", /YTpi/],
    ["Cookie: a=b; session=hunter2", /hunter2/],
    ["redis://:hunter2@example.org/0 refused", /hunter2/],
    ["clone of https://hunter2@example.org/kettle.git failed", /hunter2/],
  ])("%j is told without its secret", (text, secret) => {
    expect(redactedText(text)).toContain("[redacted]");
    expect(redactedText(text)).not.toMatch(secret);
  });

  it.each(["Unexpected token } in JSON at position 3", "the key is /a/b", "https://example.org/a:b@c", "author: Ann"])(
    "%j is told as it is",
    (text) => {
      expect(redactedText(text)).toBe(text);
    },
  );

  it.each([
    ["/srv/kettle", "<project 1>"],
    ["ENOENT: open '/srv/kettle/src/a.ts'", "ENOENT: open '<project 1>/src/a.ts'"],
    ["/srv/kettle/packages/spout/b.ts", "<project 2>/b.ts"],
    ["/srv/kettle-2/a.ts", "/srv/kettle-2/a.ts"],
    ["/mnt/srv/kettle/a.ts", "/mnt/srv/kettle/a.ts"],
    ["in /srv/kettle: a, /srv/kettle/b.", "in <project 1>: a, <project 1>/b."],
  ])("%j names paths within their project", (text, expected) => {
    expect(fields({ text })).toEqual({ text: expected });
  });

  it("leaves a path as it is where the file system itself is the project", () => {
    expect(relativeText("/etc/hosts", [{ root: "/", mark: "x" }])).toBe("/etc/hosts");
    expect(relativeText("/etc/hosts", [{ root: "", mark: "x" }])).toBe("/etc/hosts");
  });
});
