import { check } from "../checks.ts";
import type { Config } from "../config.ts";
import { el, set } from "../dom.ts";
import { ownWords } from "../locale.ts";
import type { Words } from "../messages.ts";
import { richText } from "../rich-text.ts";
import { type ErrorsView, errorsView } from "./errors.ts";
import { fieldView, honeypot, tickView } from "./field.ts";

export type FormView = {
  element: HTMLFormElement;
  errors: ErrorsView;
  /** What stands in the form now, trimmed. Read late: autofill does not always tell of itself. */
  answers(): URLSearchParams;
  /** Busy: the button turns and cannot be pressed. `text` says in words what happens. */
  status(busy: boolean, text?: string): void;
};

/** The form itself: fields, opt-ins, consent right above the button, and the legal text under it. */
export function formView(config: Config, words: Words): FormView {
  const button = el("button", { part: "button" });
  const status = el("p", { part: "status", role: "status" });
  const own = (text: Node | string) => el("span", ownWords(config), text);
  const element = el(
    "form",
    // Our own words instead of the browser's bubbles, which vanish and cannot be styled.
    { novalidate: true, part: "form", "aria-label": config.title },
    el("div", "fields", ...config.fields.map((it) => fieldView(it, words, config.locale))),
    el(
      "div",
      "opt-ins",
      ...config.opt_ins.map((it) => tickView(it.name, own(it.label), false, words)),
    ),
    tickView("consent", own(config.consent.label), true, words),
    honeypot(),
    button,
    status,
    el("div", "legal", own(richText(config.legal_html))),
  );
  const errors = errorsView(element, config, words);
  element.prepend(errors.summary);

  function answers(): URLSearchParams {
    const answers = new URLSearchParams();
    for (const [name, value] of new FormData(element)) answers.set(name, `${value}`.trim());
    return answers;
  }

  function showStatus(busy: boolean, text = ""): void {
    // Not `disabled`: that would throw the focus out of the form while the supporter waits.
    set(button, { "aria-disabled": `${busy}`, "aria-busy": `${busy}` });
    button.textContent = words(busy ? "signing" : "sign");
    status.textContent = text;
  }

  showStatus(false);
  element.addEventListener("input", () => errors.keep(check(config, answers())));
  return { element, errors, answers, status: showStatus };
}
