// The total: it rises while somebody looks, rests while nobody does, and its bar is never full.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { useBrowser } from "./support/browser.mjs";
import { addPetition, carried, fail, signByScript, totalOf, until } from "./support/stack.mjs";
import { form, newSupporter, testPage, textOf, total, WIDGET } from "./support/widget.mjs";

const browser = useBrowser();

const SPEED = 20;

/** The page's time goes faster, so that ten seconds between two totals are half a second. */
const quicken = (page) =>
  page.evaluateOnNewDocument((speed) => {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (done, ms = 0, ...more) => setTimeout(done, ms / speed, ...more);
  }, SPEED);

const askedForTotals = async () =>
  (await carried()).filter((one) => one.startsWith("GET") && one.endsWith("/totals")).length;

/** Width of the bar's filled part, as a share of the whole. */
const filled = (page) =>
  page.$eval(`${WIDGET} >>> .progress-fill`, (bar) => Number.parseFloat(bar.style.width) / 100);

const bar = (page) =>
  page.$eval(`${WIDGET} >>> [role=progressbar]`, (it) => ({
    now: Number(it.ariaValueNow),
    most: Number(it.ariaValueMax),
    text: it.ariaValueText,
  }));

test("the total rises on the page while somebody looks at it", async () => {
  const petition = "counting";
  const { page } = await browser.visit(testPage("plain", { petition }), { prepare: quicken });
  await form(page);
  const before = await total(page);
  await signByScript(petition, newSupporter().email);
  await until(async () => (await total(page)) === before + 1, "one more");
  await signByScript(petition, newSupporter().email);
  await until(async () => (await total(page)) === before + 2, "and one more");
});

test("a page that nobody sees asks for no totals, and asks at once when it is seen again", async () => {
  const petition = "counting";
  const url = testPage("plain", { petition, via: "line" });
  const { page } = await browser.visit(url, { prepare: quicken });
  await form(page);
  await until(askedForTotals, "the visible page asks");
  const before = await total(page);

  const other = await browser.tab();
  await other.page.bringToFront();
  await page.waitForFunction(() => document.visibilityState === "hidden", { polling: 50 });
  await signByScript(petition, newSupporter().email);
  await until(async () => (await totalOf(petition)) > before, "the service counts");
  await askedForTotals();
  await sleep(2_000);
  assert.equal(await askedForTotals(), 0, "while it is hidden, for the time of four totals");
  assert.equal(await total(page), before);

  await page.bringToFront();
  await until(async () => (await total(page)) > before, "the total");
});

test("the goal steps up before it is reached, and the bar is never full", async () => {
  const petition = `goal-${Date.now()}`;
  await addPetition(petition, { goal: 2 });
  const { page } = await browser.visit(testPage("plain", { petition }), { prepare: quicken });
  assert.equal(await textOf(page, ".total"), "Be the first to sign. Let’s get to 2.");
  await signByScript(petition, newSupporter().email);
  await until(async () => (await total(page)) === 1, "the first");
  assert.deepEqual(await bar(page), {
    now: 1,
    most: 2,
    text: "1 person has signed. Let’s get to 2.",
  });
  assert.equal(await filled(page), 0.5);
  await signByScript(petition, newSupporter().email);
  await until(async () => (await total(page)) === 2, "the second");
  assert.deepEqual(await bar(page), {
    now: 2,
    most: 100,
    text: "2 have signed. Let’s get to 100.",
  });
});

test("even a total that has overtaken its goal does not fill the bar", async () => {
  const body = JSON.stringify({ confirmed: 120, goal: 100, as_of: "2099-01-01T00:00:00Z" });
  await fail("answer", "/totals", { status: 200, body, times: 100 });
  const url = testPage("plain", { petition: "counting", via: "line" });
  const { page } = await browser.visit(url, { prepare: quicken });
  await until(async () => (await total(page)) === 120, "the total");
  assert.ok((await filled(page)) < 1);
});

test("a total that is older than the one shown does not turn it back", async () => {
  const { page } = await browser.visit(testPage("plain", { petition: "counting", via: "line" }), {
    prepare: quicken,
  });
  await form(page);
  const shown = await total(page);
  const body = JSON.stringify({ confirmed: 0, goal: 100, as_of: "2001-01-01T00:00:00Z" });
  await carried();
  await fail("answer", "/totals", { status: 200, body, times: 3 });
  await signByScript("counting", newSupporter().email);
  const seen = [];
  await until(async () => {
    seen.push(await total(page));
    return seen.at(-1) === shown + 1;
  }, "the new total");
  assert.ok(
    seen.every((one) => one >= shown),
    `${seen}`,
  );
});

test("a service that fails to tell the total changes nothing that is shown", async () => {
  await fail("drop", "/totals", { times: 3 });
  const { page, crashes } = await browser.visit(
    testPage("plain", { petition: "counting", via: "line" }),
    { prepare: quicken },
  );
  await form(page);
  const shown = await total(page);
  await carried();
  await until(askedForTotals, "it asks");
  assert.equal(await total(page), shown);
  assert.deepEqual(crashes, []);
});
