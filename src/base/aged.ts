/** How old an answer may be that is given without a new look. */
const AGE_MS_MAX = 1_000;

/** What `look` gives, asked anew when the last answer is a second old: for what a system tells slowly and somebody asks often. */
export function aged<T>(look: () => T, monotonic: () => number): () => T {
  let known: { value: T; at: number } | null = null;
  return () => {
    const now = monotonic();
    if (known === null || now - known.at >= AGE_MS_MAX) known = { value: look(), at: now };
    return known.value;
  };
}
