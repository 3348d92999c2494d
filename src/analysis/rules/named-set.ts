/** Members of a set; `open` says why there may be more. */
export interface NamedSet {
  members: readonly string[];
  open: string | null;
  /** What a member may be written as beside its name. */
  writtenAs?(member: string): readonly string[];
  /** The member that an item of a list is written for. */
  read?(item: string): string;
  /** Whether a list may name what is no member, as far as is known. */
  mayList?(item: string): boolean;
}
