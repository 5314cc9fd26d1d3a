import type { Errors } from "../checks.ts";
import type { Config } from "../config.ts";
import { el, focusOn, set } from "../dom.ts";
import type { Words } from "../messages.ts";
import { controlId, errorId } from "./field.ts";

export type ErrorsView = {
  /** Stands at the head of the form, hidden while there is nothing to say. */
  summary: HTMLElement;
  /** Shows these errors and no others, and moves the focus to the summary if there are any. */
  show(errors: Errors): void;
  /** Takes away what has been mended since; adds nothing while somebody types. */
  keep(errors: Errors): void;
};

export function errorsView(
  form: HTMLFormElement,
  { fields, messages }: Config,
  words: Words,
): ErrorsView {
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

  const find = (id: string) => form.querySelector<HTMLElement>(`#${id}`);
  const fieldOf = (name: string) => fields.find((field) => field.name === name);

  function mark(name: string, text = ""): void {
    const place = find(errorId(name));
    const control = find(controlId(name));
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
      const control = find(controlId(name));
      // Of a group, its first answer.
      (control?.querySelector("input") ?? control)?.focus();
    };
    // The consent's label is a paragraph; its error says enough by itself.
    const text = label ? words("error_item", { label, problem }) : problem;
    return el("li", {}, el("a", { href: `#${controlId(name)}`, click }, text));
  }

  function say(name: string, code: string): string {
    const country = find(controlId("country")) as HTMLSelectElement | null;
    const [key = "error_invalid"] = [`error_${name}_${code}`, `error_${code}`].filter(
      (key) => key in messages,
    );
    return words(key, {
      count: fieldOf(name)?.max_length,
      country: country?.selectedOptions[0]?.text,
    });
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
