import { isFinal, isPassing, type Problem } from "./problem.ts";
import { PATIENCE, RETRIES, retryDelay } from "./retry.ts";

/**
 * Where a signature stands. The rules that make one supporter one signature are here: only
 * `filling` can be sent, so a double click or an Enter held down finds the form in another phase.
 */
export type FormState = {
  phase: "filling" | "sending" | "waiting" | "thanked" | "over";
  /** How often it was sent again by itself. */
  tries: number;
  /** The token was found stale, and another one asked for. */
  renewed: boolean;
  /** How long to wait before it is sent again. */
  seconds?: number;
  /** The key of the message that tells the supporter what happens. */
  say?: string;
  /** The service's codes, by field. */
  errors?: Record<string, string>;
  /** Why it is over. */
  trouble?: Problem;
};

export type FormEvent =
  | { type: keyof typeof STEPS }
  | { type: "failed"; trouble: Problem; chance: number; offline?: boolean }
  | { type: "removed" }; // the element left the page

type Phase = FormState["phase"];
type Failure = Extract<FormEvent, { type: "failed" }>;

const STEPS = {
  press: ["filling", "sending"], // the supporter sends a form without mistakes
  signed: ["sending", "thanked"],
  due: ["waiting", "sending"], // the wait before the next try is over
  again: ["thanked", "filling"], // "Wrong address? Sign again"
} satisfies Record<string, [from: Phase, to: Phase]>;

export const START: FormState = { phase: "filling", tries: 0, renewed: false };

/** The next state. An event that does not belong to a phase changes nothing. */
export function advance(state: FormState, event: FormEvent): FormState {
  const { phase, tries, renewed } = state;
  if (event.type === "failed") return afterFailure(state, event);
  if (event.type === "removed") return isUnderWay(state) ? START : state;
  const [from, to] = STEPS[event.type] as [Phase, Phase];
  if (phase !== from) return state;
  return event.type === "due" ? { phase: to, tries, renewed } : { ...START, phase: to };
}

/** Refusals also come from the challenge, so while the form is still being filled in. */
function afterFailure(state: FormState, failure: Failure): FormState {
  const { phase } = state;
  const { trouble } = failure;
  if (!/^(filling|sending)$/.test(phase)) return state;
  if (isFinal(trouble)) return { ...START, phase: "over", trouble };
  return phase === "sending" ? afterSending(state, failure) : state;
}

function afterSending(state: FormState, { trouble, chance, offline }: Failure): FormState {
  const { tries, renewed } = state;
  const { code, status, retryAfter = 0, errors } = trouble;
  const filling = (say: string): FormState => ({ ...START, say });
  // A form left open overnight: renew it once and say nothing.
  if (isTokenProblem(code) && !renewed) return { phase: "sending", tries, renewed: true };
  if (errors) return { ...START, errors };
  if (!isPassing(trouble)) return filling(code === "too_large" ? code : "unexpected");

  const waiting = (say: string, seconds: number, tries: number): FormState => ({
    phase: "waiting",
    tries,
    renewed,
    seconds,
    say,
  });
  // The browser tells when it is back; we look by ourselves now and then, and count no try.
  if (offline) return waiting("offline", PATIENCE, tries);
  const busy = status === 429 || status === 503 ? "_busy" : "";
  if (tries >= RETRIES || retryAfter > PATIENCE) return filling(`stalled${busy}`);
  return waiting(`retrying${busy}`, retryDelay(tries + 1, retryAfter, chance), tries + 1);
}

/** The button has been pressed, and the supporter need do nothing. */
export const isUnderWay = ({ phase }: FormState): boolean => /^(sending|waiting)$/.test(phase);

/** The token is spent or stale; asking for another is the only cure. */
export const isTokenProblem = (code: string): boolean => /^token_/.test(code);
