// Without a network: said in words, nothing lost, sent when it is back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { storedFrom } from "./support/stack.mjs";
import {
  fillIn,
  newSource,
  newSupporter,
  posts,
  press,
  says,
  testPage,
  thanks,
  tokensIn,
  valueIn,
} from "./support/widget.mjs";

const browser = useBrowser();

test("whoever is offline is told so, keeps what they typed, and signs once when the network is back", async () => {
  const source = newSource();
  const { page, requests } = await browser.visit(testPage("plain", { source }));
  const supporter = newSupporter();
  await fillIn(page, supporter);
  await page.setOfflineMode(true);
  await press(page);
  await says(page, "You are offline. What you typed is still here.");
  assert.equal(await valueIn(page, "email"), supporter.email);
  await page.setOfflineMode(false);
  assert.match(await thanks(page), /Thank you, Ada!/);
  assert.equal(await storedFrom(source), 1);
  assert.equal(new Set(await tokensIn(requests)).size, 1, "every try sends the same token");
  assert.ok(posts(requests).length <= 3);
});
