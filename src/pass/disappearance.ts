/** A disk that was unmounted looks like a tree that was deleted; so a mass disappearance is believed only when it stays. */

/** It must still be there after this time. */
const CONFIRM_MS = 5_000;

export interface Disappearance {
  /** Gives 0 when what a sweep says is to be believed, else after how many milliseconds to sweep again. */
  doubt(mass: boolean, now: number): number;
}

export function disappearance(): Disappearance {
  let since: number | null = null;
  return {
    doubt(mass, now) {
      if (mass) since ??= now;
      else since = null;
      const left = since === null ? 0 : Math.max(0, since + CONFIRM_MS - now);
      if (left === 0) since = null;
      return left;
    },
  };
}
