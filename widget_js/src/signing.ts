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
import { remember } from "./memory.ts";
import type { Words } from "./messages.ts";
import { isFinal, type Problem } from "./problem.ts";
import type { Setting } from "./setting.ts";
import { signature } from "./signature.ts";
import { formView } from "./views/form.ts";
import { thanksView } from "./views/thanks.ts";

/** What signing needs to know of the petition it is part of. */
type SigningSetting = Setting & {
  words: Words;
  showForm(form: HTMLElement): void;
  showThanks(thanks: HTMLElement): void;
  showOver(problem: Problem): void;
  /** A form for whoever a personal link does not mean, or no longer. */
  startOver(): void;
};

export type Signing = {
  /** Stops what is under way; the form and its token stay for when the element comes back. */
  pause(): void;
};

/** Runs the form from the first focus to the thanks. What may follow what is in form-state.ts. */
export function startSigning(setting: SigningSetting): Signing {
  const { config, words, service, announce, recognition, startOver } = setting;
  const form = formView(config, words, startOver, recognition);
  let state: FormState = START;
  let life = new AbortController();
  const challenge = new ChallengeKeeper(() => service.challenge(config.text, life.signal));

  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (state.phase !== "filling") return;
    const errors = check(form.asked, form.answers());
    form.faults.show(errors);
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
      if (isFinal(problem)) fail(problem);
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
        const receipt = await service.sign(signature(answers, token, setting), signal);
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
    const online = new Promise((resolve) => {
      addEventListener("online", resolve, { once: true, signal });
    });
    await Promise.race([sleep(Number(state.seconds) * 1000, signal), online]).catch(() => {});
    if (!signal.aborted) go({ type: "due" });
  }

  function fail(problem: Problem): void {
    const { code } = problem;
    if (isTokenProblem(code)) challenge.forget();
    go({
      type: "failed",
      trouble: problem,
      chance: Math.random(),
      offline: !navigator.onLine,
    });
    // What we mend by ourselves is no error to anybody.
    if (!isUnderWay(state)) announce("error", { code });
    if (/^link_/.test(code)) startOver();
  }

  function thank(receipt: Receipt, answers: URLSearchParams): void {
    go({ type: "signed" });
    challenge.forget();
    remember(service.page, receipt.ref);
    const person = {
      name: answers.get("given_name") ?? recognition?.given_name,
      email: answers.get("email"),
    };
    setting.showThanks(thanksView(receipt, person, config, words, again));
    announce("signed", { status: receipt.status });
  }

  function again(): void {
    go({ type: "again" });
    setting.showForm(form.element);
    form.element.querySelector<HTMLElement>("[type=email]")?.focus();
  }

  function show(): void {
    const { say, errors, trouble } = state;
    form.tell(isUnderWay(state), say && words(say));
    if (errors) form.faults.show(new Map(Object.entries(errors)));
    if (trouble) setting.showOver(trouble);
  }

  function pause(): void {
    life.abort();
    life = new AbortController();
    go({ type: "removed" });
  }

  setting.showForm(form.element);
  return { pause };
}
