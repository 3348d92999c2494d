import { z } from "zod";

/** Why a file of a repository that only `writer` writes cannot be read: the first thing that is wrong with it. */
export function problemOf(error: unknown, writer: string): { problem: string } {
  const [first = ""] = (error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message).split("\n");
  return { problem: `not what \`${writer}\` writes: ${first}` };
}
