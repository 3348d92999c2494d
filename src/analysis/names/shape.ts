/** What a declaration looks like, apart from its name; plain data that crosses threads. */

export type ShapeKind = "function" | "class" | "type" | "enum" | "const" | "namespace";

export interface DeclarationShape {
  name: string;
  /** The class, type or enum that it is a member of; null for what is declared at module level. */
  owner: string | null;
  /** Interfaces and type aliases are `type`; a variable that holds a function or a class is that. */
  kind: ShapeKind;
  exported: boolean;
  /** Parameters that must be given, and all of them; 0 for everything but functions. */
  required: number;
  total: number;
  /** Distinct tokens of the written types. */
  types: string[];
  parameters: string[];
  /** Distinct names of members of a class, type or enum. */
  members: string[];
  /** A literal that a variable holds, in one spelling; null for everything else. */
  value: string | null;
  /** Sorted, distinct 32-bit hashes of every three tokens in a row of the body, the own name replaced. */
  shingles: number[];
}

export function emptyShape(kind: ShapeKind, name: string): DeclarationShape {
  return {
    name,
    owner: null,
    kind,
    exported: false,
    required: 0,
    total: 0,
    types: [],
    parameters: [],
    members: [],
    value: null,
    shingles: [],
  };
}
