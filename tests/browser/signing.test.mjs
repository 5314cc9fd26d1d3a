// From a partner's page to a total that has risen, on every kind of page that the demo shows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { linkInMail, site, totalOf, until } from "./support/stack.mjs";
import {
  fillIn,
  form,
  has,
  press,
  sign,
  testPage,
  thanks,
  total,
  valueIn,
} from "./support/widget.mjs";

const browser = useBrowser();

test("a supporter signs in the article, confirms by mail in another tab, and the total on the article rises without reloading", async () => {
  const { page, requests } = await browser.visit(`${site}/article`);
  await form(page);
  const before = await total(page);
  const { email } = await sign(page);
  assert.equal(await total(page), before, "nothing counts before it is confirmed");

  const mail = await browser.visit(await linkInMail(email));
  await Promise.all([mail.page.waitForNavigation(), mail.page.click("main button")]);
  assert.match(await mail.page.$eval("h1", (heading) => heading.textContent), /Thank you, Ada/);
  await until(async () => (await totalOf("stop-rekognition")) > before, "the service counts it");
  await page.bringToFront();

  await until(async () => (await total(page)) === before + 1, "the total rises");
  assert.ok(await has(page, ".thanks"), "the thanks are still there");
  const navigations = requests.filter((one) => one.isNavigationRequest());
  assert.equal(navigations.length, 1, "the article was loaded once");
});

for (const [name, url] of [
  ["that lets the browser run next to nothing", `${site}/strict-csp`],
  ["with a nonce and strict-dynamic", testPage("nonce")],
])
  test(`a page ${name} shows the form and signs, without one violation of its policy`, async () => {
    const { page, words, crashes, violations } = await browser.visit(url);
    await sign(page);
    assert.deepEqual(await violations(), []);
    assert.deepEqual(crashes, []);
    const complaints = words.filter(({ type, text }) => type === "error" || /policy/i.test(text));
    assert.deepEqual(complaints, []);
  });

test("a single script tag shows the whole petition where it stands, and signs", async () => {
  const { page } = await browser.visit(`${site}/one-tag`);
  await form(page);
  const before = await page.$eval("petition-form", (it) => it.previousElementSibling.localName);
  assert.equal(before, "script");
  assert.ok(await has(page, ".text h2"), "the petition's text shows");
  await sign(page);
});

test("two petitions on one page are independent: signing one leaves what was typed into the other", async () => {
  const { page } = await browser.visit(`${site}/two-petitions`);
  const [first, second] = [
    "petition-form[petition=stop-rekognition]",
    "petition-form[petition=face-recognition-moratorium]",
  ];
  await fillIn(page, { given_name: "Grace" }, second);
  const signer = await sign(page, undefined, first);
  assert.ok(!(await has(page, ".thanks", second)));
  assert.equal(await valueIn(page, "given_name", second), "Grace");

  const { given_name: _typed, ...rest } = signer;
  await (await page.$(`${second} >>> [name=consent]`)).click();
  await fillIn(page, rest, second);
  await press(page, second);
  assert.match(await thanks(page, second), /Grace/);
  assert.match(await linkInMail(signer.email), /confirm/);
});
