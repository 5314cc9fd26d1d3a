// The widget as a supporter meets it: found by what it is, filled in with keys, pressed.

import { bodyOf } from "./browser.mjs";
import { site, until } from "./stack.mjs";

/** Any widget of a page; tests with several name theirs. */
export const WIDGET = "petition-form";

let people = 0;

/** Somebody who has signed nothing yet. */
export function newSupporter(more = {}) {
  people += 1;
  const unique = `${process.pid}.${Date.now()}.${people}`;
  return {
    given_name: "Ada",
    family_name: "Lovelace",
    email: `ada.${unique}@people.example.org`,
    ...more,
  };
}

/** A `source` that no other form has. */
export const newSource = () => `t${process.pid}x${Date.now()}x${people++}`;

/** A page of tests/browser/pages/, its {{places}} filled. */
export const testPage = (name, values = {}, origin = site) =>
  `${origin}/pages/${name}?${new URLSearchParams(values)}`;

/** A page that is written in the test. {{service}} stands for where the widget comes from. */
export const written = (html, values = {}, origin = site) =>
  `${origin}/written?${new URLSearchParams({ html, ...values })}`;

/** A whole page around some markup. */
export const around = (body, head = "", language = "en") =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>A page</title>${head}</head><body>${body}</body></html>`;

/**
 * Something inside the widget, once it is there. Not by waitForSelector, which looks again when the page changes, and
 * is not told of what changes inside a shadow root alone.
 */
export async function part(page, selector, widget = WIDGET) {
  const wanted = `${widget} >>> ${selector}`;
  const look = () => page.$(wanted).catch(() => null); // another page is on its way
  try {
    return await until(look, wanted, PATIENCE);
  } catch (error) {
    throw new Error(`${error.message}; there is ${await shown(page, widget)}`);
  }
}

const PATIENCE = 20;

/** For messages: what the widget has instead. */
const shown = (page, widget) =>
  page
    .$$eval(widget, (all) => all.map((it) => it.shadowRoot?.innerHTML ?? it.outerHTML).join("; "))
    .then(
      (html) => html.slice(0, 1000) || `no ${widget}`,
      (error) => error.message,
    );

/** Whether the widget has something now. */
export const has = async (page, selector, widget = WIDGET) =>
  (await page.$(`${widget} >>> ${selector}`)) !== null;

/** The text of something inside the widget, once it is there. */
export const textOf = async (page, selector, widget = WIDGET) =>
  (await part(page, selector, widget)).evaluate((element) => element.textContent);

/** What stands in a field now. */
export const valueIn = async (page, name, widget = WIDGET) =>
  (await part(page, `[name=${name}]`, widget)).evaluate((it) => it.value);

/** The form, once it shows. */
export const form = (page, widget = WIDGET) => part(page, "form", widget);

/**
 * Fills in what is asked of `supporter`, and ticks the consent. The first letter comes by its key, the rest at once, as from
 * keyboards that complete words: a key takes ten milliseconds.
 */
export async function fillIn(page, supporter, widget = WIDGET) {
  await form(page, widget);
  for (const [name, value] of Object.entries(supporter)) {
    const field = await part(page, `[name=${name}]`, widget);
    await field.type(value.slice(0, 1));
    await field.evaluate(
      (_, rest) => document.execCommand("insertText", false, rest),
      value.slice(1),
    );
  }
  await (await part(page, "[name=consent]", widget)).click();
}

export const button = (page, widget = WIDGET) => part(page, "form .button", widget);

/** Presses the button with the mouse. */
export const press = async (page, widget = WIDGET) => (await button(page, widget)).click();

/** The words of thanks, once they show. */
export const thanks = (page, widget = WIDGET) => textOf(page, ".thanks", widget);

/** From the empty form to the thanks. */
export async function sign(page, supporter = newSupporter(), widget = WIDGET) {
  await fillIn(page, supporter, widget);
  await press(page, widget);
  await thanks(page, widget);
  return supporter;
}

/** The total that the widget shows. */
export async function total(page, widget = WIDGET) {
  const text = await textOf(page, ".total", widget);
  return text.startsWith("Be the first") ? 0 : Number(text.replaceAll(",", "").match(/\d+/)[0]);
}

/** What somebody with a keyboard is on: the innermost focused element. */
export const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return {
      tag: element?.localName,
      name: element?.getAttribute("name"),
      text: element?.textContent,
    };
  });

/** The posts of signatures among a page's requests. */
export const posts = (requests) =>
  requests.filter((one) => one.method() === "POST" && one.url().endsWith("/signatures"));

/** The tokens in the posts of signatures among a page's requests, oldest first. */
export const tokensIn = (requests) =>
  Promise.all(
    posts(requests).map(async (request) => new URLSearchParams(await bodyOf(request)).get("token")),
  );

/** Waits until nothing moves any more: the words of the widget's status line, say. */
export const says = (page, words, selector = ".status", widget = WIDGET) =>
  until(async () => (await textOf(page, selector, widget)).includes(words), `"${words}"`);
