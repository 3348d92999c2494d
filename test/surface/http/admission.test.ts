import { describe, expect, it } from "vitest";
import { refusalOf } from "../../../src/surface/http/admission.js";

const TOKEN = "b8Gq0m2pXh";
const PATHS: Record<string, boolean> = { "/healthz": false, "/metrics": true };

interface Sent {
  method?: string;
  url?: string;
  port?: number;
  headers?: [string, string][];
}

/** Status of the refusal of a GET of /healthz at port 9187, with what `sent` has instead. */
function refused({ method = "GET", url = "/healthz", port = 9187, headers = [["host", "127.0.0.1:9187"]] }: Sent): number | null {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) byName.set(name, [...(byName.get(name) ?? []), value]);
  const door = { port, token: TOKEN, needsToken: (path: string) => PATHS[path] ?? null };
  return refusalOf({ method, url, headers: byName }, door)?.status ?? null;
}

const host = (value: string): [string, string] => ["host", value];
const HERE = host("127.0.0.1:9187");

describe("a request's place", () => {
  it.each(["127.0.0.1:9187", "localhost:9187", "LOCALHOST:9187", "[::1]:9187"])("may be named %s", (name) => {
    expect(refused({ headers: [host(name)] })).toBeNull();
  });

  it.each([
    "127.0.0.1",
    "127.0.0.1:80",
    "evil.example:9187",
    "localhost.evil.example:9187",
    "127.0.0.1:9187.evil.example",
    "0.0.0.0:9187",
    "",
  ])("is not %j", (name) => {
    expect(refused({ headers: [host(name)] })).toBe(421);
  });

  it("must be named once", () => {
    expect(refused({ headers: [] })).toBe(421);
    expect(refused({ headers: [HERE, HERE] })).toBe(421);
  });

  it("may leave out the port that everybody leaves out", () => {
    expect(refused({ port: 80, headers: [host("localhost")] })).toBeNull();
  });
});

describe("a page in a browser", () => {
  it.each([
    ["origin", "http://127.0.0.1:9187", null],
    ["origin", "https://127.0.0.1:9187", 403],
    ["origin", "http://localhost:9187", 403],
    ["origin", "http://evil.example", 403],
    ["origin", "null", 403],
    ["sec-fetch-site", "none", null],
    ["sec-fetch-site", "same-origin", null],
    ["sec-fetch-site", "same-site", 403],
    ["sec-fetch-site", "cross-site", 403],
  ] as const)("with %s %s is answered with %j", (name, value, status) => {
    expect(refused({ headers: [HERE, [name, value]] })).toBe(status);
  });
});

describe("what is asked", () => {
  const token = (value: string): Sent => ({ url: "/metrics", headers: [HERE, ["authorization", value]] });

  it("must be a path of the list, however it is written", () => {
    expect(refused({ url: "/healthz?x=1" })).toBeNull();
    for (const url of ["/", "/healthz/", "//healthz", "/metrics/../healthz", "/%68ealthz", "http://127.0.0.1:9187/healthz", "*"])
      expect([url, refused({ url })]).toEqual([url, 404]);
  });

  it("is read, not written, and has no body", () => {
    expect(refused({ method: "HEAD" })).toBeNull();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
      expect([method, refused({ method })]).toEqual([method, 405]);
    expect(refused({ headers: [HERE, ["content-length", "0"]] })).toBeNull();
    expect(refused({ headers: [HERE, ["content-length", "5"]] })).toBe(413);
    expect(refused({ headers: [HERE, ["transfer-encoding", "chunked"]] })).toBe(413);
  });

  it("needs the token where it needs one, and that token only", () => {
    expect(refused({ url: "/metrics" })).toBe(401);
    expect(refused(token(`Bearer ${TOKEN}`))).toBeNull();
    expect(refused(token(`bearer ${TOKEN}`))).toBeNull();
    for (const value of [`Basic ${TOKEN}`, "Bearer", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Bearer ${TOKEN} x`, TOKEN])
      expect([value, refused(token(value))]).toEqual([value, 401]);
    const twice: Sent = { url: "/metrics", headers: [HERE, ["authorization", `Bearer ${TOKEN}`], ["authorization", "Bearer x"]] };
    expect(refused(twice)).toBe(401);
  });
});
