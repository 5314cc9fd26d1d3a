// One supporter, one press, one signature: whatever the hand, the network and the machines do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import {
  fail,
  killService,
  mailsTo,
  mend,
  startService,
  storedFrom,
  until,
} from "./support/stack.mjs";
import {
  button,
  fillIn,
  has,
  newSource,
  newSupporter,
  part,
  posts,
  press,
  says,
  testPage,
  textOf,
  thanks,
  tokensIn,
} from "./support/widget.mjs";

const browser = useBrowser();

/** A form that somebody has filled in, on a line to the service that can be made bad. */
async function filledIn(via = "line") {
  const source = newSource();
  const visit = await browser.visit(testPage("plain", { via, source }));
  const supporter = newSupporter();
  await fillIn(visit.page, supporter);
  return { ...visit, source, supporter };
}

async function signedOnce({ page, requests, source, supporter }, tries = undefined) {
  assert.match(await thanks(page), new RegExp(`Thank you, ${supporter.given_name}!`));
  assert.equal(await storedFrom(source), 1);
  if (tries) assert.equal(posts(requests).length, tries);
  const tokens = new Set(await tokensIn(requests));
  assert.equal(tokens.size, 1, "every try sends the same token");
  const mails = await until(async () => {
    const mails = await mailsTo(supporter.email);
    return mails.length && mails;
  }, "a mail");
  assert.equal(mails.length, 1);
}

test("a double click signs once", async () => {
  const visit = await filledIn();
  await (await button(visit.page)).click({ count: 2 });
  await signedOnce(visit, 1);
});

test("five clicks while the answer is on its way sign once", async () => {
  const visit = await filledIn();
  await fail("hold", "/signatures");
  for (let clicks = 0; clicks < 5; clicks++) await press(visit.page);
  assert.equal(await textOf(visit.page, "form button"), "Signing…");
  assert.equal(await (await button(visit.page)).evaluate((it) => it.ariaDisabled), "true");
  await mend();
  await signedOnce(visit, 1);
});

test("Enter held down signs once", async () => {
  const visit = await filledIn();
  await (await part(visit.page, "[name=postcode]")).focus();
  for (let repeats = 0; repeats < 10; repeats++) await visit.page.keyboard.down("Enter");
  await visit.page.keyboard.up("Enter");
  await signedOnce(visit, 1);
});

test("the virtual clicks of a screen reader sign once", async () => {
  const visit = await filledIn();
  await (await button(visit.page)).evaluate((it) => {
    it.click();
    it.click();
  });
  await signedOnce(visit, 1);
});

test("a lost answer is asked for again with the same token, and one signature is stored", async () => {
  const visit = await filledIn();
  await fail("lose_answer", "/signatures");
  await press(visit.page);
  await says(visit.page, "We keep trying");
  assert.equal(await storedFrom(visit.source), 1, "it was stored the first time");
  await signedOnce(visit, 2);
});

test("a connection that breaks before the service hears of it is tried again", async () => {
  const visit = await filledIn();
  await fail("drop", "/signatures");
  await press(visit.page);
  await says(visit.page, "What you typed is still here");
  assert.equal(await storedFrom(visit.source), 0);
  await signedOnce(visit, 2);
});

test("a busy service is waited for as long as it asks, and what was typed stays", async () => {
  const visit = await filledIn();
  await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "3" } });
  await press(visit.page);
  await says(visit.page, "Many people are signing right now");
  const answered = Date.now();
  const name = await part(visit.page, "[name=given_name]");
  assert.equal(await name.evaluate((it) => it.value), visit.supporter.given_name);
  await signedOnce(visit, 2);
  assert.ok(Date.now() - answered > 2_500, "Retry-After was kept");
});

test("a service that stays away is said to, the form stays as it was typed, and pressing again signs", async () => {
  const visit = await filledIn();
  await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "600" } });
  await press(visit.page);
  await says(visit.page, "Please wait a few minutes");
  const email = await part(visit.page, "[name=email]");
  assert.equal(await email.evaluate((it) => it.value), visit.supporter.email);
  assert.equal(await textOf(visit.page, "form button"), "Sign the petition");
  await press(visit.page);
  await signedOnce(visit, 2);
});

test("a service killed the moment it gets the signature, and started again, has it once", async () => {
  const visit = await filledIn();
  await fail("kill", "/signatures");
  await press(visit.page);
  await says(visit.page, "We keep trying");
  await startService();
  await signedOnce(visit);
});

test("a service that is down when the button is pressed gets the signature when it is back", async () => {
  const visit = await filledIn();
  await killService();
  try {
    await press(visit.page);
    await says(visit.page, "We keep trying");
  } finally {
    await startService();
  }
  await signedOnce(visit);
});

test("a token that the service no longer takes is renewed without a word", async () => {
  const visit = await filledIn();
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
  const { page, requests } = await filledIn();
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
  const { page } = await filledIn();
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
  });
  await press(page);
  await thanks(page);
});
