/** HTTP of the built `lockstepd`: health, metrics, and what it refuses. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DaemonStatus, HttpStatus } from "../../src/domains/method.js";
import { type Daemon, startDaemon } from "../support/daemon.js";
import { type Home, scratchHome } from "../support/home.js";
import { exchange, get, LOOPBACK, open, parseReply, type Reply, untilEnd } from "../support/http.js";
import { parseMetrics } from "../support/metrics-text.js";
import { scratchRepository } from "../support/repository.js";
import { lockstep } from "../surface/cli/lockstep.js";

const ENABLED = "http: { enabled: true }\n";
/** Two findings. */
const PAGE = { "README.md": "# Kettle\n\n[a](a.md)\n\n[b](b.md)\n" };

let home: Home;
let daemon: Daemon;
beforeEach(() => {
  home = scratchHome();
  mkdirSync(home.configDir);
});
afterEach(async () => {
  await daemon.stop();
  home.remove();
});

const configure = (text: string) => writeFileSync(join(home.configDir, "config.yaml"), text);
const tokenPath = () => join(dirname(home.socket), "http.token");
const token = () => readFileSync(tokenPath(), "utf8").trim();
const bearer = () => ({ Authorization: `Bearer ${token()}` });
const status = async () => (await daemon.client.call("daemon.status")) as DaemonStatus;
const http = async () => (await status()).http as HttpStatus;
const ready = async (port: number) => JSON.parse((await get(port, "/readyz")).body);
async function start(config = ENABLED): Promise<number> {
  configure(config);
  daemon = await startDaemon(home);
  return (await http()).port as number;
}
async function watched(files: Record<string, string> = PAGE): Promise<ReturnType<typeof scratchRepository>> {
  const repository = scratchRepository(files);
  await daemon.client.call("projects.add", { dir: repository.root });
  await daemon.client.call("documentation.check", { root: repository.root });
  return repository;
}
function logged(): string {
  const dir = join(dirname(home.ledger), "logs");
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), "utf8"))
    .join("");
}

