/** A time as the ledger, the logs and every answer write it: UTC, milliseconds, Z. `at` is epoch milliseconds. */
export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** Tells the wall time, epoch milliseconds; handed in wherever time is read, so that tests can set it. */
export type Clock = () => number;
