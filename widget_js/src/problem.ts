/**
 * Why the service did not do what was asked. `code` is the service's own stable code, or
 * - `network`: no answer at all (offline, timed out, blocked), or one that is not the service's;
 * - `unexpected`: an answer without a code.
 */
export class Problem {
  constructor(
    readonly code: string,
    /** HTTP status; 0 without an answer. */
    readonly status = 0,
    /** Seconds the service asks us to wait; 0 when it does not say. */
    readonly retryAfter = 0,
    /** For `invalid_fields`: the field's name and its code. */
    readonly errors: Record<string, string> = {},
  ) {}
}

/** This site may not collect signatures for this petition: nothing a supporter can mend. */
export const isRefusal = (code: string): boolean =>
  /^(origin_not_allowed|partner_suspended|petition_not_found)$/.test(code);

/** Trying the same again can help. */
export const isPassing = ({ code, status }: Problem): boolean =>
  code === "network" || status === 429 || status >= 500;
