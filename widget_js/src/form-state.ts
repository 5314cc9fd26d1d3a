import { isPassing, isRefusal, type Problem } from "./problem.ts";
import { PATIENCE, RETRIES, retryDelay } from "./retry.ts";

/**
 * Where a signature stands. The rules that make one supporter one signature are here: only
 * `filling` can be sent, so a double click or an Enter held down finds the form in another phase.
 * `say` is the key of the message that tells the supporter what happens.
 */
export type FormState =
  | { phase: "filling"; say?: string; errors?: Record<string, string> }
  | { phase: "sending"; tries: number; renewed: boolean }
  | { phase: "waiting"; tries: number; renewed: boolean; seconds: number; say: string }
  | { phase: "thanked" }
  | { phase: "closed" }
  | { phase: "refused"; code: string };

export type FormEvent =
  | { type: "press" } // the supporter sends a form without mistakes
  | { type: "signed" }
  | { type: "failed"; problem: Problem; random: number }
  | { type: "due" } // the wait before the next try is over
  | { type: "removed" } // the element left the page
  | { type: "again" }; // "Wrong address? Sign again"

export const START: FormState = { phase: "filling" };

/** The next state. An event that does not belong to a phase changes nothing. */
export function advance(state: FormState, event: FormEvent): FormState {
  const { phase } = state;
  switch (event.type) {
    case "press":
      return phase === "filling" ? { phase: "sending", tries: 0, renewed: false } : state;
    case "signed":
      return phase === "sending" ? { phase: "thanked" } : state;
    case "due":
      return state.phase === "waiting" ? sendingAgain(state) : state;
    case "removed":
      return isUnderWay(state) ? START : state;
    case "again":
      return phase === "thanked" ? START : state;
    case "failed":
      return afterFailure(state, event.problem, event.random);
  }
}

const sendingAgain = ({ tries, renewed }: { tries: number; renewed: boolean }): FormState => ({
  phase: "sending",
  tries,
  renewed,
});

/** Refusals also come from the challenge, so while the form is still being filled in. */
function afterFailure(state: FormState, problem: Problem, random: number): FormState {
  const { phase } = state;
  if (phase !== "filling" && phase !== "sending") return state;
  if (problem.code === "petition_closed") return { phase: "closed" };
  if (isRefusal(problem.code)) return { phase: "refused", code: problem.code };
  return state.phase === "sending" ? afterSending(state, problem, random) : state;
}

function afterSending(
  { tries, renewed }: { tries: number; renewed: boolean },
  problem: Problem,
  random: number,
): FormState {
  const { code, retryAfter, errors } = problem;
  // A form left open overnight: renew it once and say nothing.
  if (isTokenProblem(code) && !renewed) return { phase: "sending", tries, renewed: true };
  if (code === "invalid_fields" && Object.keys(errors).length) return { phase: "filling", errors };
  if (!isPassing(problem))
    return { phase: "filling", say: code === "too_large" ? code : "unexpected" };

  const busy = problem.status === 429 || problem.status === 503 ? "_busy" : "";
  if (tries >= RETRIES || retryAfter > PATIENCE) return { phase: "filling", say: `stalled${busy}` };
  const seconds = retryDelay(tries + 1, retryAfter, random);
  return { phase: "waiting", tries: tries + 1, renewed, seconds, say: `retrying${busy}` };
}

/** The button has been pressed, and the supporter need do nothing. */
export const isUnderWay = ({ phase }: FormState): boolean => /^(sending|waiting)$/.test(phase);

/** The token is spent or stale; asking for another is the only cure. */
export const isTokenProblem = (code: string): boolean => /^token_/.test(code);
