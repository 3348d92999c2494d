/** The events of one connection: committed state in its order; what a slow reader misses is told as one `lagged`. */
import { LockstepError } from "../../base/errors.js";
import type { LockstepEvent, Topic } from "../../base/events.js";
import type { Outlet } from "./outlet.js";
import type { WireTopic } from "./protocol.js";

interface Subscription {
  project: string | null;
  topics: ReadonlySet<Topic>;
  /** First sequence number that was left out; null while nothing is missing. */
  laggedFrom: { seq: number; project: string } | null;
}

export interface Subscriptions {
  add(request: { project: string | null; topics: readonly Topic[] }): number;
  remove(subscription: number): boolean;
  /** Hands an event to whoever wants it. */
  deliver(event: LockstepEvent): void;
  /** Tells every subscription something that is no event of a project. */
  tell(topic: "heartbeat" | "bye"): void;
}

export function subscriptions(out: Outlet, instance: string, max: number): Subscriptions {
  const open = new Map<number, Subscription>();
  let last = 0;

  const send = (subscription: number, topic: WireTopic, project: string | null, seq: number, data: Record<string, unknown>) =>
    out.notify({ subscription, instance, seq, topic, project, data });

  /** Says what was missed, as soon as there is room for it again. */
  function catchUp(id: number, subscription: Subscription): boolean {
    const { laggedFrom } = subscription;
    if (laggedFrom === null) return true;
    if (!send(id, "lagged", laggedFrom.project, laggedFrom.seq, { from_seq: laggedFrom.seq })) return false;
    subscription.laggedFrom = null;
    return true;
  }

  return {
    add({ project, topics }) {
      if (open.size >= max) {
        throw new LockstepError("BUSY", `This connection has ${max} subscriptions, the most it can have. Unsubscribe from one.`);
      }
      last++;
      open.set(last, { project, topics: new Set(topics), laggedFrom: null });
      return last;
    },
    remove: (subscription) => open.delete(subscription),
    deliver({ topic, project, seq, data }) {
      for (const [id, subscription] of open) {
        const wanted = subscription.topics.has(topic) && (subscription.project === null || subscription.project === project);
        if (!wanted) continue;
        if (!catchUp(id, subscription) || !send(id, topic, project, seq, data)) subscription.laggedFrom ??= { seq, project };
      }
    },
    tell(topic) {
      for (const [id, subscription] of open) if (catchUp(id, subscription)) send(id, topic, null, 0, {});
    },
  };
}
