import { attempt } from "../attempt.ts";
import { el } from "../dom.ts";
import type { Words } from "../messages.ts";

/** On a phone the form is a long way down: a button that stays in reach, until the form is in view. */
export function jumpView(panel: HTMLElement, words: Words): HTMLElement {
  const click = () => {
    panel.querySelector<HTMLElement>("input")?.focus();
    panel.scrollIntoView();
  };
  const button = el(
    "button",
    { type: "button", class: "button jump", hidden: true, click },
    words("sign_short"),
  );
  // A page that withholds it has no button in reach, and all the rest.
  attempt(() =>
    new IntersectionObserver((entries) => {
      button.hidden = entries.pop()?.isIntersecting || !panel.querySelector("form");
    }).observe(panel),
  );
  return button;
}
