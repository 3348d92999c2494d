/** Which type of the project stands before the dot of a name. */
import type { SymbolClaim } from "../model.js";
import type { TypeMembers } from "../world/members.js";
import type { World } from "../world/world.js";

export interface Owner {
  /** Name of the type. */
  type: string;
  /** What the text writes: the type's name, or an instance's (`kettle` for `Kettle`). */
  written: string;
  isInstance: boolean;
  members: TypeMembers;
}

/** The live type that owns what `claim` names; null when it has no owner, or none that is a type of the project. */
export function ownerOf(claim: SymbolClaim, world: World): Owner | null {
  const written = claim.owner;
  // Of a longer chain nobody knows what its last link is.
  if (written === null || /[.#:?]/.test(written.slice(0, 256))) return null;
  const own = world.members.find(written);
  if (own) return { type: written, written, isInstance: false, members: own };
  const type = written.charAt(0).toUpperCase() + written.slice(1);
  if (type === written) return null;
  const members = world.members.find(type);
  return members && { type, written, isInstance: true, members };
}