describe("health over HTTP", () => {
  it("is off unless the machine's configuration enables it", async () => {
    configure("");
    daemon = await startDaemon(home);
    expect((await status()).http).toBeNull();
    expect(existsSync(tokenPath())).toBe(false);
  });

  it("is told on loopback, by both addresses, and nowhere else", async () => {
    const port = await start();
    await watched();
    for (const host of LOOPBACK) {
      expect(await get(port, "/healthz", { host })).toMatchObject({ status: 200, body: '{"alive":true}\n' });
      expect(await get(port, "/readyz", { host })).toMatchObject({
        status: 200,
        body: '{"ready":true,"reasons":[],"notes":[]}\n',
        headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
      });
    }
    await expect(open(port, "127.0.0.2")).rejects.toThrow(/ECONNREFUSED/);
    expect(await get(port, "/healthz", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  it("names what keeps it from being ready, and no path", async () => {
    const port = await start();
    const { root, write } = await watched();
    const id = (await status()).projects[0]?.id;
    write({ "lockstep.yaml": "ruels: {}\n" });
    await expect.poll(() => ready(port), { timeout: 20_000 }).toMatchObject({ ready: false, reasons: [`paused: project ${id}`] });
    expect((await get(port, "/readyz")).status).toBe(503);
    expect((await get(port, "/readyz")).body).not.toContain(root);
    write({ "lockstep.yaml": "" });
    await expect.poll(() => ready(port), { timeout: 20_000 }).toMatchObject({ ready: true });
  });
});

describe("metrics over HTTP", () => {
  it("are text that Prometheus reads, of closed labels, and say what status says", async () => {
    const port = await start();
    const { root } = await watched();
    await daemon.client.call("daemon.fresh", { timeout_ms: 60_000 });
    const { projects } = await status();
    const project = String(projects[0]?.id);
    const { headers, body } = await get(port, "/metrics", { headers: bearer() });
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    const families = parseMetrics(body);
    const values = (name: string) => families.get(name)?.samples.map(({ labels, value }) => [labels, value]);
    expect(values("lockstep_project_findings")).toEqual([
      [{ project, severity: "error" }, projects[0]?.findings],
      [{ project, severity: "warning" }, 0],
      [{ project, severity: "note" }, 0],
    ]);
    expect(projects[0]?.findings).toBe(2);
    expect(values("lockstep_project_score_ratio")).toEqual([[{ project }, projects[0]?.score]]);
    expect(values("lockstep_project_watch_backend")).toEqual([[{ project, backend: projects[0]?.backend.name }, 1]]);
    expect(values("lockstep_state")?.filter(([, value]) => value === 1)).toEqual([[{ state: "ready" }, 1]]);
    expect(values("lockstep_scrape_faults")).toEqual([[{}, 0]]);
    for (const name of ["lockstep_passes_total", "lockstep_files_total", "lockstep_parse_seconds_total"])
      expect([name, values(name)]).toEqual([name, [[{ project }, expect.any(Number)]]]);
    for (const name of ["lockstep_ledger_size_bytes", "process_resident_memory_bytes", "nodejs_eventloop_lag_p99_seconds"])
      expect(families.get(name)?.samples[0]?.value).toBeGreaterThan(0);
    expect(values("lockstep_socket_requests_total")?.[0]?.[1]).toBeGreaterThanOrEqual(5);
    expect(body).not.toContain(root);
    expect(body).not.toContain("README");
  });

  it("count the timed jobs, with their last success", async () => {
    const port = await start();
    await daemon.client.call("clock.run", { job: "optimize" });
    const { body } = await get(port, "/metrics", { headers: bearer() });
    const families = parseMetrics(body);
    const of = (name: string) => families.get(name)?.samples.find(({ labels }) => labels.job === "optimize")?.value;
    expect(of("lockstep_clock_last_run_failed")).toBe(0);
    const { jobs } = await daemon.client.call("clock.list");
    const { last_success } = jobs.find(({ job }: { job: string }) => job === "optimize");
    expect(of("lockstep_clock_last_success_timestamp_seconds")).toBe(Date.parse(last_success) / 1_000);
  });

  it("want the token, unless the machine says that everybody may read them", async () => {
    const port = await start();
    const refused = await get(port, "/metrics");
    expect(refused).toMatchObject({ status: 401, headers: { "www-authenticate": 'Bearer realm="lockstep"' } });
    expect((await get(port, "/metrics", { headers: { Authorization: "Bearer x" } })).status).toBe(401);
    expect((await get(port, "/metrics", { headers: bearer() })).status).toBe(200);
    configure("http: { enabled: true, metrics_public: true }\n");
    await daemon.client.call("daemon.reload");
    expect((await http()).port).toBe(port);
    expect((await get(port, "/metrics")).status).toBe(200);
  });
});

describe("the token", () => {
  it("is in a file for this user alone, new with each start, told by nobody, and gone with the daemon", async () => {
    await start();
    const first = token();
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(statSync(tokenPath()).mode & 0o777).toBe(0o600);
    const shown = await lockstep(home.env, home.dir, "status");
    expect(shown.stdout).toContain(`http http://127.0.0.1:${(await http()).port} · token in ${tokenPath()}`);
    const said = shown.stdout + JSON.stringify(await status()) + logged();
    expect(said).not.toContain(first);
    await daemon.stop();
    expect(existsSync(tokenPath())).toBe(false);
    daemon = await startDaemon(home);
    expect(token()).not.toBe(first);
  });
});

describe("a request that is not as it should be", () => {
  it("is refused, whatever is wrong with it", async () => {
    const port = await start();
    expect((await get(port, "/healthz", { headers: { Host: `evil.example:${port}` } })).status).toBe(421);
    expect(parseReply(await exchange(port, "GET /healthz HTTP/1.0\r\n\r\n")).status).toBe(421);
    expect((await get(port, "/healthz", { headers: { Origin: "http://evil.example" } })).status).toBe(403);
    expect((await get(port, "/healthz", { headers: { "Sec-Fetch-Site": "cross-site" } })).status).toBe(403);
    expect(await get(port, "/healthz", { method: "POST" })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    for (const path of ["/", "/metrics/", "/../etc/passwd", "/%2e%2e/etc/passwd"])
      expect((await get(port, path)).status).toBe(404);
    expect((await get(port, "/healthz", { headers: { "Content-Length": "1000000000" } })).status).toBe(413);
    expect((await get(port, "/healthz", { headers: { "X-Long": "x".repeat(20_000) } })).status).toBe(431);
    expect(parseReply(await exchange(port, "\0\x16\x03 nonsense\r\n\r\n")).status).toBe(400);
    const body = await get(port, "/healthz", { headers: { Host: "evil.example" } });
    expect(body.headers).toMatchObject({ "cache-control": "no-store" });
    expect(body.headers["access-control-allow-origin"]).toBeUndefined();
    expect((await get(port, "/healthz")).status).toBe(200);
  });

  it("that never ends is hung up on, and others are answered meanwhile", async () => {
    const port = await start();
    const slow = await open(port);
    const silent = await open(port);
    slow.write("GET /healthz HTTP/1.1\r\nHost: x\r\n");
    const ended = Promise.all([untilEnd(slow), untilEnd(silent)]);
    const dripping = setInterval(() => slow.write("X-A: b\r\n"), 500);
    expect((await get(port, "/healthz")).status).toBe(200);
    const [heard] = await ended;
    clearInterval(dripping);
    expect(heard).toMatch(/^(HTTP\/1\.1 408 |$)/);
  }, 60_000);
});

describe("too many clients", () => {
  it("are turned away beyond 64, keep nobody from the socket, and are answered when others have left", async () => {
    const port = await start();
    const all = await Promise.all(Array.from({ length: 80 }, (_, at) => open(port, LOOPBACK[at % LOOPBACK.length])));
    const turnedAway: Reply[] = [];
    for (const socket of all)
      void untilEnd(socket).then((text) => text.startsWith("HTTP/1.1 503") && turnedAway.push(parseReply(text)));
    await expect.poll(() => turnedAway.length, { timeout: 20_000 }).toBe(16);
    expect(turnedAway[0]).toMatchObject({ headers: { "retry-after": "1", connection: "close" } });
    expect(await daemon.client.call("daemon.ping")).toMatchObject({ pong: true });
    for (const socket of all) socket.destroy();
    await expect.poll(async () => (await get(port, "/healthz")).status, { timeout: 20_000 }).toBe(200);
  });
});

describe("the port", () => {
  it("that is in use is said, tried again, and ends nothing", async () => {
    const other = createServer();
    const taken = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    configure(`http: { enabled: true, port: ${taken} }\n`);
    daemon = await startDaemon(home);
    const fault = `port ${taken} of 127.0.0.1 is in use by another program. Set \`http.port\` to another one, or to 0 for any that is free`;
    expect(await http()).toMatchObject({ port: null, fault });
    expect((await status()).state).toBe("ready");
    expect((await lockstep(home.env, home.dir, "status")).stdout).toContain(`http not open: ${fault}`);
    expect((await lockstep(home.env, home.dir, "doctor")).stdout).toContain(`HTTP: ${fault}`);
    expect(logged()).toContain("HTTP not available");
    await new Promise((resolve) => other.close(resolve));
    await expect.poll(http, { timeout: 30_000 }).toMatchObject({ port: taken, fault: null });
    expect((await get(taken, "/healthz")).status).toBe(200);
  });

  it("is opened, moved and closed by a reload", async () => {
    configure("");
    daemon = await startDaemon(home);
    configure(ENABLED);
    await daemon.client.call("daemon.reload");
    const port = (await http()).port as number;
    expect((await get(port, "/healthz")).status).toBe(200);
    const free = createServer();
    const other = await new Promise<number>((resolve) => {
      free.listen(0, "127.0.0.1", () => resolve((free.address() as { port: number }).port));
    });
    await new Promise((resolve) => free.close(resolve));
    configure(`http: { enabled: true, port: ${other} }\n`);
    expect(await daemon.client.call("daemon.reload")).toMatchObject({ restart: [] });
    expect((await get(other, "/healthz")).status).toBe(200);
    await expect(open(port)).rejects.toThrow(/ECONNREFUSED/);
    configure("http: { enabled: yes }\n");
    await expect(daemon.client.call("daemon.reload")).rejects.toThrow(
      /config\.yaml:1:18: `http\.enabled`: true or false is expected/,
    );
    expect((await get(other, "/healthz")).status).toBe(200);
    configure("");
    await daemon.client.call("daemon.reload");
    await expect(open(other)).rejects.toThrow(/ECONNREFUSED/);
    expect([(await status()).http, existsSync(tokenPath())]).toEqual([null, false]);
  });

  it("is nothing that a repository can open", async () => {
    configure("");
    daemon = await startDaemon(home);
    const { root } = scratchRepository({ ...PAGE, "lockstep.yaml": ENABLED });
    await expect(daemon.client.call("projects.add", { dir: root })).rejects.toThrow(
      /lockstep\.yaml:1:9: `http\.enabled` cannot be set by a repository\. Set it in the machine's config\.yaml/,
    );
    expect((await status()).http).toBeNull();
  });
});
