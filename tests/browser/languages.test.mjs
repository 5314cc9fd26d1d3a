// Every language at the width of a small phone: nothing sticks out of its place, in any state.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { fail, mend } from "./support/stack.mjs";
import {
  around,
  fillIn,
  newSupporter,
  part,
  press,
  textOf,
  thanks,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const files = await readdir(new URL("../../widget_server/locales/", import.meta.url));
const LANGUAGES = files.flatMap((name) => name.match(/^(.+)\.json$/)?.[1] ?? []).sort();
const RIGHT_TO_LEFT = /^(ar|he)$/;

/** On a small phone: one tab for all languages, since a new one takes as long as its page. */
const open = async () => (await browser.tab({ width: 320, height: 700 })).page;

/** A page in a language, its widget coming through the line, as somebody sees it who was never there before. */
async function visit(page, language) {
  const html = around(
    `<petition-form petition="stop-rekognition" partner="civic-news"></petition-form>`,
    `<meta name="viewport" content="width=device-width"><script async src="{{service}}/v1.js"></script>`,
    language,
  );
  await page.goto(written(html, { via: "line" }));
  await part(page, "form");
}

/** What does not fit: text that is wider than the element it stands in, and a page to scroll sideways. */
const overflowing = (page) =>
  page.evaluate(() => {
    const found = [];
    const { shadowRoot } = document.querySelector("petition-form");
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    for (const element of shadowRoot.querySelectorAll(
      "button, label, p, h2, h3, li, a, bdi, legend",
    )) {
      if (!element.checkVisibility() || element.closest(".quiet")) continue;
      const place = element.closest("button, label, .tick, .panel, .root").getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(element);
      for (const box of range.getClientRects())
        if (
          box.left < place.left - 1 ||
          box.right > place.right + 1 ||
          box.bottom > place.bottom + 1
        )
          found.push(`${element.localName}: ${element.textContent}`);
    }
    return [...new Set(found)];
  });

test("there are all the languages that are promised", () => {
  assert.equal(LANGUAGES.length, 38);
});

test("a text that sticks out of its button would be noticed", async () => {
  const page = await open();
  await visit(page, "en");
  const button = await part(page, "form button");
  await button.evaluate((element) => {
    element.textContent = "Allekirjoitavetoomusvalittomasti".repeat(2);
    element.style.overflowWrap = "normal";
  });
  assert.equal((await overflowing(page)).length, 2);
});

test("in every language the form, its errors, waiting and thanks fit a small phone", async (t) => {
  const page = await open();
  for (const language of LANGUAGES) {
    t.diagnostic(language); // the last one told is the one that failed
    await visit(page, language);
    const root = await part(page, "[part=root]");
    const [lang, dir] = await root.evaluate(({ lang, dir }) => [lang, dir]);
    assert.equal(lang, language);
    assert.equal(dir, RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr");
    for (const selector of [".title", ".statement p:last-child", ".text", ".tick span[lang]"]) {
      const own = await (await part(page, selector)).evaluate(({ lang, dir }) => [lang, dir]);
      assert.deepEqual(own, ["en", "ltr"], "the petition's own words stay what they are");
    }
    assert.deepEqual(await overflowing(page), []);

    await press(page);
    await part(page, ".error-summary:not([hidden])");
    assert.deepEqual(await overflowing(page), []);

    const supporter = newSupporter();
    await fillIn(page, supporter);
    await fail("hold", "/signatures");
    await press(page);
    await part(page, "button[aria-busy=true]");
    assert.deepEqual(await overflowing(page), []);
    await mend();

    const said = await thanks(page);
    assert.ok(said.includes("Ada") && said.includes(supporter.email), said);
    assert.doesNotMatch(await textOf(page, "[part=root]"), /\{\w+\}|undefined|NaN/);
    assert.deepEqual(await overflowing(page), []);
    await page.evaluate(() => localStorage.clear()); // or the next would find the thanks again
  }
});
