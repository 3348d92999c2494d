/** Types and schemas that declare keys: which of them are one set of options, and which one a sample shows. */
import { isProjectCode } from "../../base/test-path.js";
import type { KeyOwner } from "../world/values.js";
import type { World } from "../world/world.js";

/** Share of the members of the smaller of two types that both have, for them to be one set of options under two names. */
const RELATED_SHARE = 0.75;
/** Keys of a sample that one set must have, and their share, for the sample to be one of its. */
const SHOWN_MIN = 3;
const SHOWN_SHARE = 0.6;
/** Owners of one key that are looked at: what more of them declare is nobody's own. */
const OWNERS_MAX = 50;

/** The last part of `ns.Type` or `Type#part`. */
export function lastName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("#")) + 1);
}

/** Owners put together that are one set of options under several names. */
export function related(owners: readonly KeyOwner[]): KeyOwner[][] {
  const groups: KeyOwner[][] = [];
  for (const owner of owners) {
    const joined = groups.filter((group) => group.some((one) => areRelated(one, owner)));
    const rest = groups.filter((group) => !joined.includes(group));
    groups.splice(0, groups.length, ...rest, [...joined.flat(), owner]);
  }
  return groups;
}

export function areRelated(a: KeyOwner, b: KeyOwner): boolean {
  const [small, large] = a.members.size < b.members.size ? [a.members, b.members] : [b.members, a.members];
  const shared = [...small].filter((name) => large.has(name)).length;
  return shared > 1 ? shared >= small.size * RELATED_SHARE : small.size === 1 && lastName(a.name) === lastName(b.name);
}

/** All keys of the one set of options that a sample with the keys `beside` shows; null when it fits none of the project's, or several. */
export function shownKeys(beside: readonly string[], world: World): ReadonlySet<string> | null {
  const fitting = new Map<string, { owner: KeyOwner; hits: number }>();
  for (const key of beside) {
    const owners = world.values.owners(key).filter(({ path }) => isProjectCode(path));
    if (owners.length > OWNERS_MAX) continue;
    for (const owner of owners) {
      const id = `${owner.path}\0${owner.name}`;
      const known = fitting.get(id) ?? { owner, hits: 0 };
      known.hits++;
      fitting.set(id, known);
    }
  }
  const least = Math.max(SHOWN_MIN, beside.length * SHOWN_SHARE);
  const shown = related([...fitting.values()].flatMap(({ owner, hits }) => (hits >= least ? [owner] : [])));
  const [only, another] = shown;
  return only === undefined || another !== undefined ? null : new Set(only.flatMap(({ members }) => [...members]));
}
