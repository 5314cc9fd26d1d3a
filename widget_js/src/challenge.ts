import type { Challenge } from "./config.ts";

/** A form token, and the moment (ms) from which the service takes it for a human's. */
export type Ready = { token: string; from: number };

/**
 * Keeps the one token that this form signs with. It is asked for at the first focus and then kept
 * through every retry: one token can make one signature, so a lost answer cannot make two.
 */
export class ChallengeKeeper {
  private asked: Promise<Ready> | undefined;

  constructor(private readonly ask: () => Promise<Challenge>) {}

  /** The token, asking for it only if none is there or under way. A failure is not kept. */
  get(): Promise<Ready> {
    if (!this.asked) {
      const asked = this.ask().then(({ token, wait }) => ({
        token,
        from: Date.now() + wait * 1000,
      }));
      asked.catch(() => {
        if (this.asked === asked) this.forget();
      });
      this.asked = asked;
    }
    return this.asked;
  }

  forget(): void {
    this.asked = undefined;
  }
}
