/** Which side is right in each document of a project, and what document and code last agreed on. */
import type { AgreedPair, Claim, DocumentTraits, Judgement, SyncType } from "../analysis/model.js";
import { type Drift, syncJudgements } from "../analysis/sync.js";
import type { World } from "../analysis/world/world.js";
import { compilePattern } from "../base/patterns.js";
import type { Config } from "../config/schema.js";

/** What is recorded of one judged document. */
export interface SyncState {
  type: SyncType;
  /** The daemon may write it, as far as the project's configuration goes. */
  enabled: boolean;
  agreed: readonly AgreedPair[];
}

/** Agreed pairs by document. */
export type Agreements = ReadonlyMap<string, readonly AgreedPair[]>;

export interface DocumentSync {
  /** What the kind of sync makes of a document's judgements. */
  apply(
    path: string,
    traits: DocumentTraits | null,
    judgements: readonly Judgement[],
  ): { judgements: Judgement[]; sync: SyncState };
  /** Takes over what was recorded of judged documents; `now` is the time of the pass. */
  agree(documents: readonly { path: string; sync: SyncState }[], now: string): void;
}

interface SyncParts {
  config: Config;
  world: World;
  agreed: Agreements;
  /** Rules that are switched off. */
  off: ReadonlySet<string>;
  isIgnored(rule: string, path: string, claim: Claim): boolean;
}

const CONFLICT = "sync/conflict";

export function documentSync({ config, world, agreed: recorded, off, isIgnored }: SyncParts): DocumentSync {
  const agreements = new Map<string, ReadonlyMap<string, AgreedPair>>();
  for (const [path, pairs] of recorded) agreements.set(path, byKey(pairs));
  const types = Object.entries(config.sync).map(([pattern, type]) => ({ type, matches: matcher(pattern) }));
  const excluded = config.auto_sync.exclude.map(matcher);
  const typeOf = (path: string, traits: DocumentTraits | null) =>
    types.find(({ matches }) => matches(path))?.type ?? (traits?.class === "blueprint" ? "docs_to_code" : "code_to_docs");

  return {
    apply(path, traits, before) {
      const type = typeOf(path, traits);
      const { judgements, agreed } = syncJudgements(before, {
        type,
        agreed: agreements.get(path) ?? NOTHING,
        reportsConflict: (claim) => !off.has(CONFLICT) && !isIgnored(CONFLICT, path, claim),
        placeOf: (verdict) => placeOf(verdict, world),
      });
      return { judgements, sync: { type, enabled: !excluded.some((matches) => matches(path)), agreed } };
    },
    agree(documents, now) {
      for (const { path, sync } of documents) {
        if (sync.agreed.length === 0) agreements.delete(path);
        else agreements.set(path, byKey(sync.agreed.map((pair) => ({ ...pair, agreed_at: pair.agreed_at ?? now }))));
      }
    },
  };
}

const NOTHING: ReadonlyMap<string, AgreedPair> = new Map();

function byKey(pairs: readonly AgreedPair[]): ReadonlyMap<string, AgreedPair> {
  return new Map(pairs.map((pair) => [pair.key, pair]));
}

function matcher(pattern: string): (path: string) => boolean {
  return compilePattern(pattern) ?? (() => false);
}

/** The first file that the evidence names and that is there. */
function placeOf({ evidence, related }: Drift, world: World): { path: string; line: number } | null {
  const [near] = related ?? [];
  if (near) return near;
  for (const fact of evidence.facts) {
    const path = fact.slice(fact.indexOf(":") + 1).split("#")[0] as string;
    if (world.tree.hasFile(path)) return { path, line: 1 };
  }
  return null;
}
