/** Which keys an object may have that a document hands to a function or class of this project. */
import type { Parameter, Receiver, SignatureFact } from "../model.js";
import { calledName } from "../world/signatures.js";
import type { World } from "../world/world.js";

export interface Accepted {
  keys: ReadonlySet<string>;
  /** What is called with the object, as the sample writes its import. */
  callee: string;
  /** Where the function or class is declared. */
  path: string;
  /** The function is made by another one, which may take more. */
  made: boolean;
}

/** What the argument takes: a closed set of keys; null when it cannot be told, or may take others. */
export function acceptedKeys({ specifier, imported, form, argument }: Receiver, from: string, world: World): Accepted | null {
  const target = world.modules.resolve(from, specifier);
  if (target.kind !== "files" || !target.complete) return null;
  const keys = new Set<string>();
  let found: { path: string; made: boolean } | null = null;
  for (const file of target.files) {
    const origin = world.types.origin(file, imported);
    if (origin === null) continue;
    const signatures = world.signatures.at(origin.path, calledName(origin.name, form));
    if (signatures.length === 0) return null;
    for (const signature of signatures) {
      const accepted = keysOf(signature, argument, origin.path, world);
      if (accepted === null) return null;
      for (const key of accepted) keys.add(key);
      found ??= { path: origin.path, made: signature.open !== null };
    }
  }
  const callee = imported === "default" ? specifier : imported;
  return found === null || keys.size === 0 ? null : { ...found, keys, callee };
}

function keysOf(signature: SignatureFact, at: number, path: string, world: World): Iterable<string> | null {
  const parameter = signature.parameters[at];
  if (!parameter || parameter.rest) return null;
  if (parameter.type !== null) return membersOf(parameter.type, path, world);
  if (signature.open !== null) return null;
  return isClosedPattern(parameter) ? parameter.pattern : (parameter.keys ?? null);
}

function isClosedPattern(parameter: Parameter): boolean {
  return parameter.pattern !== null && parameter.pattern_open === undefined;
}

const TYPE_LENGTH_MAX = 200;
const WRAPPED = /^(?:Partial|Readonly|Required)<(.+)>$/;
const NAME = /^([A-Za-z_$][\w$]*)(?:<[^|&]*>)?$/;

/** Members of a written type that is one closed type of this project. */
function membersOf(written: string, path: string, world: World): ReadonlySet<string> | null {
  if (written.length > TYPE_LENGTH_MAX) return null;
  let type = written.replace(/ ?\| ?(?:undefined|null)$/, "");
  for (let inner = WRAPPED.exec(type); inner; inner = WRAPPED.exec(type)) type = inner[1] as string;
  const name = NAME.exec(type)?.[1];
  if (name === undefined || world.types.meaning(path, name) === null) return null;
  const members = world.members.find(name);
  return members === null || members.open !== null ? null : members.members;
}
