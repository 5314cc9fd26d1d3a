// Supporters who are known: by a link of the organizer's mailing, or as this browser has signed before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, useBrowser } from "./support/browser.mjs";
import { addPetition, mailsTo, personalLink, signByScript, until } from "./support/stack.mjs";
import {
  focused,
  form,
  has,
  newSupporter,
  part,
  posts,
  press,
  sign,
  testPage,
  textOf,
  thanks,
  valueIn,
  WIDGET,
} from "./support/widget.mjs";

const browser = useBrowser();

const fields = (page) =>
  page.$$eval(`${WIDGET} >>> form [name]`, (all) =>
    all.filter(({ name }) => name !== "website").map(({ name }) => name),
  );
const tick = async (page) => (await part(page, "[name=consent]")).click();
const pressed = async (page, words) => {
  for (const button of await page.$$(`${WIDGET} >>> button`))
    if ((await button.evaluate((it) => it.textContent)) === words) return button.click();
  throw new Error(`no button says ${words}`);
};

/** A page that a link has led to, and the supporter whom the link is for. */
async function led(known = {}, more = {}) {
  const supporter = newSupporter(known);
  const link = await personalLink(testPage("plain", more), supporter);
  return { ...(await browser.visit(link)), supporter, link };
}

test("a link greets its supporter, asks for the consent and nothing that it knows, and signs with one press", async () => {
  const { page, requests, supporter } = await led({ country: "GB", postcode: "SW1A 1AA" });
  assert.equal(await textOf(page, "form h2"), "Welcome back, Ada.");
  assert.deepEqual(await fields(page), ["comment", "updates", "partner_updates", "consent"]);
  assert.equal(await textOf(page, "form .button"), "Sign as Ada");
  await tick(page);
  await press(page);
  const words = await thanks(page);
  assert.match(words, /Thank you, Ada!.*Your signature has been added/);
  assert.doesNotMatch(words, /undefined|null/);
  const [mail] = await until(async () => {
    const mails = await mailsTo(supporter.email);
    return mails.length && mails;
  }, "a mail");
  assert.match(mail.subject.trim(), /^Thank you/);
  const [post] = posts(requests);
  const body = new URLSearchParams(await bodyOf(post));
  assert.ok(!body.has("email"));
});

test("the page gets neither the address nor anything but the first name, and its own address forgets the link", async () => {
  const { page, requests, supporter } = await led();
  await part(page, "form h2");
  const html = await page.$eval(WIDGET, (it) => it.shadowRoot.innerHTML);
  for (const secret of [supporter.email, supporter.family_name]) assert.ok(!html.includes(secret));
  for (const one of requests) assert.ok(!one.url().split("#")[0].includes("petition_me"));
  assert.doesNotMatch(page.url(), /petition_me/);
  await page.reload();
  await form(page);
  assert.ok(await has(page, "[name=email]"), "a form for anybody");
});

test("what the link does not know is asked", async () => {
  const { page } = await led({ family_name: "" });
  await part(page, "form h2");
  assert.ok((await fields(page)).includes("family_name"));
  await tick(page);
  await press(page);
  assert.match(await textOf(page, ".error-summary li"), /Last name/);
});

test("somebody else at the same device gets a form of their own, and the focus goes with it", async () => {
  const { page } = await led();
  await part(page, "form h2");
  await pressed(page, "Not Ada? Click here.");
  await part(page, "[name=email]");
  assert.equal((await focused(page)).name, "given_name");
  const other = newSupporter({ given_name: "Grace" });
  await sign(page, other);
  assert.match(await thanks(page), /Thank you, Grace!.*check your e-mail/);
});

test("a link that knows no name has a way out for whoever it does not mean, and they stay strangers", async () => {
  const { page } = await led({ given_name: "" });
  await pressed(page, "Somebody else wants to sign");
  await part(page, "[name=email]");
  await page.$eval(WIDGET, (it) => it.setAttribute("locale", "de"));
  await part(page, ".root[lang=de] form");
  assert.ok(await has(page, "[name=email]"), "a form for anybody in German, too");
});

test("a link that is no good brings the form, as if there were none", async () => {
  const { page } = await browser.visit(`${testPage("plain")}#petition_me=AAAA`);
  await form(page);
  assert.ok(await has(page, "[name=email]"));
  assert.ok(!(await has(page, "form h2")));
});

/** Once: what the widget posts as a signature goes on with this in it, as if the link had changed under way. */
const tamper = (page, values) =>
  page.evaluate((values) => {
    const { fetch } = window;
    window.fetch = (url, init) => {
      if (!url.endsWith("/signatures")) return fetch(url, init);
      for (const [name, value] of Object.entries(values)) init.body.set(name, value);
      window.fetch = fetch;
      return fetch(url, init);
    };
  }, values);

