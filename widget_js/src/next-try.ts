import { isPassing, type Problem } from "./problem.ts";
import { PATIENCE, RETRIES, retryDelay } from "./retry.ts";

/** What to do about a try that failed, where no field of the form is at fault. */
export type NextTry = {
  /** The key of the message that tells the supporter. */
  say: string;
  /** How long to wait before the same is sent again; missing when that is left to the supporter. */
  seconds?: number;
  /** How often it has been sent again by then. */
  tries?: number;
};

/** `tries`: how often it was sent again already. `random`: 0 to 1. */
export function nextTry(
  problem: Problem,
  tries: number,
  offline: boolean,
  random: number,
): NextTry {
  const { code, status, retryAfter = 0 } = problem;
  if (!isPassing(problem)) return { say: /^(too_large|link_)/.test(code) ? code : "unexpected" };
  // The browser tells when it is back; we look by ourselves now and then, and count no try.
  if (offline) return { say: "offline", seconds: PATIENCE, tries };
  const busy = status === 429 || status === 503 ? "_busy" : "";
  if (tries >= RETRIES || retryAfter > PATIENCE) return { say: `stalled${busy}` };
  return {
    say: `retrying${busy}`,
    seconds: retryDelay(tries + 1, retryAfter, random),
    tries: tries + 1,
  };
}
