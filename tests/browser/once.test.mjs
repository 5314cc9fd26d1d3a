// One supporter, one press, one signature: whatever the hand and the page do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { filledIn, signedOnce } from "./support/once.mjs";
import { fail, mend, storedFrom } from "./support/stack.mjs";
import { button, has, part, posts, press, textOf, thanks, tokensIn } from "./support/widget.mjs";

const browser = useBrowser();

test("a double click signs once", async () => {
  const visit = await filledIn(browser);
  await (await button(visit.page)).click({ count: 2 });
  await signedOnce(visit, 1);
});

test("five clicks while the answer is on its way sign once", async () => {
  const visit = await filledIn(browser);
  await fail("hold", "/signatures");
  for (let clicks = 0; clicks < 5; clicks++) await press(visit.page);
  assert.equal(await textOf(visit.page, "form button"), "Signing…");
  assert.equal(await (await button(visit.page)).evaluate((it) => it.ariaDisabled), "true");
  await mend();
  await signedOnce(visit, 1);
});

test("Enter held down signs once", async () => {
  const visit = await filledIn(browser);
  await (await part(visit.page, "[name=postcode]")).focus();
  for (let repeats = 0; repeats < 10; repeats++) await visit.page.keyboard.down("Enter");
  await visit.page.keyboard.up("Enter");
  await signedOnce(visit, 1);
});

test("the virtual clicks of a screen reader sign once", async () => {
  const visit = await filledIn(browser);
  await (await button(visit.page)).evaluate((it) => {
    it.click();
    it.click();
  });
  await signedOnce(visit, 1);
});

test("a token that the service no longer takes is renewed without a word", async () => {
  const visit = await filledIn(browser);
  const body = JSON.stringify({ code: "token_expired" });
  await fail("answer", "/signatures", {
    status: 403,
    headers: { "Content-Type": "application/problem+json" },
    body,
  });
  await press(visit.page);
  await thanks(visit.page);
  const [first, second] = await tokensIn(visit.requests);
  assert.notEqual(first, second);
  assert.equal(await storedFrom(visit.source), 1);
  assert.ok(!(await has(visit.page, ".status:not(:empty)")));
});

test("a page that fails at the news of a signature has it signed once", async () => {
  const { page, requests } = await filledIn(browser);
  await page.$eval("petition-form", (it) => {
    const dispatch = it.dispatchEvent.bind(it);
    it.dispatchEvent = (event) => {
      if (event.type === "petition:signed") throw new Error("a tag manager of the page's");
      return dispatch(event);
    };
  });
  await press(page);
  await thanks(page);
  // Longer than the first wait before a form is sent again.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  assert.equal(posts(requests).length, 1);
});

test("a clock that is set back between the first key and the press holds nothing up", async () => {
  const { page } = await filledIn(browser);
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
  });
  await press(page);
  await thanks(page);
});
