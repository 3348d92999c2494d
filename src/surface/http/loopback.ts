/** Listens on this machine's own addresses only, IPv4 and IPv6, on one port. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  port: number;
  servers: Server[];
}

const ADDRESSES = ["127.0.0.1", "::1"] as const;
/** A free port of one address may be taken on the other. */
const ATTEMPTS = 5;
/** A machine may have no such address. */
const NO_ADDRESS = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/**
 * Has a server of `make` listen on each address; `port` 0 is any that is free. All or none: a port that somebody else has on one of
 * the two would lead clients there. Gives what is in the way, and what to do, where they cannot listen.
 */
export async function listenOnLoopback(make: () => Server, port: number): Promise<Listening | { fault: string }> {
  let fault = "";
  for (let attempt = 0; attempt < (port === 0 ? ATTEMPTS : 1); attempt++) {
    const found = await listenOnce(make, port);
    if (!("fault" in found)) return found;
    fault = found.fault;
  }
  return { fault };
}

async function listenOnce(make: () => Server, wanted: number): Promise<Listening | { fault: string }> {
  const servers: Server[] = [];
  let port = wanted;
  for (const host of ADDRESSES) {
    const server = make();
    try {
      await listening(server, host, port);
      port = (server.address() as AddressInfo).port;
      servers.push(server);
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (NO_ADDRESS.has(code)) continue;
      await Promise.all(servers.map(closed));
      return { fault: faultOf(code, host, port) };
    }
  }
  return servers.length > 0 ? { port, servers } : { fault: "this machine has neither 127.0.0.1 nor ::1" };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, ipv6Only: true, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function faultOf(code: string, host: string, port: number): string {
  const elsewhere = "Set `http.port` to another one, or to 0 for any that is free";
  if (code === "EADDRINUSE") return `port ${port} of ${host} is in use by another program. ${elsewhere}`;
  if (code === "EACCES") return `port ${port} of ${host} may not be opened by this user. ${elsewhere}`;
  return `port ${port} of ${host} cannot be opened (${code}). ${elsewhere}`;
}
