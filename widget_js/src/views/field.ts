import type { Field } from "../config.ts";
import { countryOptions } from "../country-options.ts";
import { afterFrame, el } from "../dom.ts";
import type { Words } from "../messages.ts";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What may stand two in a row: short answers. */
const HALF = /^(given_name|family_name|country|postcode)$/;

/** A label, a place for its error, and the control. */
export function fieldView(field: Field, words: Words, locale: string): HTMLElement {
  const { name, label, required } = field;
  return el(
    "div",
    HALF.test(name) ? "field half" : "field",
    labelView(name, label, required, words),
    errorSlot(name),
    control(field, words, locale),
  );
}

/** A box to tick. Never ticked beforehand: consent is something people do. */
export function tickView(name: string, label: Node, required: boolean, words: Words): HTMLElement {
  const box = { type: "checkbox", id: controlId(name), name, value: "yes", part: "checkbox" };
  return el(
    "div",
    "field",
    errorSlot(name),
    el("div", { class: "tick" }, el("input", box), labelView(name, label, required, words)),
  );
}

/** Invisible to people, irresistible to simple bots. A form that comes with it filled is set aside. */
export function honeypot(): HTMLElement {
  const input = el("input", { name: "website", tabindex: -1, autocomplete: "off" });
  return el("div", { class: "quiet", "aria-hidden": "true" }, input);
}

export const controlId = (name: string): string => `field-${name}`;
export const errorId = (name: string): string => `error-${name}`;

function labelView(
  name: string,
  label: Node | string,
  required: boolean,
  words: Words,
): HTMLElement {
  const mark = required && el("span", { class: "muted" }, ` ${words("required")}`);
  return el("label", { for: controlId(name), part: "label" }, label, mark);
}

function errorSlot(name: string): HTMLElement {
  return el("p", { part: "error", id: errorId(name), hidden: true });
}

function control(field: Field, words: Words, locale: string): Control {
  const { name, type, autocomplete } = field;
  const attributes = { id: controlId(name), name, autocomplete, part: "input" };
  if (type === "textarea") return el("textarea", { ...attributes, rows: 3 });
  if (type !== "country") return el("input", { ...attributes, type });
  const select = el("select", attributes, new Option(words("choose_country"), ""));
  afterFrame(() => {
    for (const { code, name } of countryOptions(locale)) select.append(new Option(name, code));
  });
  return select;
}
