import type { Field } from "../config.ts";
import { countryOptions } from "../country-options.ts";
import { afterFrame, el } from "../dom.ts";
import type { Words } from "../messages.ts";

/** What may stand two in a row: short answers. */
const HALF = /^(given_name|family_name|country|postcode)$/;

/** A label, a place for its error, and the control. `own` marks the organizer's own words. */
export function fieldView(
  field: Field,
  words: Words,
  locale: string,
  own: (text: string) => Node,
): HTMLElement {
  const { name, type, required } = field;
  const label = name.startsWith("extra_") ? own(field.label) : field.label;
  if (type === "checkbox") return tickView(name, label, required, words);
  return el(
    "div",
    HALF.test(name) ? "field half" : "field",
    labelView(name, label, required, words),
    errorSlot(name),
    control(field, words, locale),
  );
}

/** A box to tick. Never ticked beforehand: consent is something people do. */
export function tickView(
  name: string,
  label: Node | string,
  required: boolean,
  words: Words,
): HTMLElement {
  const box = { type: "checkbox", id: controlId(name), name, value: "yes", part: "checkbox" };
  return el(
    "div",
    "field",
    errorSlot(name),
    el("div", { class: "tick" }, el("input", box), labelView(name, label, required, words)),
  );
}

/** Yes or no, both there to be chosen. */
export function choiceView(
  name: string,
  label: Node | string,
  required: boolean,
  words: Words,
): HTMLElement {
  const answers = ["yes", "no"].map((value) => {
    const id = `${controlId(name)}-${value}`;
    const radio = el("input", { type: "radio", id, name, value, part: "checkbox" });
    return el("div", { class: "tick" }, radio, el("label", { for: id }, words(value)));
  });
  return el(
    "fieldset",
    { id: controlId(name), role: "radiogroup", "aria-required": `${required}`, class: "field" },
    el("legend", { part: "label" }, label, requiredMark(required, words)),
    errorSlot(name),
    ...answers,
  );
}

/** Invisible to people, irresistible to simple bots. A form that comes with it filled is set aside. */
export function honeypot(): HTMLElement {
  const input = el("input", { name: "website", tabindex: -1, autocomplete: "off" });
  return el("div", { class: "quiet", "aria-hidden": "true" }, input);
}

/** Of the control, or of the group of radios. */
export const controlId = (name: string): string => `field-${name}`;
export const errorId = (name: string): string => `error-${name}`;

function labelView(
  name: string,
  label: Node | string,
  required: boolean,
  words: Words,
): HTMLElement {
  return el("label", { for: controlId(name), part: "label" }, label, requiredMark(required, words));
}

const requiredMark = (required: boolean, words: Words) =>
  required && el("span", { class: "muted" }, ` ${words("required")}`);

function errorSlot(name: string): HTMLElement {
  return el("p", { part: "error", id: errorId(name), hidden: true });
}

function control(field: Field, words: Words, locale: string): HTMLElement {
  const { name, type, autocomplete, options } = field;
  const attributes = { id: controlId(name), name, autocomplete, part: "input" };
  if (type === "textarea") return el("textarea", { ...attributes, rows: 3 });
  if (type !== "country" && !options) return el("input", { ...attributes, type });
  const select = el("select", attributes, new Option(options ? "" : words("choose_country"), ""));
  const offer = (options: [value: string, label: string][]) => {
    for (const [value, label] of options) select.append(new Option(label, value));
  };
  if (options) offer(options);
  else afterFrame(() => offer(countryOptions(locale)));
  return select;
}
