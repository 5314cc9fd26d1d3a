// Pages that withhold a piece of the browser, or break it: the widget does without.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { personalLink, storedFrom } from "./support/stack.mjs";
import {
  around,
  form,
  has,
  newSource,
  newSupporter,
  part,
  press,
  sign,
  textOf,
  thanks,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const snippet = (mode) => `<script async src="{{service}}/v1.js"></script>
  <petition-form petition="counting" mode="${mode}" source="{{source}}"></petition-form>`;

/** Scripts that stand before everything else on a page. */
const NO_OBSERVER =
  "<script>delete globalThis.IntersectionObserver; delete globalThis.IntersectionObserverEntry</script>";
const THROWS = `<script>
  history.replaceState = history.pushState = () => { throw new DOMException("Too many calls", "SecurityError") };
</script>`;
const FROZEN = `<script>
  for (const name of ["replaceState", "pushState"]) delete History.prototype[name];
</script>`;
/** A policy that makes the page nobody's: its address may not be changed. */
const SANDBOX = `<!--
Content-Security-Policy: sandbox allow-scripts allow-forms
-->
`;

for (const mode of ["full", "form"])
  test(`without IntersectionObserver, mode=${mode} shows and signs`, async () => {
    const source = newSource();
    const html = around(snippet(mode), NO_OBSERVER);
    const { page, crashes } = await browser.visit(written(html, { source }), {
      width: 360,
      height: 640,
    });
    await form(page);
    assert.equal(await page.evaluate(() => typeof globalThis.IntersectionObserver), "undefined");
    const { given_name, email } = newSupporter();
    await sign(page, { given_name, email });
    assert.equal(await storedFrom(source), 1);
    assert.deepEqual(crashes, []);
  });

const PAGES = {
  "whose history throws": around(snippet("form"), THROWS),
  "without a history to change": around(snippet("form"), FROZEN),
  "that is nobody's": SANDBOX + around(snippet("form")),
};
for (const [which, html] of Object.entries(PAGES))
  test(`a personal link to a page ${which} greets and signs all the same`, async () => {
    const source = newSource();
    const { given_name, email } = newSupporter();
    const link = await personalLink(written(html, { source }), { given_name, email }, "counting");
    const { page, crashes } = await browser.visit(link);
    assert.equal(await textOf(page, "form h2"), "Welcome back, Ada.");
    assert.ok(!(await has(page, "[name=email]")));
    await (await part(page, "[name=consent]")).click();
    await press(page);
    assert.match(await thanks(page), /Thank you, Ada!/);
    assert.equal(await storedFrom(source), 1);
    assert.deepEqual(crashes, []);
  });
