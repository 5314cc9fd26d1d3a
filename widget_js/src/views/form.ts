import { check, type Errors } from "../checks.ts";
import type { Config, Field } from "../config.ts";
import { el, plainButton, set } from "../dom.ts";
import { ownWords } from "../locale.ts";
import { around, type Words } from "../messages.ts";
import type { Recognition } from "../recognition.ts";
import { richText } from "../rich-text.ts";
import { type ErrorsView, errorsView } from "./errors.ts";
import { choiceView, fieldView, honeypot, tickView } from "./field.ts";

export type FormView = {
  element: HTMLFormElement;
  faults: ErrorsView;
  /** Greets whom a personal link has brought, and asks for what is not known; anybody for everything. */
  meet(person?: Recognition): void;
  /** What is wrong with the answers. */
  check(): Errors;
  /** What stands in the form now, trimmed. Read late: autofill does not always tell of itself. */
  answers(): URLSearchParams;
  /** Busy: the button says so and cannot be pressed. `text` says in words what happens. */
  tell(busy: boolean, text?: string): void;
};

/** The form itself: fields, opt-ins, consent right above the button, and the legal text under it. */
export function formView(config: Config, words: Words, notMe: () => void): FormView {
  const { consent, fields, locale, opt_ins } = config;
  let asked: Field[];
  let name: string | undefined;
  const welcome = el("div");
  const room = el("div", "fields");
  const button = el("button", { part: "button" });
  const status = el("p", { part: "status", role: "status" });
  const own = (...text: (Node | string)[]) => el("span", ownWords(config), ...text);
  const element = el(
    "form",
    // Our own words instead of the browser's bubbles, which vanish and cannot be styled.
    { novalidate: true, part: "form", "aria-label": config.title },
    welcome,
    room,
    el("div", "opt-ins", ...opt_ins.map((it) => tickView(it.name, own(it.label), false, words))),
    (consent.style === "choice" ? choiceView : tickView)(
      "consent",
      own(consent.label),
      true,
      words,
    ),
    honeypot(),
    button,
    status,
    el("div", "legal", own(...richText(config.legal))),
  );
  const views = fields.map((it) => fieldView(it, words, locale, own));
  const faults = errorsView(element, config, words);
  element.prepend(faults.summary);

  function meet(person?: Recognition): void {
    asked = fields.filter((it) => !person?.known.includes(it.name));
    name = person?.given_name;
    // What is there stays where it is, and with it what has been typed, and the focus.
    views.reduceRight<Node | null>((next, view, at) => {
      if (!asked.includes(fields[at] as Field)) {
        view.remove();
        return next;
      }
      if (!view.parentNode) room.insertBefore(view, next);
      return view;
    }, null);
    const isEnough = !asked.some((it) => it.required);
    welcome.replaceChildren(...(person ? [welcomeView(name, isEnough, words, notMe)] : []));
    tell(false);
  }

  function answers(): URLSearchParams {
    const answers = new URLSearchParams();
    for (const [name, value] of new FormData(element)) answers.set(name, `${value}`.trim());
    return answers;
  }

  function tell(busy: boolean, text = ""): void {
    // Not `disabled`: that would throw the focus out of the form while the supporter waits.
    set(button, { "aria-disabled": `${busy}`, "aria-busy": `${busy}` });
    button.textContent = words(busy ? "signing" : name ? "sign_as" : "sign", { name });
    status.textContent = text;
  }

  const errors = () => check(asked, answers());
  element.addEventListener("input", () => faults.keep(errors()));
  return { element, faults, meet, check: errors, answers, tell };
}

/** For whom a personal link has brought; somebody else may hold the same device, or have got the mail. */
function welcomeView(
  name: string | undefined,
  isEnough: boolean,
  words: Words,
  notMe: () => void,
): HTMLElement {
  const greeted = (key: string) => around(words(key), "name", el("bdi", {}, name));
  return el(
    "div",
    "notice",
    name && el("h2", {}, ...greeted("welcome")),
    isEnough && el("p", {}, words("welcome_text")),
    plainButton(notMe, ...(name ? greeted("not_you") : [words("sign_other")])),
  );
}