test("a link that turns bad at the last moment says so, asks for the rest, and keeps what was typed", async () => {
  const { page, crashes, supporter } = await led();
  await (await part(page, "[name=comment]")).type("Typed before");
  await tick(page);
  await tamper(page, { me: "AAAA" });
  await press(page);
  await part(page, "[name=email]");
  assert.match(await textOf(page, "form .status"), /^Your personal link no longer works/);
  assert.ok(!(await has(page, "form h2")), "a greeting");
  assert.equal(await textOf(page, "form .button"), "Sign the petition");
  assert.equal(await valueIn(page, "comment"), "Typed before");
  for (const name of ["given_name", "family_name", "email"])
    await (await part(page, `[name=${name}]`)).type(supporter[name]);
  await press(page);
  assert.match(await thanks(page), /Thank you, Ada!.*check your e-mail/);
  assert.deepEqual(crashes, []);
});

test("whoever presses Enter, or types on meanwhile, keeps the focus when the link turns bad", async () => {
  const { page, supporter } = await led({ family_name: "" });
  await tick(page);
  await tamper(page, { me: "AAAA" });
  const name = await part(page, "[name=family_name]");
  await name.type(supporter.family_name || "Lovelace");
  await name.press("Enter");
  await part(page, "[name=email]");
  assert.equal((await focused(page)).name, "family_name");
  await page.keyboard.type("!");
  assert.equal(await name.evaluate((it) => it.value), "Lovelace!");
});

test("a personal link that was opened where the petition stood already is passed on without its token", async () => {
  const supporter = newSupporter();
  const link = await personalLink(testPage("plain"), supporter);
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, new URL(link).hash);
  await sign(page, supporter);
  const hrefs = await page.$$eval(`${WIDGET} >>> .share a`, (all) => all.map((it) => it.href));
  for (const href of hrefs) assert.doesNotMatch(decodeURIComponent(href), /petition_me/);
});

test("what the service misses although the link knows it is asked for after all", async () => {
  const { page, supporter } = await led();
  await tick(page);
  await tamper(page, { email: "ada@" });
  await press(page);
  await part(page, ".error-summary li");
  assert.match(await textOf(page, ".error-summary"), /mail/);
  const email = await part(page, "[name=email]");
  assert.equal(await email.evaluate((it) => it.getAttribute("aria-invalid")), "true");
  // Under another address the link answers nothing else, either.
  for (const name of ["given_name", "family_name", "email"])
    await (await part(page, `[name=${name}]`)).type(supporter[name]);
  await press(page);
  assert.match(await thanks(page), /Thank you, Ada!/);
});

test("a link leaves the page's own fragment alone", async () => {
  const link = await personalLink(testPage("plain"), newSupporter());
  const [address, token] = link.split("#");
  const { page } = await browser.visit(`${address}#chapter-2&${token}&x=1`);
  await part(page, "form h2");
  assert.equal(new URL(page.url()).hash, "#chapter-2&x=1");
});

test("who has signed in this browser finds the thanks, not the form, and how many followed", async () => {
  const petition = `returning-${Date.now()}`;
  await addPetition(petition);
  const { page } = await browser.visit(testPage("plain", { petition }));
  const { given_name, email } = newSupporter();
  await sign(page, { given_name, email });
  const [href] = await page.$$eval(`${WIDGET} >>> .share a`, (all) => all.map((it) => it.href));
  const ref = decodeURIComponent(href).match(/petition_ref=([\w-]+)/)[1];
  for (const one of [1, 2, 3]) await signByScript(petition, newSupporter().email, { ref, one });
  await page.reload();
  assert.match(await textOf(page, ".thanks"), /You have already signed/);
  assert.ok(!(await has(page, "form")));
  await until(
    async () => (await textOf(page, ".thanks .total")) === "3 people signed through you.",
    "three who followed",
  );
});

test("nothing is said of followers while there are none", async () => {
  const { page, requests } = await browser.visit(testPage("plain"));
  await sign(page);
  await page.reload();
  await part(page, ".thanks");
  await until(() => requests.some((one) => one.url().includes("/referrals/") && one.response()));
  assert.ok(!(await has(page, ".thanks .total:not([hidden])")));
});

test("a link that somebody passed on counts for them", async () => {
  const petition = `passed-on-${Date.now()}`;
  await addPetition(petition);
  const { page, requests } = await browser.visit(
    `${testPage("plain", { petition })}&petition_ref=abcdefghij`,
  );
  const { given_name, email } = newSupporter();
  await sign(page, { given_name, email });
  const body = new URLSearchParams(await bodyOf(posts(requests)[0]));
  assert.equal(body.get("ref"), "abcdefghij");
});

test("somebody else may sign in the same browser", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await sign(page);
  await page.reload();
  await part(page, ".thanks");
  await pressed(page, "Somebody else wants to sign");
  await form(page);
  assert.equal((await focused(page)).name, "given_name");
  const { email } = await sign(page, newSupporter({ given_name: "Grace" }));
  assert.ok((await thanks(page)).includes(email));
});

test("what a browser remembers expires", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await sign(page);
  await page.evaluate(() => {
    const [key] = Object.keys(localStorage);
    const memory = JSON.parse(localStorage[key]);
    localStorage[key] = JSON.stringify({ ...memory, until: Date.now() - 1 });
  });
  await page.reload();
  await form(page);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});
