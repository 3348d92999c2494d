import { type RemarkContext, type Remarked, remark } from "./remark.js";

/** A finding that was acknowledged is reported again: the day is over, or what was acknowledged is no longer what is there. */
export const ackExpired = remark({
  id: "ack/expired",
  summary: "An acknowledgement ended, and its finding is reported again",
  needs: [],
  judge({ judgements, endedOf }: RemarkContext): Remarked[] {
    const told = new Set<string>();
    return judgements.flatMap((judgement): Remarked[] => {
      const ended = endedOf(judgement);
      if (ended === null || told.has(ended.acknowledgement.finding_id)) return [];
      const { rule, finding_id, reason, until } = ended.acknowledgement;
      told.add(finding_id);
      return [
        {
          claim: judgement.claim,
          message: `The acknowledgement of ${rule} [${finding_id}] ended: ${ended.why}`,
          suggestion: "Mend what is reported, or acknowledge it again with `lockstep ack`",
          summary: `it was to hold until ${until}, because: ${reason}`,
        },
      ];
    });
  },
});
