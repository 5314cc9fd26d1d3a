// Whoever leaves the page and comes back finds it as it was, and only the total is new.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { carried, signByScript, site, totalOf, until } from "./support/stack.mjs";
import {
  fillIn,
  newSupporter,
  part,
  posts,
  press,
  testPage,
  thanks,
  total,
  valueIn,
} from "./support/widget.mjs";

const browser = useBrowser();

/** Marks this very document, and notes whether it is the one that came back. */
const watch = (page) =>
  page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => {
      globalThis.cameBack = persisted;
    });
  });

/** Has the page itself go elsewhere: puppeteer waits for a load that a kept page does not repeat. */
async function go(page, move, ...values) {
  const here = await page.evaluate(() => location.href);
  await page.evaluate(`setTimeout(${move}, 0, ...${JSON.stringify(values)})`);
  const gone = () => page.evaluate((here) => location.href !== here, here).catch(() => false);
  await until(gone, `${move}`);
}

const leave = (page) => go(page, (url) => location.assign(url), `${site}/privacy`);
const goBack = (page) => go(page, () => history.back());

test("a page left and come back to keeps what was typed, asks for the total alone, and signs", async () => {
  const petition = "counting";
  const { page, requests, crashes } = await browser.visit(
    testPage("plain", { petition, via: "line" }),
  );
  const { given_name, email } = newSupporter();
  await fillIn(page, { given_name, email });
  const before = await total(page);
  await watch(page);

  await leave(page);
  await signByScript(petition, newSupporter().email);
  await until(async () => (await totalOf(petition)) > before, "the service counts");
  await carried();
  await goBack(page);
  assert.equal(await page.evaluate(() => globalThis.cameBack), true, "kept, not loaded anew");
  await until(async () => (await total(page)) > before, "the total", 5);
  assert.deepEqual(await carried(), [`GET /api/v1/petitions/${petition}/totals`]);
  assert.equal(await valueIn(page, "email"), email);
  assert.ok(await (await part(page, "[name=consent]")).evaluate((it) => it.checked));

  await press(page);
  assert.match(await thanks(page), /Thank you, Ada!/);
  await leave(page);
  await goBack(page);
  assert.match(await thanks(page), /Thank you, Ada!/);
  assert.equal(posts(requests).length, 1);
  assert.deepEqual(crashes, []);
});
