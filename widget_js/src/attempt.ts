/**
 * Does what a page may forbid, and what we can do without: storage may be full, switched off, or not
 * even to be looked at, and the history of a frame may not be ours.
 */
export function attempt(act: () => void): void {
  try {
    act();
  } catch {}
}
