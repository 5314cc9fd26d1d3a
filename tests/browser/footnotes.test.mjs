// Footnotes of the long text: there and back within the widget, by click and by key, and the page's address stays.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { addPetition, until } from "./support/stack.mjs";
import { around, form, part, WIDGET, written } from "./support/widget.mjs";

const browser = useBrowser();

const SCRIPT = '<script async src="{{service}}/v1.js"></script>';
const LONG = "A paragraph that takes some room, so that one place is far from the next.\n\n".repeat(
  60,
);
const BODY = `A first claim.[^one] ${LONG} Another claim,[^two] and the first once more.[^one]

${LONG}

[^one]: The first source.
[^two]: The second source.
`;

/** A petition with footnotes, in one widget for each of `ids`. */
async function opened(ids = ["alone"], fragment = "") {
  const petition = `footnotes-${process.pid}-${Date.now()}`;
  await addPetition(petition, { body: BODY });
  const widgets = ids.map(
    (id) => `<petition-form id="${id}" petition="${petition}"></petition-form>`,
  );
  // Places of the page's own that have the footnotes' names.
  const html = around(`<p id="fn1">Ours</p><p id="fnref1">Ours</p>${widgets.join("")}`, SCRIPT);
  const visit = await browser.visit(written(html) + fragment, { height: 600 });
  for (const id of ids) await form(visit.page, `#${id}`);
  return visit;
}

/** Where the focus is, and whether it can be seen: the widget, what it is on in there, and that one's place. */
const focus = (page) =>
  page.evaluate(() => {
    const { activeElement: widget } = document;
    const inside = widget?.shadowRoot?.activeElement;
    const { top, bottom } = (inside ?? widget).getBoundingClientRect();
    const seen = top >= 0 && bottom <= innerHeight;
    return { widget: widget.id, on: inside?.id, seen };
  });
const isOn = async (page, widget, on) => {
  const wanted = { widget, on, seen: true };
  await until(async () => (await focus(page)).seen, `${on} is seen`);
  assert.deepEqual(await focus(page), wanted);
};

/** Ways to follow a link. */
const WAYS = {
  click: (link) => link.click(),
  Enter: (link) => link.press("Enter"),
};

for (const [way, follow] of Object.entries(WAYS))
  test(`${way} on a reference leads to its footnote, and on its way back to the reference; the page's address stays`, async () => {
    const { page, crashes } = await opened(["alone"], "#chapter-2");
    const before = await page.evaluate(() => [location.href, history.length]);
    for (const [reference, footnote, back] of [
      ["fnref1", "fn1", 1],
      ["fnref2", "fn2", 1],
      ["fnref1:1", "fn1", 2],
    ]) {
      await follow(await part(page, `[id="text-${reference}"]`));
      await isOn(page, "alone", `text-${footnote}`);
      await follow(await part(page, `#text-${footnote} a:nth-of-type(${back})`));
      await isOn(page, "alone", `text-${reference}`);
    }
    assert.deepEqual(await page.evaluate(() => [location.href, history.length]), before);
    assert.deepEqual(crashes, []);
  });

test("two widgets of one petition on a page each jump within themselves", async () => {
  const { page } = await opened(["upper", "lower"]);
  for (const id of ["lower", "upper"]) {
    const widget = `#${id}`;
    await (await part(page, "#text-fnref2", widget)).click();
    await isOn(page, id, "text-fn2");
    await (await part(page, "#text-fn2 a", widget)).press("Enter");
    await isOn(page, id, "text-fnref2");
  }
  assert.equal(await page.evaluate(() => location.hash), "");
});

test("who goes on with the Tab key goes on from where the jump has led, and finds the reference again later", async () => {
  const { page } = await opened();
  await (await part(page, "#text-fnref1")).press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await name(page), "Back to the text: footnote 1");
  await page.keyboard.press("Enter");
  await isOn(page, "alone", "text-fnref1");
  await page.keyboard.press("Tab");
  await isOn(page, "alone", "text-fnref2");
  await page.keyboard.down("Shift");
  await page.keyboard.press("Tab");
  await page.keyboard.up("Shift");
  await isOn(page, "alone", "text-fnref1");
});

/** How a screen reader calls what the focus is on. */
const name = (page) =>
  page.$eval(WIDGET, ({ shadowRoot }) => shadowRoot.activeElement.getAttribute("aria-label"));
