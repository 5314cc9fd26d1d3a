// Bad weather: lost answers, busy services, machines that die. What is typed stays, and signs once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { filledIn, signedOnce } from "./support/once.mjs";
import { fail, killService, mend, startService, storedFrom, until } from "./support/stack.mjs";
import { posts, press, says, textOf, valueIn } from "./support/widget.mjs";

const browser = useBrowser();

test("a lost answer is asked for again with the same token, and one signature is stored", async () => {
  const visit = await filledIn(browser);
  await fail("lose_answer", "/signatures");
  await press(visit.page);
  await says(visit.page, "We keep trying");
  assert.equal(await storedFrom(visit.source), 1, "it was stored the first time");
  await signedOnce(visit, 2);
});

test("a connection that breaks before the service hears of it is tried again", async () => {
  const visit = await filledIn(browser);
  await fail("drop", "/signatures");
  await press(visit.page);
  await says(visit.page, "What you typed is still here");
  assert.equal(await storedFrom(visit.source), 0);
  await signedOnce(visit, 2);
});

test("an answer that does not come within a quarter of a minute is given up, and asked for again", async () => {
  const visit = await filledIn(browser);
  await fail("hold", "/signatures");
  await press(visit.page);
  await until(() => posts(visit.requests)[0]?.failure(), "it is given up", 25);
  await says(visit.page, "We keep trying");
  await mend();
  await signedOnce(visit, 2);
});

test("a busy service is waited for as long as it asks, and what was typed stays", async () => {
  const visit = await filledIn(browser);
  await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "3" } });
  await press(visit.page);
  await says(visit.page, "Many people are signing right now");
  const answered = Date.now();
  assert.equal(await valueIn(visit.page, "given_name"), visit.supporter.given_name);
  await signedOnce(visit, 2);
  assert.ok(Date.now() - answered > 2_500, "Retry-After was kept");
});

test("somebody whose network asks too often waits as long as they are told", async () => {
  const visit = await filledIn(browser);
  await fail("answer", "/signatures", { status: 429, headers: { "Retry-After": "3" } });
  await press(visit.page);
  await says(visit.page, "Many people are signing right now");
  await signedOnce(visit, 2);
});

test("a service that stays away is said to, the form stays as it was typed, and pressing again signs", async () => {
  const visit = await filledIn(browser);
  await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "600" } });
  await press(visit.page);
  await says(visit.page, "Please wait a few minutes");
  assert.equal(await valueIn(visit.page, "email"), visit.supporter.email);
  assert.equal(await textOf(visit.page, "form button"), "Sign the petition");
  await press(visit.page);
  await signedOnce(visit, 2);
});

test("a service killed the moment it gets the signature, and started again, has it once", async () => {
  const visit = await filledIn(browser);
  await fail("kill", "/signatures");
  await press(visit.page);
  await says(visit.page, "We keep trying");
  await startService();
  await signedOnce(visit);
});

test("a service that is down when the button is pressed gets the signature when it is back", async () => {
  const visit = await filledIn(browser);
  await killService();
  try {
    await press(visit.page);
    await says(visit.page, "We keep trying");
  } finally {
    await startService();
  }
  await signedOnce(visit);
});
