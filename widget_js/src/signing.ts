import { ChallengeKeeper } from "./challenge.ts";
import { check } from "./checks.ts";
import type { Receipt } from "./config.ts";
import { sleep } from "./dom.ts";
import {
  advance,
  type FormEvent,
  type FormState,
  isTokenProblem,
  isUnderWay,
  START,
} from "./form-state.ts";
import type { Words } from "./messages.ts";
import { isRefusal, type Problem } from "./problem.ts";
import type { Setting } from "./setting.ts";
import { signature } from "./signature.ts";
import { formView } from "./views/form.ts";
import { thanksView } from "./views/thanks.ts";

/** What signing needs to know of the petition it is part of. */
type SigningSetting = Setting & {
  words: Words;
  showForm(form: HTMLElement): void;
  showThanks(thanks: HTMLElement): void;
  showClosed(): void;
  showRefused(code: string): void;
};

export type Signing = {
  /** Stops what is under way; the form and its token stay for when the element comes back. */
  pause(): void;
};

/** Runs the form from the first focus to the thanks. What may follow what is in form-state.ts. */
export function startSigning(setting: SigningSetting): Signing {
  const { host, config, words, service, announce } = setting;
  const form = formView(config, words);
  let state: FormState = START;
  let life = new AbortController();
  const challenge = new ChallengeKeeper(() => service.challenge(config.text, life.signal));

  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (state.phase !== "filling") return;
    const errors = check(config, form.answers());
    form.errors.show(errors);
    if (errors.size) return;
    announce("submit");
    go({ type: "press" });
    send();
  });

  // Early, so that the wait is over and the token there long before the button is pressed.
  form.element.addEventListener("focusin", () => {
    if (state.phase !== "filling") return;
    challenge.get().catch((problem: Problem) => {
      // Anything else is tried again when the button is pressed.
      if (isRefusal(problem.code) || problem.code === "petition_closed") fail(problem);
    });
  });

  function go(event: FormEvent): void {
    const before = state;
    state = advance(state, event);
    if (state !== before) show();
  }

  async function send(): Promise<void> {
    const { signal } = life;
    while (state.phase === "sending" && !signal.aborted) {
      try {
        const { token, from } = await challenge.get();
        await sleep(from - Date.now(), signal);
        const answers = form.answers();
        const receipt = await service.sign(signature(answers, token, config, host), signal);
        if (!signal.aborted) thank(receipt, answers);
      } catch (problem) {
        if (signal.aborted) return;
        fail(problem as Problem);
        await nextTry(signal);
      }
    }
  }

  async function nextTry(signal: AbortSignal): Promise<void> {
    if (state.phase !== "waiting") return;
    await sleep(state.seconds * 1000, signal).catch(() => {});
    if (!signal.aborted) go({ type: "due" });
  }

  function fail(problem: Problem): void {
    if (state.phase !== "filling" && state.phase !== "sending") return;
    if (isTokenProblem(problem.code)) challenge.forget();
    go({ type: "failed", problem, random: Math.random() });
    // What we mend by ourselves is no error to anybody.
    if (!isUnderWay(state)) announce("error", { code: problem.code });
  }

  function thank(receipt: Receipt, answers: URLSearchParams): void {
    go({ type: "signed" });
    challenge.forget();
    setting.showThanks(thanksView(receipt, answers, words, again, config.share.text));
    announce("signed", { status: receipt.status });
  }

  function again(): void {
    go({ type: "again" });
    setting.showForm(form.element);
    form.element.querySelector<HTMLElement>("[type=email]")?.focus();
  }

  function show(): void {
    switch (state.phase) {
      case "filling":
        form.status(false, state.say && words(state.say));
        if (state.errors) form.errors.show(new Map(Object.entries(state.errors)));
        break;
      case "sending":
      case "waiting":
        form.status(true, state.phase === "waiting" ? words(state.say) : "");
        break;
      case "closed":
        setting.showClosed();
        break;
      case "refused":
        setting.showRefused(state.code);
    }
  }

  function pause(): void {
    life.abort();
    life = new AbortController();
    go({ type: "removed" });
  }

  setting.showForm(form.element);
  return { pause };
}
