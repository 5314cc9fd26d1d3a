import { el } from "./dom.ts";

const ATTRIBUTES = ["petition", "partner", "locale", "mode", "source"];
/** On a tag whose form stands: the script may run twice, and the second run sees the same tags. */
const PLACED = "data-placed";

/** The one-tag form: puts a <petition-form> where a <script data-petition> stands. */
export function placeForms(service: string, current: HTMLScriptElement | null): void {
  for (const script of document.querySelectorAll("script")) {
    const wanted = script.dataset.petition && !script.hasAttribute(PLACED);
    if (!wanted || (script !== current && !script.src.startsWith(`${service}v1.`))) continue;
    script.setAttribute(PLACED, "");
    placeForm(script, service);
  }
}

function placeForm(script: HTMLScriptElement, service: string): void {
  const form = document.createElement("petition-form");
  for (const name of ATTRIBUTES) {
    const value = script.dataset[name];
    if (value) form.setAttribute(name, value);
  }
  // What browsers too old for the form show instead.
  const page = `${service}p/${encodeURIComponent(script.dataset.petition ?? "")}`;
  form.append(el("a", { href: page }, "Sign the petition"));
  if (!script.closest("head")) script.after(form);
  else if (document.body) document.body.prepend(form);
  else document.addEventListener("DOMContentLoaded", () => document.body.prepend(form));
}
