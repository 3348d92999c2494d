/** Who may ask over HTTP. A page in a browser must not reach in, whatever name it gave this machine's address. Pure. */
import { createHash, timingSafeEqual } from "node:crypto";

/** Of a request, what decides whether it is answered. */
export interface Asked {
  method: string;
  /** As it was sent: path and query. */
  url: string;
  /** Header names in lower case, each with all values that were sent. */
  headers: ReadonlyMap<string, readonly string[]>;
}

export interface Door {
  port: number;
  token: string;
  /** Whether a path is answered, and whether only with the token; null when there is no such path. */
  needsToken(path: string): boolean | null;
}

export interface Refusal {
  status: number;
  /** What is wrong, and what to do. */
  message: string;
  headers: Readonly<Record<string, string>>;
}

const METHODS = ["GET", "HEAD"];
/** The port that a browser leaves out. */
const HTTP_PORT = 80;

/** Why a request is not answered; null when it is. */
export function refusalOf(asked: Asked, door: Door): Refusal | null {
  return refusedPlace(asked, door.port) ?? refusedRequest(asked, door);
}

/** The path of a request, without its query. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

function refusedPlace({ headers }: Asked, port: number): Refusal | null {
  const hosts = hostsOf(port);
  const host = onlyOne(headers.get("host"));
  if (host === null || !hosts.includes(host.toLowerCase()))
    return refusal(421, `Host must be one of ${hosts.join(", ")}. Ask this address by one of these names.`);
  const origin = onlyOne(headers.get("origin"));
  if (headers.has("origin") && origin !== `http://${host}`)
    return refusal(403, "This is not answered for pages of other origins. Leave the Origin header out.");
  const site = onlyOne(headers.get("sec-fetch-site"));
  if (headers.has("sec-fetch-site") && site !== "none" && site !== "same-origin")
    return refusal(403, "This is not answered for pages of other sites. Leave the Sec-Fetch-Site header out.");
  return null;
}

function refusedRequest({ method, url, headers }: Asked, { token, needsToken }: Door): Refusal | null {
  const needed = needsToken(pathOf(url));
  if (needed === null) return refusal(404, "There is nothing at this path. /healthz, /readyz and /metrics are answered.");
  if (!METHODS.includes(method)) return refusal(405, "Only GET and HEAD are answered here.", { Allow: METHODS.join(", ") });
  if (hasBody(headers)) return refusal(413, "What is asked here takes no body. Leave it out.");
  if (!needed || isGiven(headers.get("authorization"), token)) return null;
  const message =
    "The token is missing, or is not that of this daemon. `lockstep status` names its file; send `Authorization: Bearer TOKEN`.";
  return refusal(401, message, { "WWW-Authenticate": 'Bearer realm="lockstep"' });
}

function hostsOf(port: number): string[] {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  return [...names.map((name) => `${name}:${port}`), ...(port === HTTP_PORT ? names : [])];
}

/** A header that was sent twice says nothing certain. */
function onlyOne(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}

function hasBody(headers: Asked["headers"]): boolean {
  return headers.has("transfer-encoding") || (headers.get("content-length") ?? []).some((length) => length !== "0");
}

/** Compared by hash: the time it takes tells nothing of the token, nor of its length. */
function isGiven(authorization: readonly string[] | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(onlyOne(authorization) ?? "")?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  return { status, message, headers };
}
