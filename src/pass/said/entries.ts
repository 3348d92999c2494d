import { parse } from "yaml";
import { z } from "zod";
import { problemOf } from "./problem.js";

const ENTRIES_MAX = 20_000;

/** The list of entries that is the text of a YAML file, or why it cannot be read. `writer` is the command that writes it. */
export function parseEntries<T>(entry: z.ZodType<T>, text: string, writer: string): { entries: T[] } | { problem: string } {
  try {
    const read: unknown = parse(text, { maxAliasCount: 0 });
    return {
      entries: z
        .array(entry)
        .max(ENTRIES_MAX)
        .parse(read ?? []),
    };
  } catch (error) {
    return problemOf(error, writer);
  }
}
