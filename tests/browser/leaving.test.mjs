// Whoever leaves right after pressing the button has signed: once, and the mail is on its way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { useBrowser } from "./support/browser.mjs";
import { carried, fail, line, mailsTo, mend, site, storedFrom, until } from "./support/stack.mjs";
import { button, fillIn, newSource, newSupporter, press, testPage } from "./support/widget.mjs";

const browser = useBrowser();

/** Presses, and goes elsewhere before anything else can happen on the page. */
const pressAndGo = async (page, to) =>
  (await button(page)).evaluate((it, to) => {
    it.click();
    location.href = to;
  }, to);

/** How people leave. */
const WAYS = {
  "for another page": async (page) => {
    await pressAndGo(page, `${site}/privacy`);
    await until(() => page.url().endsWith("/privacy"), "the other page");
  },
  "for an empty page": async (page) => {
    await pressAndGo(page, "about:blank");
    await until(() => page.url() === "about:blank", "the empty page");
  },
  "by loading the page anew": async (page) => {
    await press(page);
    await page.reload();
  },
  "by closing the tab": async (page) => {
    await press(page);
    await page.close();
  },
};

async function filledIn() {
  const source = newSource();
  const { page } = await browser.visit(testPage("plain", { via: "line", source }));
  const supporter = newSupporter();
  await fillIn(page, supporter);
  await carried();
  return { page, source, supporter };
}

const postsCarried = async () => (await carried()).filter((one) => one.startsWith("POST "));

async function isSignedOnce({ source, supporter }) {
  await until(async () => (await storedFrom(source)) === 1, "the signature");
  await until(async () => (await mailsTo(supporter.email)).length, "the mail");
  // Time for a second one, if there were any.
  await sleep(500);
  assert.equal(await storedFrom(source), 1);
  assert.equal((await mailsTo(supporter.email)).length, 1);
}

for (const [way, leave] of Object.entries(WAYS))
  test(`who presses the button and leaves ${way} has signed once, and gets the mail`, async () => {
    const visit = await filledIn();
    await leave(visit.page);
    await isSignedOnce(visit);
    assert.equal((await postsCarried()).length, 1);
  });

test("who leaves while the answer is on its way has signed once, and gets the mail", async () => {
  const visit = await filledIn();
  await fail("hold", "/signatures");
  await press(visit.page);
  await until(async () => (await postsCarried()).length, "it is sent");
  await visit.page.goto("about:blank");
  assert.equal(await storedFrom(visit.source), 0, "the service has not heard of it yet");
  await mend();
  await isSignedOnce(visit);
});

/** As many as a browser has under way with one server at a time (HTTP/1.1). */
const AT_ONCE = 6;

test("who closes the tab before the browser has found the time to send anything has signed once, and gets the mail", async () => {
  const visit = await filledIn();
  const totals = "/api/v1/petitions/counting/totals";
  await fail("hold", totals, { times: AT_ONCE });
  await visit.page.evaluate(
    (url, times) => {
      for (let at = 0; at < times; at++) fetch(`${url}?${at}`).catch(() => {});
    },
    line + totals,
    AT_ONCE,
  );
  const held = [];
  await until(
    async () => held.push(...(await carried()).filter((one) => one.endsWith(totals))) === AT_ONCE,
    "the browser is busy",
  );
  await press(visit.page);
  await sleep(300);
  assert.deepEqual(await postsCarried(), [], "it waits its turn");
  await visit.page.close();
  await isSignedOnce(visit);
});
