// <petition-total>: the number alone, as text of the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import {
  addPetition,
  carried,
  elsewhere,
  fail,
  signByScript,
  totalOf,
  until,
} from "./support/stack.mjs";
import { around, newSupporter, written } from "./support/widget.mjs";

const browser = useBrowser();

const SCRIPT = `<script async src="{{service}}/v1.js"></script>`;
const alone = (petition, more = "") =>
  around(
    `<p><petition-total petition="${petition}"${more}>Many</petition-total> people</p>`,
    SCRIPT,
  );

const shown = (page) => page.$eval("petition-total", (element) => element.textContent);
const shows = (page, text) => until(async () => (await shown(page)) === text, text);

test("the number is text of the page, on any site, and follows the signatures", async () => {
  const petition = `alone-${Date.now()}`;
  await addPetition(petition);
  const { page, violations } = await browser.visit(written(alone(petition), {}, elsewhere));
  await shows(page, "0");
  await signByScript(petition, newSupporter().email);
  await until(async () => (await totalOf(petition)) === 1, "the service's total");
  // A page that is seen again asks at once.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await shows(page, "1");
  assert.deepEqual(await violations(), []);
});

test("it is written as the page's language writes numbers", async () => {
  const body = JSON.stringify({ confirmed: 1234567, goal: 2000000, as_of: "2099-01-01T00:00:00Z" });
  await fail("answer", "/totals", { status: 200, body, times: 10 });
  const { page } = await browser.visit(written(alone("counting", ' locale="de"'), { via: "line" }));
  await shows(page, "1.234.567");
});

test("until the number is there, and where it never comes, the page's own words stay", async () => {
  const { page } = await browser.visit(written(alone("no-such-petition")));
  await page.waitForFunction(() => customElements.get("petition-total"));
  await page.waitForNetworkIdle({ idleTime: 200 });
  assert.equal(await shown(page), "Many");
});

test("taken out of the page it asks no more", async () => {
  const { page } = await browser.visit(written(alone("counting"), { via: "line" }));
  await until(async () => /^\d/.test(await shown(page)), "a number");
  await carried();
  await page.evaluate(() => {
    document.querySelector("petition-total").remove();
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(await carried(), []);
});

test("another petition's name brings that petition's number, without one it asks nothing", async () => {
  const petition = `renamed-${Date.now()}`;
  await addPetition(petition);
  const { page, requests } = await browser.visit(written(alone("", "")));
  const asked = () => requests.filter((one) => one.url().includes("/totals"));
  await page.waitForFunction(() => customElements.get("petition-total"));
  await page.waitForNetworkIdle({ idleTime: 200 });
  assert.deepEqual(asked(), []);
  assert.equal(await shown(page), "Many");
  await page.$eval("petition-total", (it, name) => it.setAttribute("petition", name), petition);
  await shows(page, "0");
  assert.equal(asked().length, 1);
});

test("an older number from another cache does not take the place of a newer one", async () => {
  const answer = (confirmed, as_of, times) =>
    fail("answer", "/totals", {
      status: 200,
      body: JSON.stringify({ confirmed, goal: 100, as_of }),
      times,
    });
  await answer(42, "2099-01-01T00:00:02Z", 1);
  await answer(41, "2099-01-01T00:00:01Z", 1);
  await answer(43, "2099-01-01T00:00:03Z", 10);
  const { page, requests } = await browser.visit(written(alone("counting"), { via: "line" }));
  const answered = () => requests.filter((one) => one.url().includes("/totals") && one.response());
  await shows(page, "42");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await until(() => answered().length === 2, "the older answer");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await shown(page), "42");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await shows(page, "43");
});
