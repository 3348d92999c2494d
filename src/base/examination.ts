/** One thing that `doctor` looked at: how it is, what was seen, and what to do. */
export interface Examination {
  /** `node`, `sqlite`, `inotify` … */
  check: string;
  /** `bad` keeps lockstep from working, `warning` makes it work less well, `unknown` could not be looked at. */
  state: "good" | "warning" | "bad" | "unknown";
  found: string;
  /** null when there is nothing to do. */
  remedy: string | null;
}

export function good(check: string, found: string): Examination {
  return { check, state: "good", found, remedy: null };
}

export function warning(check: string, found: string, remedy: string | null): Examination {
  return { check, state: "warning", found, remedy };
}

export function bad(check: string, found: string, remedy: string): Examination {
  return { check, state: "bad", found, remedy };
}

export function unknown(check: string, found: string): Examination {
  return { check, state: "unknown", found, remedy: null };
}
