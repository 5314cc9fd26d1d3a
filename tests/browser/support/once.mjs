// One supporter, one press, one signature, whatever comes between: what the tests of that share.

import assert from "node:assert/strict";
import { mailsTo, storedFrom, until } from "./stack.mjs";
import { fillIn, newSource, newSupporter, posts, testPage, thanks, tokensIn } from "./widget.mjs";

/** A form that somebody has filled in, on a line to the service that can be made bad. */
export async function filledIn(browser, via = "line") {
  const source = newSource();
  const visit = await browser.visit(testPage("plain", { via, source }));
  const supporter = newSupporter();
  await fillIn(visit.page, supporter);
  return { ...visit, source, supporter };
}

/** The supporter is thanked, and has one signature and one mail, of one token, after so many `tries`. */
export async function signedOnce({ page, requests, source, supporter }, tries = undefined) {
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
