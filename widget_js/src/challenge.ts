import type { Challenge } from "./config.ts";

/** A form token, and the moment (of performance.now(): clocks may be set) from which the service takes it for a human's. */
export type Ready = { token: string; from: number };

export type ChallengeKeeper = {
  /** The token, asking for it only if none is there or under way. A failure is not kept. */
  get(): Promise<Ready>;
  forget(): void;
};

/**
 * Keeps the one token that this form signs with. It is asked for at the first focus and then kept
 * through every retry: one token can make one signature, so a lost answer cannot make two.
 */
export function challengeKeeper(ask: () => Promise<Challenge>): ChallengeKeeper {
  let asked: Promise<Ready> | undefined;

  function get(): Promise<Ready> {
    if (asked) return asked;
    const now = ask().then(({ token, wait }) => ({ token, from: performance.now() + wait * 1000 }));
    asked = now;
    now.catch(() => {
      if (asked === now) forget();
    });
    return now;
  }

  function forget(): void {
    asked = undefined;
  }

  return { get, forget };
}
