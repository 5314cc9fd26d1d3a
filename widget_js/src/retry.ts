/** How often a signature is sent again by itself before the supporter is asked to press again. */
export const RETRIES = 3;

/** Nobody watches a form for longer than this many seconds. */
export const PATIENCE = 60;

const FIRST = 2;
const TOTALS_EVERY = 10;
const TOTALS_AT_MOST = 300;

/**
 * Seconds before try number `tries` (1, 2, 3) is sent: about 2, 6, 18, or later if the service says
 * so. `random` (0 to 1) spreads the tries of a crowd that was turned away in the same moment; it
 * only ever adds, so that Retry-After is kept.
 */
export function retryDelay(tries: number, retryAfter: number, random: number): number {
  return Math.ceil(Math.max(FIRST * 3 ** (tries - 1), retryAfter) * (1 + random / 4));
}

/** Seconds until the total is asked for again: 8 to 12, doubling with each failure, at most 6 minutes. */
export function totalsDelay(failures: number, random: number): number {
  return Math.min(TOTALS_EVERY * 2 ** failures, TOTALS_AT_MOST) * (0.8 + random * 0.4);
}
