/** Params that several methods about documents take. */
import { z } from "zod";

export const root = z.string().min(1).max(4_096).describe("Folder of the project");
export const findingId = z.string().min(1).max(64).describe("Id of the finding");
