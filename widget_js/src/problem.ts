import type { Messages } from "./messages.ts";

export type Spoken = { locale: string; dir: string; messages: Messages };

/**
 * Why the service did not do what was asked. `code` is the service's own stable code, or
 * - `network`: no answer at all (offline, timed out, blocked), or one that is not the service's;
 * - `unexpected`: an answer without a code.
 */
export type Problem = {
  code: string;
  /** HTTP status; missing without an answer. */
  status?: number;
  /** Seconds the service asks us to wait; 0 when it does not say. */
  retryAfter?: number;
  /** For `invalid_fields`: the field's name and its code. */
  errors?: Record<string, string>;
  /** The service's words for programmers. */
  detail?: string;
  /** Its words for supporters, where there is no config to take them from. */
  spoken?: Spoken;
};

/** What no supporter can mend, by the key of the calm words that they see. */
export const FINAL: Record<string, string> = {
  petition_closed: "closed",
  petition_not_found: "not_found",
  origin_not_allowed: "refused",
  partner_suspended: "suspended",
};

export const isFinal = ({ code }: Problem): boolean => code in FINAL;

/** Trying the same again can help. */
export const isPassing = ({ status }: Problem): boolean =>
  !status || status === 429 || status >= 500;
