import type { ReadingContext } from "../method.js";

/** What watches the project learns at once of what people said. */
export async function lookAgain({ projects, daemon }: ReadingContext, { root }: { root: string }): Promise<void> {
  if (daemon !== null) await projects.check({ root });
}
