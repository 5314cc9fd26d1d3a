// Where there is no form: calm words, a way to go on, and advice to whoever can mend it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import {
  addPetition,
  elsewhere,
  fail,
  mend,
  service,
  setState,
  setSuspended,
  until,
} from "./support/stack.mjs";
import {
  around,
  fillIn,
  focused,
  form,
  has,
  newSupporter,
  part,
  press,
  testPage,
  textOf,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const PAGE = "/p/stop-rekognition";

/** The words and the link that stand instead of a form; the link leads to a page that works. */
async function notice(page, title, path = PAGE) {
  assert.equal(await textOf(page, ".notice h2"), title);
  assert.ok(!(await has(page, "form")));
  const href = await (await part(page, ".notice a")).evaluate((link) => link.href);
  assert.ok(href.endsWith(path), href);
  const answer = await fetch(href);
  assert.equal(answer.status, 200);
}

const advice = (words) => words.filter(({ type }) => type === "warn").map(({ text }) => text);

test("a site that the partner has not listed cannot sign, leads to the petition's page and advises its developer", async () => {
  const { page, words, requests } = await browser.visit(testPage("plain", {}, elsewhere));
  await notice(page, "You cannot sign on this page");
  const [line] = advice(words);
  assert.match(line, /origin_not_allowed/);
  assert.ok(line.includes(elsewhere));
  assert.match(line, /no origin of this partner/);
  assert.ok(!requests.some((one) => one.url().includes("/challenge")), "nothing is asked in vain");
});

test("a suspended partner's page cannot sign, and leads to the petition's page", async () => {
  const { page, words } = await browser.visit(testPage("plain", { partner: "suspended" }));
  await notice(page, "Signing is switched off on this page");
  assert.match(advice(words)[0], /partner_suspended/);
});

test("a page in another language is refused in that language", async () => {
  const form = '<petition-form petition="stop-rekognition" partner="suspended"></petition-form>';
  const script = '<script async src="{{service}}/v1.js"></script>';
  const { page } = await browser.visit(written(around(form, script, "ar")));
  await part(page, ".root[lang=ar][dir=rtl] .notice h2");
  assert.doesNotMatch(await textOf(page, ".notice"), /[A-Za-z]/);
});

test("a partner who does not exist cannot sign, and the developer is told", async () => {
  const { page, words } = await browser.visit(testPage("plain", { partner: "nobody" }));
  await notice(page, "You cannot sign on this page");
  assert.match(advice(words)[0], /origin_not_allowed.*nobody/);
});

test("a partner suspended while somebody fills in the form: the form gives way when it is sent", async () => {
  const partner = "about-to-be-suspended";
  const { page } = await browser.visit(testPage("plain", { partner }));
  await fillIn(page, newSupporter());
  await setSuspended(partner, true);
  try {
    await press(page);
    await notice(page, "Signing is switched off on this page");
  } finally {
    await setSuspended(partner, false);
  }
});

test("a closed petition thanks its signers, says how many they were, and leads to its page", async () => {
  const { page } = await browser.visit(testPage("plain", { petition: "closed" }));
  await notice(page, "This petition is closed", "/p/closed");
  assert.match(
    await textOf(page, ".notice"),
    /Thank you to everyone who signed\.0 people signed\./,
  );
});

test("a petition that closes while somebody fills in the form says so when it is sent", async () => {
  const petition = `closing-${Date.now()}`;
  await addPetition(petition);
  const { page } = await browser.visit(testPage("plain", { petition }));
  const { given_name, email } = newSupporter();
  await fillIn(page, { given_name, email });
  await setState(petition, "closed");
  await press(page);
  await notice(page, "This petition is closed", `/p/${petition}`);
});

test("a petition that does not exist is said to be missing, and the developer is told what to check", async () => {
  const { page, words } = await browser.visit(testPage("plain", { petition: "no-such" }));
  assert.equal(await textOf(page, ".notice h2"), "This petition could not be found");
  assert.match(advice(words)[0], /petition_not_found.*no-such.*Check its name in the snippet/);
});

test("a service that does not answer leaves a link, and trying again brings the form", async () => {
  const api = "/api/v1/petitions/stop-rekognition";
  await fail("drop", api, { times: 100 });
  const { page, words } = await browser.visit(testPage("plain", { via: "line" }));
  await notice(page, "The petition did not load");
  assert.match(advice(words)[0], /^petition-form: network \(http.*\): \w*Error/);
  const button = await part(page, ".notice button");
  await button.press("Enter");
  await until(async () => (await focused(page)).tag === "h2", "the news that it failed again");
  await mend();
  await (await part(page, ".notice button")).press("Enter");
  await form(page);
  assert.equal((await focused(page)).tag, "h2", "where the button was, reading goes on");
});

test("what the widget itself fails at is told to the console, and the petition's page is linked", async () => {
  const { page, words } = await browser.visit(testPage("plain"), {
    prepare: (page) =>
      page.evaluateOnNewDocument(() => {
        // Something that this page has broken, and that the form cannot be painted without.
        Element.prototype.prepend = undefined;
      }),
  });
  await notice(page, "The petition did not load");
  assert.match(advice(words)[0], /^petition-form: .*TypeError/);
});

test("a script that never comes leaves the link that the snippet brought along", async () => {
  await fail("drop", "/v1.js", { times: 100 });
  const { page } = await browser.visit(testPage("plain", { via: "line" }));
  const link = await page.waitForSelector("petition-form a", { visible: true });
  await mend();
  await Promise.all([page.waitForNavigation(), link.click()]);
  assert.ok(page.url().endsWith(PAGE));
  assert.ok(!page.url().startsWith(service), "through the line, as everything of this page");
});
