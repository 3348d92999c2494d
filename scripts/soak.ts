/** Edits, git and faults at random against one daemon for a while; then its ledger must be what a fresh look at the tree gives. */
import { randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { killDaemon, startDaemon } from "../test/support/daemon.js";
import { scratchHome } from "../test/support/home.js";
import { broken } from "../test/support/oracle.js";
import { pagesAndParts } from "../test/support/parts.js";
import { repositoryAt } from "../test/support/repository-at.js";
import { bytesAnHour, type Cost, costOf, DEEDS, ENDS, type Kept } from "./soak/daemon.js";
import { EDITS, PARTS } from "./soak/edits.js";
import { randomOf } from "./soak/random.js";

const MIB = 1024 * 1024;
/** Of the steps, those that are no edit: a deed or an end. */
const DEEDS_SHARE = 0.15;
/** From here on the daemon is not ended any more, so that its memory and descriptors can be told. */
const LAST_PART = 2 / 3;
/** How often all invariants are asked for on the way. */
const ASK_MS = 60_000;
const PAUSE_MS_MAX = 300;
/** Descriptors that a daemon may have more at the end than when it was warm: connections that are just closing. */
const DESCRIPTORS_MORE = 8;
/** Steps that are told when something is wrong. */
const TOLD_STEPS = 40;

interface Options {
  minutes: number;
  seed: number;
}

const options = readOptions();
process.exitCode = options === null ? 2 : await soak(options);

function readOptions(): Options | null {
  try {
    const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } });
    const [minutes, seed] = [Number(values.minutes), values.seed === undefined ? randomInt(2 ** 32 - 1) : Number(values.seed)];
    if (!(minutes > 0)) throw new Error("--minutes takes a number above 0.");
    if (!Number.isInteger(seed)) throw new Error("--seed takes an integer.");
    return { minutes, seed };
  } catch (error) {
    process.stderr.write(`soak: ${(error as Error).message}\nusage: npm run soak -- [--minutes N] [--seed S]\n`);
    return null;
  }
}

/** Gives the exit status: 0 when all holds. */
async function soak({ minutes, seed }: Options): Promise<number> {
  say(`seed ${seed}, ${minutes} minutes`);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "lockstep-soak-")));
  const root = join(folder, "repository");
  mkdirSync(root);
  const repository = repositoryAt(root);
  repository.git("init", "-q", "-b", "main");
  repository.commit("Start", { "package.json": '{"name":"parts","version":"1.0.0"}\n', ...pagesAndParts(0, PARTS) });
  const home = scratchHome(folder);
  const kept: Kept = { home, root, daemon: await startDaemon(home), authored: [] };
  await kept.daemon.client.call("projects.add", { dir: root });

  const random = randomOf(seed);
  const steps: string[] = [];
  const costs: Cost[] = [];
  const started = performance.now();
  const length = minutes * 60_000;
  const spent = () => performance.now() - started;
  const ask = async () => {
    repository.write({ "lockstep.yaml": "" });
    const { authored, daemon } = kept;
    return await broken({ home, client: daemon.client, roots: [root], authored, hostile: true });
  };
  let wrong: string[] = [];
  try {
    for (let asked = 0; spent() < length && wrong.length === 0; ) {
      const isLast = spent() > length * LAST_PART;
      const isDeed = random.next() < DEEDS_SHARE;
      if (isDeed) {
        const deeds = isLast ? DEEDS : { ...DEEDS, ...ENDS };
        const name = random.of(Object.keys(deeds));
        steps.push(name);
        await deeds[name]?.(kept, random);
      } else {
        const name = random.of(Object.keys(EDITS));
        steps.push(name);
        EDITS[name]?.(repository, random);
      }
      await wait(random.below(PAUSE_MS_MAX));
      if (spent() - asked < Math.min(ASK_MS, length / 6)) continue;
      wrong = await ask();
      asked = spent();
      if (isLast) costs.push(costOf(kept.daemon));
      say(
        `${Math.round(asked / 1000)} s, ${steps.length} steps: ${wrong.length === 0 ? "all holds" : "something does not hold"}`,
      );
    }
    if (wrong.length === 0) wrong = await ask();
    costs.push(costOf(kept.daemon));
    wrong.push(...growing(costs));
  } catch (error) {
    wrong.push(`a step failed: ${(error as Error).stack}`);
  }
  await killDaemon(kept.daemon);
  return tell(wrong, steps, folder);
}

/** Tells what the last daemon cost, and gives what must not grow and did. */
function growing(costs: readonly Cost[]): string[] {
  const [first, last] = [costs[0], costs.at(-1)];
  if (!first || !last) return [];
  const slope = Math.round((bytesAnHour(costs) / MIB) * 10) / 10;
  const rss = costs.map(({ rss_bytes }) => Math.round(rss_bytes / MIB)).join(", ");
  say(
    `memory at ${costs.length} looks: ${rss} MiB, ${slope} MiB an hour; descriptors ${costs.map(({ descriptors }) => descriptors).join(", ")}`,
  );
  if (last.descriptors <= first.descriptors + DESCRIPTORS_MORE) return [];
  return [`file descriptors grew from ${first.descriptors} to ${last.descriptors}`];
}

function tell(wrong: readonly string[], steps: readonly string[], folder: string): number {
  if (wrong.length === 0) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    say(`${steps.length} steps: the ledger is what a fresh look at the tree gives`);
    return 0;
  }
  for (const one of wrong) say(`wrong: ${one.slice(0, 2_000)}`);
  say(`the last steps were ${steps.slice(-TOLD_STEPS).join(", ")}`);
  say(`everything is kept in ${folder}`);
  return 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
