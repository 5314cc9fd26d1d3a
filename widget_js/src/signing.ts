import { challengeKeeper } from "./challenge.ts";
import type { Receipt } from "./config.ts";
import { sleep } from "./dom.ts";
import { remember } from "./memory.ts";
import type { Words } from "./messages.ts";
import { nextTry } from "./next-try.ts";
import { isFinal, type Problem } from "./problem.ts";
import { forgetPerson, type Recognition } from "./recognition.ts";
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
};

export type Signing = {
  /** Stops what is under way; the form and its token stay for when the element comes back. */
  pause(): void;
};

/** Runs the form from the first focus to the thanks. */
export function startSigning(setting: SigningSetting): Signing {
  const { config, words, service, announce } = setting;
  const form = formView(config, words, () => {
    pause();
    meetAnybody();
    form.element.querySelector("input")?.focus();
  });
  let person = setting.recognition;
  /** The button has been pressed, and the supporter need do nothing: a double click signs once. */
  let busy = false;
  let life = new AbortController();
  const challenge = challengeKeeper(() => service.challenge(config.text, life.signal));

  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    const errors = form.check();
    form.faults.show(errors);
    if (errors.size) return;
    announce("submit");
    send();
  });

  // Early, so that the wait is over and the token there long before the button is pressed.
  form.element.addEventListener("focusin", () => {
    if (busy) return;
    challenge.get().catch((problem: Problem) => {
      // Anything else is tried again when the button is pressed.
      if (isFinal(problem) && !busy) end(problem);
    });
  });

  /** Sends until there is an answer, always with the same token: one supporter is one signature. */
  async function send(): Promise<void> {
    const { signal } = life;
    let tries: number | undefined = 0;
    let renewed = false;
    tell(true);
    while (tries !== undefined && !signal.aborted) {
      let answers: URLSearchParams;
      let receipt: Receipt;
      try {
        const { token, from } = await challenge.get();
        await sleep(from - performance.now(), signal);
        answers = form.answers();
        receipt = await service.sign(signature(answers, token, setting, person), signal);
      } catch (problem) {
        if (signal.aborted) return;
        const { code } = problem as Problem;
        const isStale = /^token_/.test(code);
        if (isStale) challenge.forget();
        // A form left open overnight: its token is renewed once, and nothing said.
        if (isStale && !renewed) renewed = true;
        else tries = await fail(problem as Problem, tries, signal);
        continue;
      }
      if (!signal.aborted) thank(receipt, answers);
      return;
    }
  }

  /** How often it has been sent again; undefined when it is left to the supporter. */
  async function fail(
    problem: Problem,
    before: number,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const { code, errors } = problem;
    if (isFinal(problem)) {
      end(problem);
      return undefined;
    }
    const { say, seconds, tries } = nextTry(problem, before, !navigator.onLine, Math.random());
    if (seconds) {
      tell(true, words(say));
      const online = new Promise((resolve) => {
        addEventListener("online", resolve, { once: true, signal });
      });
      await Promise.race([sleep(seconds * 1000, signal), online]).catch(() => {});
      if (!signal.aborted) tell(true);
      return tries;
    }
    // What we mend by ourselves is no error to anybody.
    announce("error", { code });
    // What is typed stands: the form grows by what the link does not answer, or not any more.
    if (/^link_/.test(code)) meetAnybody();
    if (person && errors) meet({ ...person, known: person.known.filter((name) => !errors[name]) });
    tell(false, errors ? "" : words(say));
    if (errors) form.faults.show(new Map(Object.entries(errors)));
    return undefined;
  }

  function end(problem: Problem): void {
    // For good: whatever else was asked meanwhile has the same answer.
    busy = true;
    setting.showOver(problem);
    announce("error", { code: problem.code });
  }

  function thank(receipt: Receipt, answers: URLSearchParams): void {
    tell(false);
    challenge.forget();
    remember(service.page, receipt.ref);
    const name = answers.get("given_name") ?? person?.given_name;
    const email = answers.get("email");
    setting.showThanks(thanksView(receipt, { name, email }, config, words, again));
    announce("signed", { status: receipt.status });
  }

  function again(): void {
    setting.showForm(form.element);
    form.element.querySelector<HTMLElement>("[type=email]")?.focus();
  }

  function tell(isBusy: boolean, text?: string): void {
    busy = isBusy;
    form.tell(busy, text);
  }

  function meet(somebody?: Recognition): void {
    person = somebody;
    form.meet(person);
  }

  function meetAnybody(): void {
    forgetPerson();
    meet();
  }

  function pause(): void {
    life.abort();
    life = new AbortController();
    if (busy) tell(false);
  }

  form.meet(person);
  setting.showForm(form.element);
  return { pause };
}
