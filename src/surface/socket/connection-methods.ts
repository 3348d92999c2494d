/** What a connection answers itself: who is there, and which events it wants. */
import { z } from "zod";
import { TOPICS } from "../../base/events.js";
import { folder } from "../../domains/documentation/params.js";
import { LIMITS } from "./protocol.js";

/** A request that speaks of the connection; declared like a method, answered by the connection. */
interface ConnectionMethod<P extends z.ZodObject = z.ZodObject> {
  name: string;
  summary: string;
  params: P;
  result: z.ZodType;
}

export const hello = {
  name: "daemon.hello",
  summary: "Tell who is there: protocol, version, methods and limits",
  params: z.object({
    protocol: z.int().default(1).describe("Protocol that the client speaks"),
    client: z.string().max(256).default("").describe("Name of the client"),
    version: z.string().max(64).default("").describe("Version of the client"),
  }),
  result: z.object({
    protocol: z.int(),
    version: z.string(),
    settings: z.string().describe("The same for two environments that set the same"),
    methods: z.array(z.string()),
    limits: z.record(z.string(), z.number()),
  }),
} as const satisfies ConnectionMethod;

export const subscribe = {
  name: "subscribe",
  summary: "Be told of committed changes from now on",
  params: z.object({
    project: folder("Root of the project; null for all").nullable().default(null),
    topics: z
      .array(z.enum(TOPICS))
      .min(1)
      .default([...TOPICS])
      .describe("Kinds of events"),
  }),
  result: z.object({ subscription: z.int() }),
} as const satisfies ConnectionMethod;

export const unsubscribe = {
  name: "unsubscribe",
  summary: "Be told no longer",
  params: z.object({ subscription: z.int().describe("What `subscribe` gave") }),
  result: z.object({ removed: z.boolean() }),
} as const satisfies ConnectionMethod;

export const CONNECTION_METHODS: readonly ConnectionMethod[] = [hello, subscribe, unsubscribe];

export const limitsTold: Record<string, number> = { ...LIMITS };
