/** Params that several methods about documents take. */
import { z } from "zod";
import { shownText } from "../../base/fault-wording.js";

/** An absolute path: relative to what, only the caller could say. `what` is its description. */
export const folder = (what: string) =>
  z
    .string()
    .min(1)
    .max(4_096)
    .refine((path) => path.startsWith("/"), {
      error: ({ input }) => `an absolute path is expected, not ${shownText(String(input))}`,
    })
    .describe(what);

/** The same, or null when it is left out. */
export const folderOrNone = (what: string) => folder(what).nullable().default(null).describe(what);

export const root = folder("Folder of the project");
export const findingId = z.string().min(1).max(64).describe("Id of the finding");
