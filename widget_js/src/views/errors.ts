import type { Errors } from "../checks.ts";
import type { Config } from "../config.ts";
import { el, focusOn, set } from "../dom.ts";
import type { Words } from "../messages.ts";
import { type Control, controlId, errorId } from "./field.ts";

export type ErrorsView = {
  /** Stands at the head of the form, hidden while there is nothing to say. */
  summary: HTMLElement;
  /** Shows these errors and no others, and moves the focus to the summary if there are any. */
  show(errors: Errors): void;
  /** Takes away what has been mended since; adds nothing while somebody types. */
  keep(errors: Errors): void;
};

export function errorsView(form: HTMLFormElement, { fields }: Config, words: Words): ErrorsView {
  const heading = el("h3", {}, words("error_summary"));
  const list = el("ul");
  const summary = el("div", { part: "error-summary", hidden: true }, heading, list);
  let shown: Errors = new Map();

  function paint(errors: Errors): void {
    for (const name of shown.keys()) mark(name);
    for (const [name, code] of errors) mark(name, say(name, code));
    list.replaceChildren(...[...errors].map(([name, code]) => item(name, say(name, code))));
    summary.hidden = !errors.size;
    shown = errors;
  }

  const controlOf = (name: string) => form.elements.namedItem(name) as Control | null;
  const fieldOf = (name: string) => fields.find((field) => field.name === name);

  function mark(name: string, text = ""): void {
    const place = form.querySelector<HTMLElement>(`#${errorId(name)}`);
    const control = controlOf(name);
    if (!place || !control) return;
    place.textContent = text;
    place.hidden = !text;
    set(control, {
      "aria-invalid": text ? "true" : null,
      "aria-describedby": text ? place.id : null,
    });
  }

  function item(name: string, problem: string): HTMLElement {
    const label = fieldOf(name)?.label;
    const click = (event: Event) => {
      event.preventDefault();
      controlOf(name)?.focus();
    };
    // The consent's label is a paragraph; its error says enough by itself.
    const text = label ? words("error_item", { label, problem }) : problem;
    return el("li", {}, el("a", { href: `#${controlId(name)}`, click }, text));
  }

  function say(name: string, code: string): string {
    const special = name === "consent" || (name === "email" && code === "invalid");
    const key = special ? name : KNOWN.test(code) ? code : "invalid";
    return words(`error_${key}`, { count: fieldOf(name)?.max_length });
  }

  return {
    summary,
    show: (errors) => {
      paint(errors);
      if (errors.size) focusOn(heading);
    },
    keep: (errors) => {
      const left = new Map([...shown].filter(([name]) => errors.has(name)));
      if (left.size < shown.size) paint(left);
    },
  };
}

const KNOWN = /^(required|too_long|invalid_characters)$/;
