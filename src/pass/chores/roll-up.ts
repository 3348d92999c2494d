import { type Clock, isoTime } from "../../base/time.js";
import type { Ledger } from "../../domains/ledger.js";
import { ROLLUPS } from "../../domains/operations/rollups.js";
import { type Chore, turn } from "./chore.js";

/** Days of one transaction: a day has 30,000 raw samples, 50 ms. */
const DAYS_A_TRANSACTION = 1;

/** Sums measurements up by minute, hour and day. */
export function rollUpMetrics(ledger: Ledger, now: Clock): Chore {
  return {
    name: "metrics_rollup",
    async run() {
      for (const to of ROLLUPS) {
        const request = { to, now: isoTime(now()), days: DAYS_A_TRANSACTION };
        let since: string | null = null;
        do {
          const from: string | null = since;
          since = ledger.write(() => ledger.operations.rollUpMetrics({ ...request, since: from }));
          await turn();
        } while (since !== null);
      }
    },
  };
}
