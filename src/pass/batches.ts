import type { SourceText } from "../analysis/model.js";

/** Files and characters of one batch: small enough that a retry is cheap, large enough that messages do not count. */
export const BATCH_FILES_MAX = 20;
export const BATCH_LENGTH_MAX = 2 * 1024 * 1024;

/** A run of sources with the place of its first in the whole. */
export interface Batch {
  first: number;
  sources: SourceText[];
}

/** Cuts `sources` into batches within the limits, in order; a source above the limit alone has one of its own. */
export function cutBatches(sources: readonly SourceText[]): Batch[] {
  const batches: Batch[] = [];
  let batch: Batch = { first: 0, sources: [] };
  let length = 0;
  sources.forEach((source, index) => {
    const isFull = batch.sources.length === BATCH_FILES_MAX || length + source.text.length > BATCH_LENGTH_MAX;
    if (isFull && batch.sources.length > 0) {
      batches.push(batch);
      batch = { first: index, sources: [] };
      length = 0;
    }
    batch.sources.push(source);
    length += source.text.length;
  });
  if (batch.sources.length > 0) batches.push(batch);
  return batches;
}
